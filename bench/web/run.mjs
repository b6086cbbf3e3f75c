// The explorer's painter beside sigma and cytoscape.js: the same graph, the same layout, one browser without a graphics card, in turns.
//
//     cd bench/web && npm ci && node run.mjs [NODES/LINES ...]       (300/1000 2000/10000 5000/20000 unless told)
//
// `first`: from the call that draws to a screenshot of the picture, what the browser rasterises late included.
// `frame`: between frames while the mouse drags the picture 60 steps, median and 95th percentile. A case ends after LIMIT_MS and is told so.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { pathToFileURL } from "node:url";

const web = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = web("playwright-core");
const { build, preview } = await import(pathToFileURL(web.resolve("vite")).href);

const LIMIT_MS = 100_000;
const STEPS = 60;
const PAINTERS = ["own", "sigma", "cytoscape"];
const CONFIG = new URL("vite.config.mjs", import.meta.url).pathname;
const OUT = new URL("../../build/bench-web/", import.meta.url);
const sizes = process.argv.slice(2).length ? process.argv.slice(2) : ["300/1000", "2000/10000", "5000/20000"];

const share = (values, part) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];

/** Kilobytes, packed, of a painter's own chunk and of the libraries only it needs. */
function packed(name) {
  const files = readdirSync(new URL("assets/", OUT)).filter((file) => file.startsWith(`${name}-`) && file.endsWith(".js"));
  if (!files.length) throw new Error(`no chunk of ${name}`);
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(`assets/${file}`, OUT))).length, 0) / 1000;
}

/** A case that is not done by then is ended: its page is closed by the caller. */
function within(ms, work) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("late")), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function firstPicture(page) {
  const began = performance.now();
  await page.evaluate(() => window.draw());
  return { picture: await page.screenshot({ timeout: LIMIT_MS }), ms: performance.now() - began };
}

async function dragged(page) {
  await page.waitForTimeout(1500); // what a painter does late after its first picture is not the drag's
  const before = await page.screenshot({ timeout: LIMIT_MS });
  await page.mouse.move(300, 200);
  await page.mouse.down();
  await page.evaluate(() => window.recordFrames());
  for (let i = 1; i <= STEPS; i++) await page.mouse.move(300 + 2 * i, 200 + i);
  const frames = await page.evaluate(() => window.frames());
  await page.mouse.up();
  const after = await page.screenshot({ timeout: LIMIT_MS });
  if (before.equals(after)) throw new Error("the picture did not move");
  return frames;
}

async function measured(browser, address, painter, nodes, lines) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const told = { first: `over ${LIMIT_MS / 1000} s`, frame: "" };
  try {
    await page.goto(address);
    await page.evaluate(([name, n, m]) => window.prepare(name, n, m), [painter, nodes, lines]);
    const first = await within(LIMIT_MS, firstPicture(page));
    told.first = first.ms.toFixed(0);
    mkdirSync(new URL("pictures/", OUT), { recursive: true });
    writeFileSync(new URL(`pictures/${painter}-${nodes}.png`, OUT), first.picture);
    told.frame = `over ${LIMIT_MS / 1000} s`;
    const frames = await within(LIMIT_MS, dragged(page));
    told.frame = `${share(frames, 0.5).toFixed(0)}/${share(frames, 0.95).toFixed(0)}`;
  } catch (error) {
    if (error.message !== "late") throw error;
  } finally {
    await page.close();
  }
  return told;
}

await build({ configFile: CONFIG });
const server = await preview({ configFile: CONFIG, preview: { host: "127.0.0.1", port: 0 } });
const address = server.resolvedUrls.local[0];
console.log(`painter     kB packed  nodes/lines   first ms  frame ms (median/95 %)`);
for (const size of sizes) {
  const [nodes, lines] = size.split("/").map(Number);
  for (const painter of PAINTERS) {
    // A browser for each: a painter that hangs must not slow the next. There is no graphics card: a canvas is painted by the browser's
    // own rasteriser, as it is for people without one; WebGL, which only sigma needs, is emulated.
    const browser = await chromium.launch({
      executablePath: process.env.RETORSION_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-accelerated-2d-canvas", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    });
    const { first, frame } = await measured(browser, address, painter, nodes, lines);
    await browser.close();
    console.log(`${painter.padEnd(11)} ${packed(painter).toFixed(1).padStart(9)}  ${size.padEnd(12)} ${first.padStart(9)}  ${frame}`);
  }
}
server.httpServer.close();
process.exit(0);
