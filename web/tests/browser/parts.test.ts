// Board, review, export and figures as an analyst uses them; undo; dialogs for those who cannot see them.

import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Download, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { BASE, settled, visit, withBrowser } from "./page";

withBrowser();

const options = (page: Page) => page.getByRole("listbox", { name: "Elements of the graph" }).getByRole("option");
const setsize = async (page: Page) => Number(await options(page).first().getAttribute("aria-setsize"));
const text = async (download: Download) => readFile(await download.path(), "utf8");

async function taken(page: Page, press: () => Promise<unknown>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return download;
}

describe("board", () => {
  test("a relation with too few actions says so, names what it rests on, and leads to its dyad", async () => {
    const { page, errors } = await visit("/board?until=2024-04-15");
    const row = page.getByRole("row", { name: /United Kingdom on China/ });
    await row.waitFor();
    const words = await row.innerText();
    expect(words).toContain("climbing");
    expect(words).toContain("insufficient for statistics");
    expect(words).not.toMatch(/NaN|null|undefined/);
    await row.getByText(/\d+ actions?, \d+ reports?/).click();
    await row.getByRole("list").getByText(/summon/).first().waitFor();
    await row.getByRole("link", { name: "United Kingdom on China" }).click();
    await page.getByRole("heading", { name: "Verdict" }).waitFor();
    expect(page.url()).toContain("until=2024-04-15");
    expect(errors).toEqual([]);
  });

  test("what changed since a day stands above; a day with nothing says so and offers an earlier one", async () => {
    const { page } = await visit("/board?until=2024-04-15&against=2024-03-01");
    await page.getByRole("heading", { name: "Changed since 2024-03-01" }).waitFor();
    expect(await page.getByText(/United Kingdom on China: \w+ → climbing/).count()).toBe(1);
    await page.goto(`${BASE}/board?until=1850-01-01`);
    await page.getByText("No relation moved in the 56 days up to 1850-01-01").waitFor();
    await page.keyboard.press("[");
    await page.getByText("No relation moved in the 56 days up to 1849-12-04").waitFor();
  });
});

const actor = (id: string, name: string, state: string | null = null) => ({ id, kind: "Company", name, aliases: [], state, state_assertion: null, state_disputed: false, unnamed: false, codes: {} });
const pairs = [
  { a: "t:1", b: "u:1", about: "actor", actors: ["t:1", "u:1"], events: [], score: 4, features: [{ name: "born", told: "1960 / 1960", bits: 5 }, { name: "state", told: "RUS / CHN", bits: -1 }], records: { "t:1": ["t:1"], "u:1": ["u:1"] } },
  { a: "t:2", b: "u:2", about: "actor", actors: ["t:2", "u:2"], events: [], score: 1, features: [], records: {} },
];

/** Two pairs that wait, and a service that asks for a key before it lets anybody judge. */
async function queue(page: Page, said: unknown[]): Promise<void> {
  let waiting = [...pairs];
  await page.route("**/v1/resolve**", async (call) => {
    const request = call.request();
    if (request.method() === "GET") {
      const actors = waiting.flatMap((pair) => pair.actors).map((id) => actor(id, `Volga ${id}`, "state:CHN")).concat(["RUS", "CHN"].map((code) => actor(`state:${code}`, code === "RUS" ? "Russia" : "China")));
      const meta = { truncated: false, truncated_because: null, omitted: [], notes: [], graph_version: "1" };
      return call.fulfill({ json: { data: { pairs: waiting }, actors, events: [], sources: [], claims: [], meta } });
    }
    if (request.headers()["authorization"] !== "Bearer open-sesame") return call.continue();
    said.push(request.postDataJSON());
    const taken = request.url().endsWith("/undo");
    waiting = taken ? [...pairs] : waiting.slice(1);
    return call.fulfill({ json: { judgement: "0c1d", seq: 1, renamed: [], edges: 0, joined: 0, parted: 0 } });
  });
}

