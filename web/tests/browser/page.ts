// A browser for the checks: the system's Chromium, an empty profile, no graphics card, and an eye on what leaves the page.

import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

export const BASE = process.env["RETORSION_URL"] ?? "http://127.0.0.1:8000";

/** Each view with something in it. */
export const VIEWS = [
  "/",
  "/graph?actors=chronology:apt31&sel=a:chronology:apt31",
  "/path?from=Intel&to=APT31",
  "/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024",
  "/board?until=2024-04-15",
  "/day?at=2024-03-25",
  "/query?q=sanctions_by_state",
  "/query?cypher=MATCH p = (a:Actor)-[:SANCTIONED]->(b:Actor) RETURN p LIMIT 5",
  "/review",
];
const NAMES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

export function chromiumPath(): string {
  const found = [process.env["RETORSION_CHROMIUM"] ?? "", ...NAMES].find((path) => path && existsSync(path));
  if (!found) throw new Error("No Chromium: install Debian's chromium, or name one with RETORSION_CHROMIUM.");
  return found;
}

export interface Watched {
  page: Page;
  /** Requests that left the page's own origin, errors of scripts, and what the console complained of. */
  strangers: string[];
  errors: string[];
  asked: string[];
}

let browser: Browser;

export function withBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--headless", "--no-sandbox", "--disable-gpu"] });
  });
  afterAll(async () => {
    await browser.close();
  });
}

export async function visit(path: string, options: BrowserContextOptions = {}, before?: (page: Page) => Promise<unknown>): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const watched: Watched = { page, strangers: [], errors: [], asked: [] };
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "blob:" && url.protocol !== "data:" && url.origin !== BASE) watched.strangers.push(request.url());
    if (url.pathname.startsWith("/v1")) watched.asked.push(url.pathname + url.search);
  });
  page.on("pageerror", (error) => watched.errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of")) watched.errors.push(message.text());
  });
  await before?.(page);
  await page.goto(new URL(path, BASE).href);
  return watched;
}

/** Until the picture is painted and nothing is asked any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  if (await page.locator("canvas").count()) await page.waitForSelector("canvas[data-painted]", { state: "attached" });
}

/** The share of the canvas that is not its ground. */
export async function painted(page: Page): Promise<number> {
  return page.locator("canvas").first().evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let other = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] !== data[0] || data[i + 1] !== data[1] || data[i + 2] !== data[2]) other++;
    return other / (data.length / 4);
  });
}
