// The explorer on the bundled chronology, as an analyst uses it: each main question by pointer and by keyboard, links, states, access.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { BASE, painted, settled, VIEWS, visit, withBrowser } from "./page";

withBrowser();

const options = (page: Page) => page.getByRole("listbox", { name: "Elements of the graph" }).getByRole("option");

describe("first run", () => {
  test("names the case, lists its cast, paints its graph, with two questions asked before", async () => {
    const { page, asked, strangers, errors } = await visit("/");
    await settled(page);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("APT31");
    const names = (await options(page).allInnerTexts()).join("\n");
    for (const name of ["China", "APT31", "Intel"]) expect(names).toContain(name);
    expect(await painted(page)).toBeGreaterThan(0.01);
    expect(asked.slice(0, 2).map((url) => url.split("?")[0]).sort()).toEqual(["/v1/cases/apt31-2024", "/v1/vocabulary"]);
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("nothing may leave the page's origin: the policy stands in the header", async () => {
    const { page } = await visit("/");
    const response = await page.request.get(`${BASE}/graph`, { headers: { Accept: "text/html" } });
    expect(response.headers()["content-security-policy"]).toContain("default-src 'none'");
    expect(response.headers()["content-security-policy"]).not.toContain("unsafe");
  });
});

describe("path", () => {
  async function ask(page: Page): Promise<void> {
    for (const [box, words] of [["From", "Intel"], ["To", "APT31"]] as const) {
      const field = page.getByRole("combobox", { name: box, exact: true });
      await field.fill(words);
      await page.getByRole("option", { name: new RegExp(`^${words}`) }).first().waitFor();
      await field.press("Enter");
    }
    await page.getByRole("button", { name: "Find paths" }).click();
  }

  test("each hop has its day, who says so and a source; one is the weakest; no cause is claimed", async () => {
    const { page } = await visit("/path");
    await ask(page);
    const hops = page.getByRole("list", { name: "Path 1" }).locator(":scope > li");
    await hops.first().waitFor();
    const texts = await hops.allInnerTexts();
    for (const text of texts) {
      expect(text).toMatch(/\d{4}|standing/);
      expect(text).toMatch(/said by|source/);
    }
    expect(texts.at(-1)).toContain("standing");
    expect(texts.filter((text) => text.includes("weakest link"))).toHaveLength(1);
    for (let i = 0; i < texts.length; i++) expect(await hops.nth(i).getByRole("link").count()).toBeGreaterThan(0);
    expect(await page.getByText("does not show cause").count()).toBeGreaterThan(0);
  });

  test("by keyboard alone", async () => {
    const { page } = await visit("/");
    await settled(page);
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByRole("heading", { level: 1, name: "Path" }).waitFor();
    await page.getByRole("combobox", { name: "From", exact: true }).focus();
    await page.keyboard.type("Intel");
    await page.getByRole("option", { name: /^Intel/ }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "To", exact: true }).focus();
    await page.keyboard.type("APT31");
    await page.getByRole("option", { name: /^APT31/ }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("list", { name: "Path 1" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  });
});

describe("claims stay claims", () => {
  test("the Electoral Commission's action has the claimant's words, the yardstick's range, and is alleged", async () => {
    const { page } = await visit("/?sel=e:chronology:cn-electoral-commission-2021");
    const panel = page.getByRole("complementary", { name: "Evidence" });
    await panel.getByText("highly likely").first().waitFor();
    const text = await panel.innerText();
    for (const words of ["highly likely", "80-90 %", "alleged", "disputed"]) expect(text).toContain(words);
    expect(text).toMatch(/NCSC|National Cyber Security Centre/);
  });

  test.each(VIEWS)("no bare percentage in %s", async (path) => {
    const { page } = await visit(path);
    await settled(page);
    const text = await page.locator("body").innerText();
    for (const [found] of text.matchAll(/[^\s]*\s?%/g)) expect(found).toMatch(/\d+-\d+ %/);
  });

  test("a vague date reads as it is, and the chip ban shows each of its clocks", async () => {
    const { page } = await visit("/?sel=e:chronology:cn-apt31-parliamentarians-2021");
    const panel = page.getByRole("complementary", { name: "Evidence" });
    await panel.getByText("2021 (year)").first().waitFor();
    expect(await panel.innerText()).not.toContain("2021-01-01");
    await page.goto(`${BASE}/?sel=e:chronology:cn-bans-intel-amd-2024`);
    await panel.getByText("2024-03-24").first().waitFor();
    const text = await panel.innerText();
    // The guideline's day, the first report's, and the day of the article that told it as yesterday's news.
    for (const day of ["2023-12-26", "2024-03-24", "2024-03-25"]) expect(text).toContain(day);
  });
});

describe("dyad", () => {
  test("a finished verdict, the United Kingdom above and China below, stated answers with their days", async () => {
    const { page } = await visit("/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024");
    await page.locator("[data-event]").first().waitFor();
    const middle = await page.locator(".lanes .zero").evaluate((line) => line.getBoundingClientRect().top);
    const bottom = await page.locator('[data-event="chronology:uk-sanctions-apt31-2024"] .mark').evaluate((mark) => mark.getBoundingClientRect().bottom);
    const top = await page.locator('[data-event="chronology:cn-sanctions-uk-2021"] .mark').evaluate((mark) => mark.getBoundingClientRect().top);
    expect(bottom).toBeLessThanOrEqual(middle + 1);
    expect(top).toBeGreaterThanOrEqual(middle - 1);
    expect(await page.getByRole("img", { name: "answered after 4 days" }).count()).toBeGreaterThan(0);
  });

  test("an empty window says so and offers to drop the filter", async () => {
    const { page } = await visit("/dyad?a=state:CHN&b=state:GBR&since=1900&until=1901");
    await page.getByText("No action fits between these two.").waitFor();
    await page.getByRole("button", { name: /since: 1900/ }).click();
    await page.getByRole("button", { name: /until: 1901/ }).click();
    await page.locator("[data-event]").first().waitFor();
  });
});

test("day: what had happened before is in the second band alone", async () => {
  const { page } = await visit("/day?at=2024-03-25");
  const [happened, reported] = [page.getByRole("region", { name: "Happened", exact: true }), page.getByRole("region", { name: "Reported, happened earlier" })];
  await happened.getByText("summoned").first().waitFor();
  expect(await reported.innerText()).toContain("2021 (year)");
  expect(await happened.innerText()).not.toContain("2021 (year)");
});

describe("graph", () => {
  test("expansion tells what it would add, then adds that; undo brings the address and the set back", async () => {
    const { page } = await visit("/graph?actors=chronology:apt31&sel=a:chronology:apt31");
    await settled(page);
    const url = page.url();
    const before = Number(await options(page).first().getAttribute("aria-setsize"));
    await page.getByRole("listbox", { name: "Elements of the graph" }).focus();
    const china = options(page).filter({ hasText: /^China, / });
    await china.click();
    await page.getByRole("listbox", { name: "Elements of the graph" }).press("e");
    const dialog = page.getByRole("dialog", { name: /Expand/ });
    const told = await dialog.getByText(/Would add \d+ actor/).innerText();
    expect(Number(await options(page).first().getAttribute("aria-setsize"))).toBe(before);
    const promised = Number(/Would add (\d+)/.exec(told)![1]);
    await dialog.getByRole("button", { name: /^Add \d+/ }).click();
    await page.waitForFunction((n) => Number(document.querySelector('[aria-label="Elements of the graph"] [role=option]')?.getAttribute("aria-setsize")) > n, before);
    const actors = await page.getByText(/Showing \d+ actor/).innerText();
    expect(Number(/Showing (\d+)/.exec(actors)![1])).toBeGreaterThanOrEqual(promised);
    await page.goBack();
    await page.waitForFunction((n) => Number(document.querySelector('[aria-label="Elements of the graph"] [role=option]')?.getAttribute("aria-setsize")) === n, before);
    expect(page.url().split("&sel")[0]).toBe(url.split("&sel")[0]);
  });

  test("a line of many actions is one option, and opens as many", async () => {
    const { page } = await visit("/graph?actors=state:CHN,state:GBR&induced=true");
    await settled(page);
    const line = options(page).filter({ hasText: /United Kingdom to China: \d+ actions/ });
    const words = await line.innerText();
    const n = Number(/(\d+) actions/.exec(words)![1]);
    // "7 actions, accused (2), protested to (2), summoned (3), ...": a verb of one action bears no number.
    const verbs = words.replace(/^.*?\d+ actions, /, "").split(", ").filter((part) => !/^\d/.test(part));
    expect(verbs.reduce((sum, verb) => sum + Number(/\((\d+)\)$/.exec(verb)?.[1] ?? 1), 0), words).toBe(n);
    await line.click();
    const items = page.getByRole("complementary", { name: "Evidence" }).locator(".cards > li");
    await items.first().waitFor();
    expect(await items.count()).toBe(n);
  });
});

describe("links", () => {
  /** What a link must bring back: the heading, what is chosen, the window in time, and all that stands in the address. */
  const shown = (page: Page) =>
    page.evaluate(() => ({
      heading: document.querySelector("h1")?.textContent,
      chosen: [...document.querySelectorAll('.elements [aria-selected="true"], [data-event][aria-pressed="true"]')].map((one) => one.getAttribute("aria-label") ?? one.textContent),
      evidence: document.querySelector("aside h3")?.textContent,
      brush: [...document.querySelectorAll<HTMLInputElement>(".brush input")].map((one) => one.getAttribute("aria-valuetext")),
      filter: [...document.querySelectorAll(".filter .chip")].map((one) => one.textContent),
    }));

  test.each([
    ...VIEWS,
    "/graph?actors=state:CHN,state:GBR&induced=true&sel=l:state:GBR>state:CHN:actions&since=2021-01-01&until=2022-12-31",
    "/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024&sel=e:chronology:cn-sanctions-uk-2021&vote=ladder",
    "/day?at=2024-03-25&days=1&sel=e:chronology:uk-sanctions-apt31-2024",
  ])("%s opens the same in another window; Back and Forward walk it", async (path) => {
    const { page } = await visit(path);
    await settled(page);
    const here = await shown(page);
    const other = await visit(page.url().replace(BASE, ""));
    await settled(other.page);
    expect(await shown(other.page)).toEqual(here);
    await page.getByRole("link", { name: "Day", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Day" }).waitFor().catch(() => undefined);
    const there = page.url();
    await page.goBack();
    await settled(page);
    await expect.poll(() => shown(page)).toEqual(here);
    await page.goForward();
    expect(page.url()).toBe(there);
    await page.reload();
    expect(page.url()).toBe(there);
  });

  test("a brush that is moved stands in the address, and a link of it brings it back", async () => {
    const { page } = await visit("/graph?actors=state:CHN,state:GBR&induced=true");
    await settled(page);
    const from = page.locator("#brush-from");
    await from.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/since=/);
    await settled(page);
    const here = await shown(page);
    const other = await visit(page.url().replace(BASE, ""));
    await settled(other.page);
    const window = (await shown(other.page)).brush;
    expect(window.length).toBe(2);
    expect(new URL(page.url()).searchParams.get("since")).toBe(here.brush[0]);
    expect(window[0]! >= here.brush[0]!, `${window[0]} lies in ${here.brush[0]}`).toBe(true);
    expect((await shown(other.page)).filter).toEqual(here.filter);
  });
});

describe("states", () => {
  const path = "/path?from=Intel&to=APT31";
  const stub = (status: number, body: unknown) => async (page: Page) =>
    page.route("**/v1/paths**", (call) => call.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(body) }));
  const problem = (status: number, title: string) => ({ type: "/problems/x", title, status, detail: `${title}: why`, hint: "what to do", request_id: "abc" });

  test.each([
    [504, "The question took longer than it may"],
    [422, "The question cannot be asked like that"],
    [401, "A key is needed"],
  ])("%i is told with its reason, and can be tried again", async (status, title) => {
    const { page } = await visit(path, {}, stub(status, problem(status, title)));
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toContain(`${title}: why`);
    expect(await alert.innerText()).toContain("abc");
    await page.unroute("**/v1/paths**");
    await alert.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("list", { name: "Path 1" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("offline: the last picture stays", async () => {
    const { page } = await visit("/day?at=2024-03-25");
    await page.getByRole("region", { name: "Happened", exact: true }).getByText("summoned").first().waitFor();
    await page.route("**/v1/**", (call) => call.abort());
    await page.getByRole("button", { name: "Day after" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByText("summoned").count()).toBeGreaterThan(0);
  });

  test("truncated is told and stays", async () => {
    const { page } = await visit("/graph?actors=state:CHN", {}, async (fresh) => {
      await fresh.route("**/v1/graph**", async (call) => {
        const answer = (await (await call.fetch()).json()) as { meta: Record<string, unknown> };
        answer.meta["truncated"] = true;
        answer.meta["truncated_because"] = "300 actors; 12 edges lead to others";
        await call.fulfill({ json: answer });
      });
    });
    await page.getByText("Not all is shown: 300 actors; 12 edges lead to others.").waitFor();
  });
});

describe("access", () => {
  test.each(VIEWS)("axe finds nothing in %s", async (path) => {
    for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 320]] as const) {
      const { page } = await visit(path, { colorScheme, viewport: { width, height: 900 } });
      await settled(page);
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
      expect(violations.map((one) => `${colorScheme} ${width}: ${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
      await page.context().close();
    }
  });

  test("the list of keys names every view", async () => {
    const { page } = await visit("/");
    await settled(page);
    await page.keyboard.press("?");
    const text = await page.getByRole("dialog", { name: "Keys" }).innerText();
    for (const view of ["Case", "Graph", "Path", "Dyad", "Board", "Day", "Query", "Review"]) expect(text).toContain(`view: ${view}`);
  });

  test("no view is wider than a narrow screen", async () => {
    for (const path of VIEWS) {
      const { page } = await visit(path, { viewport: { width: 320, height: 800 } });
      await settled(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(321);
      await page.context().close();
    }
  });
});
