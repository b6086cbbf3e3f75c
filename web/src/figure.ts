// A picture for publication: a body, a caption that says what was asked and how, a key and numbered sources. No outside reference.

import { extentOf } from "./graph/layout";
import type { Mark } from "./graph/marks";
import { escapeXml, FONT, paintSvg } from "./graph/painter";
import type { Palette } from "./graph/theme";
import type { Source } from "./types";
import { QUADS, sourceWords } from "./words";

/** What a figure shows: SVG in its own measures, and the part of them that is to be seen. */
export interface Body {
  svg: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Figure {
  title: string;
  alt: string;
  caption: readonly string[];
  body: Body;
  sources: readonly Source[];
  palette: Palette;
}

const WIDTH = 900;
const PICTURE = 560;
const TOP = 60;
const MARGIN = 20;
const LINE = 17;
const CHARS = 130;
/** Room for what marks have besides their middle: a node's radius, a name. */
const ROUND = 60;

/** Lines of at most so many characters, broken between words. */
export function wrap(text: string, most = CHARS): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && line.length + word.length + 1 > most) {
      lines.push(line);
      line = "";
    }
    line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

export function bodyOfMarks(marks: readonly Mark[]): Body {
  const points = marks.flatMap((mark) => (mark.kind === "line" ? [{ x: mark.x1, y: mark.y1 }, { x: mark.x2, y: mark.y2 }] : [{ x: mark.x, y: mark.y }]));
  const { x0, y0, x1, y1 } = extentOf(points);
  return { svg: paintSvg(marks), x: x0 - ROUND, y: y0 - ROUND, width: x1 - x0 + 2 * ROUND, height: y1 - y0 + 2 * ROUND };
}

/** What an element of the page shows, in the light theme and with all its style in itself: a file has no style sheet. */
export function bodyOfElement(shown: SVGSVGElement): Body {
  const copy = shown.cloneNode(true) as SVGSVGElement;
  const stage = document.createElement("div");
  stage.className = `stage light ${shown.parentElement?.className ?? ""}`;
  stage.append(copy);
  document.body.append(stage);
  try {
    copy.querySelectorAll(".hit").forEach((one) => one.remove());
    copy.querySelectorAll<SVGElement>("*").forEach(keepStyle);
  } finally {
    stage.remove();
  }
  const { x, y, width, height } = shown.viewBox.baseVal;
  return { svg: new XMLSerializer().serializeToString(copy).replace(/^<svg[^>]*>|<\/svg>$/g, ""), x, y, width, height };
}

const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-size", "opacity"];
const DROPPED = ["class", "tabindex", "role", "style"];

function keepStyle(element: SVGElement): void {
  const style = getComputedStyle(element);
  for (const name of KEPT) element.setAttribute(name, style.getPropertyValue(name));
  for (const { name } of [...element.attributes]) if (DROPPED.includes(name) || name.startsWith("aria-") || name.startsWith("data-")) element.removeAttribute(name);
}

export function figure({ title, alt, caption, body, sources, palette }: Figure): string {
  const k = Math.min((WIDTH - 2 * MARGIN) / body.width, PICTURE / body.height);
  const [width, tall] = [body.width * k, body.height * k];
  const foot = [
    ...caption.flatMap((text) => wrap(text)),
    "",
    ...(sources.length ? ["Sources"] : []),
    ...sources.flatMap((source, i) => wrap(`${i + 1}. ${sourceWords(source)}${source.published ? ` (${source.published})` : ""}${source.url ? ` ${source.url}` : ""}`)),
  ];
  const top = TOP + tall + 50;
  const height = Math.ceil(top + foot.length * LINE + MARGIN);
  const text = (words: string, x: number, y: number, size: number, weight = 400) =>
    `<text x="${x}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${palette.ink}">${escapeXml(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family='${FONT}'>`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(alt)}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="${palette.ground}"/>`,
    text(title, MARGIN, 34, 20, 600),
    `<svg x="${((WIDTH - width) / 2).toFixed(1)}" y="${TOP}" width="${width.toFixed(1)}" height="${tall.toFixed(1)}" viewBox="${[body.x, body.y, body.width, body.height].map((n) => n.toFixed(1)).join(" ")}">`,
    body.svg,
    "</svg>",
    ...Object.entries(QUADS).map(([quad, words], i) => {
      const x = MARGIN + i * 210;
      const colour = palette.quads[quad as keyof Palette["quads"]];
      return `<rect x="${x}" y="${(top - 34).toFixed(1)}" width="24" height="5" fill="${colour}"/>${text(words, x + 30, top - 28, 12)}`;
    }),
    ...foot.map((words, i) => text(words, MARGIN, top + i * LINE, 12, words === "Sources" ? 600 : 400)),
    "</svg>",
  ].join("\n");
}

/** The figure as a picture of points, twice as fine as the screen's. */
export async function toPng(svg: string, scale = 2): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture."))), "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

export function save(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
