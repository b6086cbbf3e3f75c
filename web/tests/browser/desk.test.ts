// The reader's own Cypher, and being told that the graph has changed: both talk to the service beyond one question and its answer.

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { painted, settled, visit, withBrowser } from "./page";
import { door } from "./stub";

withBrowser();

const SANCTIONS = "MATCH p = (a:Actor)-[:SANCTIONED]->(b:Actor)\nRETURN p LIMIT 5";
const link = (text: string) => `/query?cypher=${encodeURIComponent(text)}`;
const field = (page: Page) => page.getByRole("textbox", { name: /^Cypher, / });

describe("Cypher of one's own", () => {
  test("a link is checked and not run; Ctrl+Enter runs it; rows as table, graph and JSON", async () => {
    const { page, asked, errors } = await visit(link(SANCTIONS));
    await page.getByText("This may run.").waitFor();
    expect(await page.getByText(/ProduceResults/).count()).toBe(1);
    expect(asked.filter((url) => url.startsWith("/v1/cypher"))).toEqual(["/v1/cypher/check"]);
    expect(await page.locator(".editor .numbers li").allInnerTexts()).toEqual(["1", "2"]);
    await field(page).press("Control+Enter");
    await page.getByText(/^5 rows, \d+ ms$/).waitFor();
    expect(await page.getByRole("region", { name: "Rows" }).getByRole("row").count()).toBe(6);
    await page.getByRole("button", { name: "JSON" }).click();
    expect(JSON.parse(await page.locator("pre.rows").innerText())).toHaveLength(5);
    await page.getByRole("button", { name: "Graph", exact: true }).click();
    await settled(page);
    expect(await painted(page)).toBeGreaterThan(0.002);
    const texts = await page.getByRole("listbox", { name: "Elements of the graph" }).getByRole("option").allInnerTexts();
    const drawn = texts.flatMap((text) => /: (\d+) actions?/.exec(text)?.[1] ?? []).reduce((sum, n) => sum + Number(n), 0);
    expect(drawn, "what was returned and no more").toBe(5);
    expect(errors).toEqual([]);
  });

  test("a fault stands at its line, and leads there", async () => {
    const { page } = await visit(link("MATCH (a:Actor)\nRETURN b"));
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/Line 2, column 8\s+Variable `b` not defined\./);
    expect(await page.locator(".editor .wrong").innerText()).toBe("2");
    expect(await field(page).getAttribute("aria-invalid")).toBe("true");
    await alert.getByRole("button", { name: /Line 2/ }).click();
    expect(await field(page).evaluate((text: HTMLTextAreaElement) => [document.activeElement === text, text.value.slice(text.selectionStart)])).toEqual([true, "b"]);
    await field(page).fill("MATCH (a:Actor) RETURN count(a) AS n");
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByText("This may run.").waitFor();
    expect(await page.locator(".editor .wrong").count()).toBe(0);
  });

  test("what writes is refused with its rule, whether it is checked or run; a refused operator is named", async () => {
    const { page } = await visit(link("MATCH (a:Actor) DELETE a"));
    await page.getByText("This may not run.").waitFor();
    expect(await page.getByText("Rule: read-only.").count()).toBe(1);
    await page.getByRole("button", { name: /^Run/ }).click();
    await page.getByRole("alert").getByText("Rule: read-only.").waitFor();
    await page.route("**/v1/cypher/check", (call) => call.fulfill({ json: { data: { allowed: false, rule: "operator", detail: "The operator LoadCSV is not allowed.", operators: [] } } }));
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByText("The operator LoadCSV is not allowed.").waitFor();
  });

  test("values of parameters go along; what is no JSON is told before anything is asked", async () => {
    const { page, asked } = await visit(link("MATCH (a:Actor {id: $id}) RETURN a.name AS name"));
    await page.getByText("This may run.").waitFor();
    const values = page.getByLabel("Values of its parameters, as JSON");
    await values.fill('{"id": ');
    const before = asked.length;
    await page.getByRole("button", { name: /^Run/ }).click();
    await page.getByRole("alert").getByText("The values are not JSON").waitFor();
    expect(asked.length).toBe(before);
    await values.fill('{"id": "state:GBR"}');
    await page.getByRole("button", { name: /^Run/ }).click();
    await page.getByRole("region", { name: "Rows" }).getByText("United Kingdom").waitFor();
    expect(page.url()).toContain("with=");
  });

  test("rows that were cut are told; a query under way can be ended, here and at the service", async () => {
    const { page, asked } = await visit(link("UNWIND range(1, 20000) AS n RETURN n"));
    await page.getByText("This may run.").waitFor();
    await page.getByRole("button", { name: /^Run/ }).click();
    await page.getByText(/10,000 rows, [\d,]+ ms; not all: /).waitFor();
    await field(page).fill("UNWIND range(1, 30000) AS a UNWIND range(1, 30000) AS b WITH a, b WHERE a * b < 0 RETURN count(*)");
    await page.getByRole("button", { name: /^Run/ }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => asked.some((url) => /^\/v1\/cypher\/page-[\d-]+$/.test(url))).toBe(true);
    await expect.poll(() => page.getByRole("button", { name: "Cancel" }).count()).toBe(0);
    expect(await page.locator(".cypher .answer").innerText(), "the last rows stay").toContain("10,000 rows");
  });

  test("who may not is asked for a key, and sees no field", async () => {
    const problem = { type: "/problems/unauthorized", title: "A key is needed", status: 401, detail: "This needs a key with the scope 'cypher'.", hint: "", request_id: "r" };
    const { page } = await visit("/query", {}, (fresh) =>
      fresh.route("**/v1/cypher/check", (call) => (call.request().headers()["authorization"] ? call.continue({ headers: {} }) : call.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify(problem) }))),
    );
    await page.getByText("Cypher of your own").click();
    const alert = page.getByRole("alert");
    await alert.getByText("the scope 'cypher'").waitFor();
    expect(await field(page).count()).toBe(0);
    await page.route("**/v1/cypher/check", (call) => call.fulfill({ json: { data: { allowed: true, rule: null, detail: null, operators: ["ProduceResults"] } } }));
    await alert.getByLabel(/^Key/).fill("sesame");
    await alert.getByRole("button", { name: "Use this key" }).click();
    await field(page).waitFor();
    expect(page.url()).not.toContain("sesame");
  });
});

