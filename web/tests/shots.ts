// Pictures of every view, to look at: light, dark and narrow. Not a check; a person sees what no check does.
//
//   npm run shots -- FOLDER          while a service runs (RETORSION_URL, else the usual port)

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { BASE, chromiumPath, settled, VIEWS } from "./browser/page.ts";

const folder = process.argv[2];
if (!folder) throw new Error("Name a folder: npm run shots -- FOLDER");
mkdirSync(folder, { recursive: true });

const MORE = [
  "/dyad?a=state:CHN&b=state:GBR&since=2020&until=2024&as=table",
  "/graph?actors=state:CHN,state:GBR&induced=true&colour=verb&sel=l:state:CHN>state:GBR:actions",
  "/query?cypher=MATCH (a:Actor)%0ARETURN b",
  "/path?from=Intel&to=nobody",
  "/?sel=e:chronology:cn-electoral-commission-2021",
];
const SCREENS = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  narrow: { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
} as const;

const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--headless", "--no-sandbox", "--disable-gpu"] });
for (const [screen, options] of Object.entries(SCREENS)) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  for (const path of [...VIEWS, ...MORE]) {
    await page.goto(BASE + path);
    await settled(page);
    const name = `${path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "").slice(0, 60) || "case"}`;
    await page.screenshot({ path: `${folder}/${name}.${screen}.png`, fullPage: true });
    console.log(`${name}.${screen}.png`);
  }
  await context.close();
}
await browser.close();
