// On a screen below 760 px: one column, the answer in words first, lanes upright, evidence as a sheet, no table that scrolls sideways.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { painted, settled, VIEWS, visit, withBrowser } from "./page";

withBrowser();

const PHONE = { viewport: { width: 390, height: 844 } };
const DYAD = "/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024";
const middle = (box: { x: number; width: number } | null) => box!.x + box!.width / 2;

test("lanes stand upright: time runs downwards, a is left of the axis and b right of it; on a wide screen they lie again", async () => {
  const { page } = await visit(DYAD, PHONE);
  await page.locator("[data-event]").first().waitFor();
  const mark = (id: string) => page.locator(`[data-event="chronology:${id}"] .mark`).boundingBox();
  const [china, later] = [await mark("cn-sanctions-uk-2021"), await mark("uk-sanctions-apt31-2024")];
  const axis = await page.locator(".lanes .zero").boundingBox();
  expect(middle(china)).toBeLessThan(axis!.x + 1);
  expect(middle(later)).toBeGreaterThan(axis!.x - 1);
  expect(later!.y).toBeGreaterThan(china!.y);
  expect(axis!.height, "the axis stands").toBeGreaterThan(10 * axis!.width + 100);
  expect(await page.getByText(/by United Kingdom \(right\)/).count()).toBe(1);
  const ticks = await page.locator(".lanes g:not(.bar) > text.axis").allInnerTexts();
  const dates = ticks.filter((text) => /^\d{4}/.test(text));
  expect(new Set(dates).size, "no two ticks bear one name").toBe(dates.length);
  expect(await page.locator(".lanes svg").evaluate((svg) => svg.getBoundingClientRect().right)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByText(/by United Kingdom \(above\)/).waitFor();
  const lying = await page.locator(".lanes .zero").boundingBox();
  expect(lying!.width).toBeGreaterThan(lying!.height + 100);
});

test("evidence is a sheet that comes with a choice, is closed by a button or Escape, and hides nothing that has the focus", async () => {
  const { page } = await visit(DYAD, PHONE);
  await page.locator("[data-event]").first().waitFor();
  const sheet = page.getByRole("complementary", { name: "Evidence" });
  expect(await sheet.count()).toBe(0);
  await page.getByRole("button", { name: /^China sanctioned nine/ }).first().click();
  await sheet.getByRole("heading", { level: 3 }).first().waitFor();
  const box = await sheet.boundingBox();
  expect(box!.y + box!.height).toBeCloseTo(844, -1);
  expect(box!.height).toBeLessThanOrEqual(0.56 * 844);
  await page.getByText("How this is computed").focus();
  const focused = await page.getByText("How this is computed").boundingBox();
  expect(focused!.y + focused!.height, "above the sheet").toBeLessThanOrEqual(box!.y + 1);
  await sheet.getByRole("button", { name: "Close" }).click();
  expect(await sheet.count()).toBe(0);
  await page.locator("[data-event]").first().focus();
  await page.keyboard.press("Enter");
  await sheet.waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => sheet.count()).toBe(0);
});

test("a path opens no sheet by itself: the reader came for the list", async () => {
  const { page } = await visit("/path?from=Intel&to=APT31", PHONE);
  await page.getByRole("list", { name: "Path 1" }).waitFor();
  await settled(page);
  expect(await page.getByRole("complementary", { name: "Evidence" }).count()).toBe(0);
});

test("the graph is a tab behind its sentences, and is painted when it is opened", async () => {
  const { page, errors } = await visit("/graph?actors=chronology:apt31", PHONE);
  const list = page.getByRole("listbox", { name: "Elements of the graph" });
  await list.getByRole("option").first().waitFor();
  expect(await page.locator("canvas").isVisible()).toBe(false);
  await page.getByRole("button", { name: "Picture" }).click();
  await page.waitForSelector("canvas[data-painted]");
  expect(await list.count()).toBe(0);
  await expect.poll(() => painted(page)).toBeGreaterThan(0.01);
  await page.getByRole("button", { name: "In words" }).click();
  expect(await list.getByRole("option").count()).toBeGreaterThan(5);
  expect(errors).toEqual([]);
});

const sideways = (page: Page) => page.locator(".scroll").evaluateAll((all) => all.filter((one) => one.tagName !== "PRE" && one.scrollWidth > one.clientWidth + 1).map((one) => one.getAttribute("aria-label")));

test("the rows of the board and of a dyad's table are cards, each value with its column's name, still a table to a screen reader", async () => {
  for (const [path, columns] of [["/board?until=2024-04-15", 5], [`${DYAD}&as=table`, 6]] as const) {
    const { page } = await visit(path, PHONE);
    const table = page.getByRole("table").first();
    await table.waitFor();
    await settled(page);
    expect(await sideways(page)).toEqual([]);
    const row = table.getByRole("row").filter({ has: page.getByRole("cell") }).first();
    expect((await row.getByRole("cell").count()) + (await row.getByRole("rowheader").count())).toBe(columns);
    const names = await row.getByRole("cell").evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell, "::before").content));
    for (const name of names) expect(name).toMatch(/^"\w/);
    await page.context().close();
  }
});

test("no reader meets an id of a state, whatever the view; and axe finds nothing in the sheet", async () => {
  for (const path of VIEWS.filter((view) => !view.startsWith("/query"))) {
    const { page } = await visit(path, PHONE);
    await settled(page);
    expect(await page.locator("body").innerText(), path).not.toMatch(/\bstate:[A-Z]{3}\b/);
    await page.context().close();
  }
  const { page } = await visit("/graph?actors=chronology:apt31&sel=a:chronology:apt31", PHONE);
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
});