describe("the graph has changed", () => {
  const commit = (seq: number, more: object = {}) => ({ version: `e:${seq}`, seq, at: "2026-01-01T00:00:00Z", load: "l", dataset: "d", kept: true, added: 2, retracted: 0, changed: 0, types: [], actors: [], actors_total: 0, renamed: [], ...more });
  const event = (one: ReturnType<typeof commit>) => `event: change\nid: ${one.version}\ndata: ${JSON.stringify(one)}\n\n`;

  test("events are summed up in one place; a line that breaks goes on behind the last of them; refresh asks anew", async () => {
    const from: unknown[] = [];
    const { address, close } = await door((call, answer) => {
      const last = call.headers["last-event-id"];
      from.push(last);
      answer.writeHead(200, { "Content-Type": "text/event-stream" });
      if (last === "e:8" || call.url?.includes("e%3A8")) return void answer.write(": nothing new\n\n");
      answer.end(last === "e:7" ? event(commit(8, { added: 1, retracted: 1 })) : `retry: 50\n\n${event(commit(7))}`);
    });
    const { page, asked } = await visit(`${address}/day?at=2024-03-25`);
    await page.getByText("The graph has changed since you opened this link: 2 commits, 3 links came, 1 link went.").waitFor();
    await expect.poll(() => from.slice(0, 3)).toEqual([undefined, "e:7", "e:8"]);
    expect(asked.find((url) => url.startsWith("/v1/changes"))).toMatch(/cursor=/);
    expect(await page.getByText("What is shown is as it was").count()).toBe(1);
    const asking = () => asked.filter((url) => url.startsWith("/v1/timeline")).length;
    const before = asking();
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect.poll(asking).toBe(before + 1);
    expect(await page.getByText("has changed since").count()).toBe(0);
    await expect.poll(() => from.length).toBe(4);
    await page.context().close();
    close();
  });

  test("a graph can be seen as it was recorded, by a link, and as it is now again", async () => {
    const { page, asked } = await visit("/graph?actors=chronology:apt31", {}, (fresh) =>
      fresh.route("**/v1/changes**", (call) => call.fulfill({ contentType: "text/event-stream", body: `retry: 60000\n\n${event(commit(99))}` })),
    );
    await page.getByRole("button", { name: "See as it was" }).click();
    await page.getByText(/This is the graph as it was recorded at commit \d+\./).waitFor();
    expect(page.url()).toMatch(/recorded_as_of=\d+/);
    await settled(page);
    expect(asked.filter((url) => url.startsWith("/v1/graph")).at(-1)).toMatch(/recorded_as_of=\d+/);
    expect(await page.getByText(/Showing \d+ actor/).count()).toBe(1);
    await page.getByRole("button", { name: "As it is now" }).click();
    expect(page.url()).not.toContain("recorded_as_of");
    await settled(page);
    expect(asked.filter((url) => url.startsWith("/v1/graph")).at(-1)).not.toContain("recorded_as_of");
  });

  test("where no events come the page asks each minute; a graph that was replaced says so", async () => {
    let answer: (call: Parameters<Parameters<Page["route"]>[1]>[0]) => Promise<void> = (call) => call.fulfill({ status: 429, body: "{}" });
    const { page, asked } = await visit("/day?at=2024-03-25", {}, async (fresh) => {
      await fresh.clock.install();
      await fresh.route("**/v1/changes**", (call) => answer(call));
    });
    const polls = () => asked.filter((url) => url.startsWith("/v1/changes")).length;
    await expect.poll(polls).toBe(1);
    const meta = { truncated: false, graph_version: "e:7" };
    answer = (call) => call.fulfill({ json: { data: { changes: [commit(7)] }, actors: [], events: [], sources: [], claims: [], meta } });
    await page.clock.fastForward(60_000);
    await page.getByText("since you opened this link: 1 commit, 2 links came.").waitFor();
    expect(polls()).toBe(2);
    answer = (call) => call.fulfill({ status: 410, contentType: "application/problem+json", body: JSON.stringify({ title: "gone", status: 410 }) });
    await page.clock.fastForward(60_000);
    await page.getByText("The graph was replaced since you opened this link.").waitFor();
  });

  test("a page in the background holds no line", async () => {
    const { page, asked } = await visit("/day?at=2024-03-25", {}, (fresh) => fresh.route("**/v1/changes**", (call) => call.fulfill({ contentType: "text/event-stream", body: "retry: 200\n\n" })));
    const lines = () => asked.filter((url) => url.startsWith("/v1/changes")).length;
    await expect.poll(lines).toBeGreaterThan(1);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    const then = lines();
    await page.waitForTimeout(800);
    expect(lines()).toBe(then);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: false, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await expect.poll(lines).toBeGreaterThan(then);
  });
});