test("review by keyboard: the traits are told, a stranger is asked for a key, a judgement brings the next pair", async () => {
  const said: Record<string, unknown>[] = [];
  const { page } = await visit("/review", {}, (fresh) => queue(fresh, said));
  await page.getByText("Pair 1 of 2 pairs").waitFor();
  const shown = await page.locator("main").innerText();
  for (const words of ["Volga t:1", "Volga u:1", "born 1960 / 1960", "about 32 to 1 for", "about 2 to 1 against", "about 16 to 1 for", "state Russia / China", "Counted for China", "1 record of t"]) expect(shown).toContain(words);
  expect(shown).not.toMatch(/state:[A-Z]{3}/);
  await page.keyboard.press("s");
  await page.getByText("Pair 2 of 2 pairs").waitFor();
  await page.keyboard.press("[");
  await page.getByText("Pair 1 of 2 pairs").waitFor();
  expect(await page.getByRole("button", { name: /^Same/ }).isDisabled()).toBe(true);
  await page.getByLabel("Your name").fill("ada");
  await page.locator("main").focus();
  await page.keyboard.press("y");
  const alert = page.getByRole("alert");
  await alert.getByText("Not allowed").waitFor();
  expect(await page.getByText("Pair 1 of 2 pairs").count()).toBe(1);
  await alert.getByLabel(/^Key/).fill("open-sesame");
  await alert.getByRole("button", { name: "Use this key" }).click();
  await page.locator("main").focus();
  await page.keyboard.press("n");
  await page.getByText("Pair 1 of 1 pair").waitFor();
  expect(said).toMatchObject([{ a: "t:1", b: "u:1", verdict: "different", who: "ada" }]);
  expect(await page.getByText("Volga t:1 and Volga u:1, not the same").count()).toBe(1);
  await page.locator("main").focus();
  await page.keyboard.press("u");
  await page.getByText("Pair 1 of 2 pairs").waitFor();
  expect(said.at(-1)).toEqual({ judgement: "0c1d", who: "ada" });
  for (const left of ["Pair 1 of 1 pair", "No pair waits for a person"]) {
    await page.locator("main").focus();
    await page.keyboard.press("n");
    await page.getByText(left).waitFor();
  }
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByText("Pair 1 of 2 pairs").waitFor();
  await page.locator("main").focus();
  await page.keyboard.press("n");
  await page.getByText("Pair 1 of 1 pair").waitFor();
  await page.locator("main").focus();
  await page.keyboard.press("y");
  await page.getByText("No pair waits for a person").waitFor();
  expect(page.url()).not.toContain("sesame");
});

test("two tellings of one act stand side by side, with their sources, and are judged as acts", async () => {
  const said: Record<string, unknown>[] = [];
  const { page, errors } = await visit("/review", {}, async (fresh) => {
    await fresh.route("**/v1/resolve**", async (call) => {
      const request = call.request();
      if (request.method() === "POST") {
        said.push(request.postDataJSON());
        return call.fulfill({ json: { judgement: "0c1d", seq: 1, renamed: [], edges: 0, joined: 1, parted: 0 } });
      }
      const answer = await (await fetch(`${BASE}/v1/events?source=state:GBR&limit=2`)).json();
      const [a, b] = answer.data.events as string[];
      const pair = { a, b, about: "act", actors: [], events: [a, b], score: 6, features: [{ name: "date", told: "2024-03-25 / 2024-03-27", bits: 9 }], records: {} };
      return call.fulfill({ json: { ...answer, data: { pairs: /about=act(&|$)/.test(request.url()) && !said.length ? [pair] : [] } } });
    });
  });
  await page.getByText("No pair waits for a person").waitFor();
  await page.getByText("retorsion resolve run").waitFor();
  await page.getByRole("button", { name: "Acts told twice" }).click();
  await page.getByRole("heading", { name: "Is this one act?" }).waitFor();
  expect(await page.getByRole("article").getByRole("heading", { name: "Sources" }).count()).toBe(2);
  await page.getByLabel("Your name").fill("ada");
  await page.locator("main").focus();
  await page.keyboard.press("y");
  await page.getByText("No pair waits for a person").waitFor();
  await page.getByText("retorsion resolve acts").waitFor();
  expect(said).toMatchObject([{ about: "act", verdict: "same", who: "ada" }]);
  expect(errors).toEqual([]);
});

describe("export", () => {
  const path = "/graph?actors=chronology:apt31";

  test("licences first, then the size; GEXF holds as many edges as were told", async () => {
    const { page, strangers } = await visit(path);
    await settled(page);
    await page.keyboard.press("x");
    const dialog = page.getByRole("dialog", { name: /Export/ });
    await dialog.locator("[data-rows]").waitFor();
    const told = JSON.parse((await dialog.locator("[data-rows]").getAttribute("data-rows"))!) as Record<string, number>;
    expect(await dialog.getByRole("list", { name: "Datasets" }).innerText()).toMatch(/Cite:/);
    const file = await text(await taken(page, () => dialog.getByRole("link", { name: "Download" }).click()));
    const edges = await page.evaluate((xml) => {
      const found = new DOMParser().parseFromString(xml, "application/xml");
      return found.querySelector("parsererror") ? -1 : found.getElementsByTagName("edge").length;
    }, file);
    expect(edges).toBe(told["edges"]);
    expect(edges).toBeGreaterThan(0);
    expect(strangers).toEqual([]);
  });

  test("as a job: its progress is told, its file is named with its sum", async () => {
    const { page } = await visit(path);
    await settled(page);
    await page.keyboard.press("x");
    const dialog = page.getByRole("dialog", { name: /Export/ });
    await dialog.getByLabel("Format").selectOption("ndjson");
    await dialog.getByRole("button", { name: "Make it in the background" }).click();
    const link = dialog.getByRole("link", { name: "Download retorsion-ndjson" });
    await link.waitFor({ timeout: 45_000 });
    const lines = (await text(await taken(page, () => link.click()))).trim().split("\n");
    expect(() => lines.map((line) => JSON.parse(line) as unknown)).not.toThrow();
    expect(await dialog.getByText("SHA-256").count()).toBe(1);
  });

  test.each([path, "/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024"])("the figure of %s has title, caption, its sources, and nothing from outside", async (address) => {
    const { page } = await visit(address, { colorScheme: "dark" });
    await settled(page);
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: /Export/ });
    const promised = Number(/and (\d+) numbered source/.exec(await dialog.innerText())![1]);
    const svg = await text(await taken(page, () => dialog.getByRole("button", { name: "SVG", exact: true }).click()));
    const found = await page.evaluate((xml) => {
      const root = new DOMParser().parseFromString(xml, "image/svg+xml");
      const texts = [...root.querySelectorAll(":scope > svg > text, svg > text")].map((one) => one.textContent ?? "");
      return {
        broken: root.querySelector("parsererror") !== null,
        title: root.querySelector("title")?.textContent ?? "",
        numbered: texts.filter((one) => /^\d+\. /.test(one)).length,
        caption: texts.join(" "),
        outside: [...root.querySelectorAll("*")].filter((one) => ["href", "src", "class", "style"].some((name) => one.hasAttribute(name))).length,
        ground: root.querySelector("rect")?.getAttribute("fill"),
      };
    }, svg);
    expect(found).toMatchObject({ broken: false, outside: 0, ground: "#FFFFFF", numbered: promised });
    expect(found.title.length).toBeGreaterThan(5);
    expect(found.caption).toContain("Graph ");
    expect(svg).not.toContain("var(--");
    const png = await readFile(await (await taken(page, () => dialog.getByRole("button", { name: "PNG" }).click())).path());
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBe(1800);
  });

  test.each([path, "/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024"])("the figure of %s for one column in greys: narrower, its words as large, no colour, no word beyond its edge", async (address) => {
    const { page } = await visit(address);
    await settled(page);
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: /Export/ });
    await dialog.getByLabel("Width").selectOption("1");
    await dialog.getByLabel("Colours").selectOption("grey");
    const svg = await text(await taken(page, () => dialog.getByRole("button", { name: "SVG", exact: true }).click()));
    const found = await page.evaluate((xml) => {
      const stage = document.createElement("div");
      stage.innerHTML = xml;
      document.body.append(stage);
      const root = stage.querySelector("svg")!;
      const frame = root.getBoundingClientRect();
      const words = [...root.querySelectorAll("text")].map((one) => ({ text: one.textContent, box: one.getBoundingClientRect() }));
      const beyond = words.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1).map((one) => one.text);
      const small = words.filter(({ text, box }) => text && box.height < 9).map((one) => one.text);
      stage.remove();
      return { width: frame.width, beyond, small };
    }, svg);
    expect(found).toEqual({ width: 450, beyond: [], small: [] });
    const colours = [...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6}|rgb\([^)]*\))"/gi)].map(([, colour]) => colour!);
    const parts = (colour: string) => (colour.startsWith("#") ? [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)) : colour.match(/\d+/g)!.slice(0, 3).map(Number));
    // The ink of light themes is a grey with a breath of blue.
    for (const colour of new Set(colours)) expect(Math.max(...parts(colour)) - Math.min(...parts(colour)), colour).toBeLessThanOrEqual(24);
    for (const words of ["Counting:", "As of", "Graph ", "retrieved 20", "1. ", "deeds of conflict"]) expect(svg.replace(/<\/text>\s*<text[^>]*>/g, " "), words).toContain(words);
    const png = await readFile(await (await taken(page, () => dialog.getByRole("button", { name: "PNG" }).click())).path());
    expect(png.readUInt32BE(16)).toBe(900);
  });
});

test("an expansion by keyboard adds what it promised with one request; undo and redo walk it", async () => {
  const { page, asked } = await visit("/graph?actors=chronology:apt31");
  await settled(page);
  const list = page.getByRole("listbox", { name: "Elements of the graph" });
  const before = await setsize(page);
  await list.focus();
  const selected = page.locator('.elements [aria-selected="true"]');
  for (let i = 0, at = await selected.innerText(); i < before && !/^China, /.test(at); i++) {
    const was = at;
    await page.keyboard.press("ArrowDown");
    await expect.poll(async () => (at = await selected.innerText())).not.toBe(was);
  }
  const url = page.url();
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: "Expand China" });
  const promise = dialog.getByText(/Would add \d+ actors? and \d+ lines?/);
  await promise.waitFor();
  const [, actors, lines] = /Would add (\d+) actors? and (\d+)/.exec(await promise.innerText())!;
  expect(await setsize(page)).toBe(before);
  await page.waitForLoadState("networkidle");
  const calls = asked.length;
  await dialog.getByRole("button", { name: /^Add \d+/ }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((n) => Number(document.querySelector(".elements [role=option]")?.getAttribute("aria-setsize")) > n, before);
  expect(await setsize(page)).toBe(before + Number(actors) + Number(lines));
  expect(asked.length - calls).toBe(1);
  await page.keyboard.press("Control+z");
  await page.waitForFunction((n) => Number(document.querySelector(".elements [role=option]")?.getAttribute("aria-setsize")) === n, before);
  expect(page.url()).toBe(url);
  await page.keyboard.press("Control+Shift+Z");
  await page.waitForFunction((n) => Number(document.querySelector(".elements [role=option]")?.getAttribute("aria-setsize")) > n, before);
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
});

describe("dyad", () => {
  test("three votes: one without data is disabled and says what it lacks; the ladder's lights its actions, by keyboard", async () => {
    const { page } = await visit("/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024-04-30");
    const votes = page.locator(".votes > li");
    await votes.first().waitFor();
    expect(await votes.count()).toBe(3);
    for (const vote of await votes.all()) if (await vote.getByRole("button").first().isDisabled()) expect(await vote.innerText()).toMatch(/insufficient: [\d.]+ .*; \d+ are needed/);
    const ladder = votes.filter({ hasText: /ladder/i }).getByRole("button").first();
    expect(await ladder.isEnabled()).toBe(true);
    await ladder.focus();
    await page.keyboard.press("Enter");
    expect(await ladder.getAttribute("aria-pressed")).toBe("true");
    const named = await votes.filter({ hasText: /ladder/i }).locator(".cards > li").count();
    expect(await page.locator('[data-event][aria-current="true"]').count()).toBe(named);
    expect(named).toBeGreaterThan(0);
    await page.locator("main").focus();
    await page.keyboard.press("t");
    await page.getByRole("region", { name: "Actions" }).waitFor();
  });
});

describe("states", () => {
  const lagging = (lag_s: number) => async (page: Page) =>
    page.route("**/v1/paths**", async (call) => {
      const answer = (await (await call.fetch()).json()) as { meta: Record<string, unknown> };
      await call.fulfill({ json: { ...answer, meta: { ...answer.meta, lag_s } } });
    });

  test("an index a minute behind is told, one that is level is not", async () => {
    const { page } = await visit("/path?from=Intel&to=APT31", {}, lagging(61));
    await page.getByText("The index is 61 s behind the database.").waitFor();
    const level = await visit("/path?from=Intel&to=APT31", {}, lagging(5));
    await level.page.getByRole("list", { name: "Path 1" }).waitFor();
    expect(await level.page.getByText("behind the database").count()).toBe(0);
  });

  test("a slow answer is told, with its seconds; cancelled, the page stays and asks again when it is told to", async () => {
    let held = true;
    const { page } = await visit("/day?at=2024-03-25", {}, (fresh) => fresh.route("**/v1/timeline**", (call) => (held ? undefined : call.continue())));
    await page.getByText(/^Asking …/).waitFor();
    await page.getByText(/Asking since [1-9]\d* s\./).waitFor();
    await page.getByText("would be answered sooner").waitFor({ timeout: 15_000 });
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => page.getByText(/^Asking/).count()).toBe(0);
    held = false;
    await page.getByRole("button", { name: "Day after" }).click();
    await page.getByRole("region", { name: "Happened", exact: true }).waitFor();
  });

  test("no path: what was looked through is told, and the nearest misses", async () => {
    const { page } = await visit("/path?from=Intel&to=APT31&hops=1");
    await page.getByRole("status").getByText(/^No path/).waitFor();
    await page.getByRole("heading", { name: "The nearest misses" }).waitFor();
    expect(await page.getByRole("heading", { name: "The nearest misses" }).locator("+ ul > li").count()).toBeGreaterThan(0);
  });

  test("an index a quarter of an hour behind answers no path, and says why; the last picture stays", async () => {
    const { page } = await visit("/path?from=Intel&to=APT31");
    await page.getByRole("list", { name: "Path 1" }).waitFor();
    const problem = { type: "/problems/index", title: "The index is behind", status: 503, detail: "The index has been behind the database for 16 minutes.", hint: "Ask again later.", request_id: "r" };
    await page.route("**/v1/paths**", (call) => call.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) }));
    await page.getByLabel("Hops, at most").selectOption("3");
    await page.getByRole("alert").getByText("16 minutes").waitFor();
    expect(await page.getByRole("list", { name: "Path 1" }).count()).toBe(1);
    expect(await page.locator(".answer.dimmed").count()).toBe(1);
  });
});

describe("access", () => {
  test("axe finds nothing in the dialogs, in light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const)
      for (const [key, name] of [["x", /Export/], ["?", "Keys"], ["e", /Expand/]] as const) {
        const { page } = await visit("/graph?actors=chronology:apt31&sel=a:chronology:apt31", { colorScheme });
        await settled(page);
        await page.keyboard.press(key);
        await page.getByRole("dialog", { name }).waitFor();
        await page.waitForLoadState("networkidle");
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
        expect(violations.map((one) => `${colorScheme} ${key} ${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
        await page.context().close();
      }
  });

  test("every key that anything on a page claims stands in the list of keys", async () => {
    const { page } = await visit("/");
    await settled(page);
    await page.keyboard.press("?");
    const told = (await page.getByRole("dialog", { name: "Keys" }).locator("kbd").allInnerTexts()).join(" ").toLowerCase().split(/\s+/);
    for (const path of ["/", "/graph?actors=chronology:apt31&sel=a:chronology:apt31", "/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024", "/board?until=2024-04-15", "/day?at=2024-03-25", "/review", "/query?cypher=RETURN 1"]) {
      await page.goto(BASE + path);
      await settled(page);
      for (const key of await page.locator("[aria-keyshortcuts]").evaluateAll((all) => all.map((one) => one.getAttribute("aria-keyshortcuts")!))) for (const part of key.toLowerCase().replace("control", "ctrl").split("+")) expect(told, path).toContain(part);
    }
  });

  test("twice the text loses nothing", async () => {
    for (const path of ["/", "/board?until=2024-04-15", "/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024"]) {
      const { page } = await visit(path);
      await settled(page);
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "32px"));
      const cut = await page.evaluate(() => [...document.querySelectorAll("h1, h2, h3, p, button, a, label, li")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll, .skip, .hidden, svg")).map((one) => one.outerHTML.slice(0, 120)));
      expect(cut, path).toEqual([]);
      await page.context().close();
    }
  });
});
