// A picture for publication: a body, a caption that says what was asked and how, a key and numbered sources. No outside reference.

import { render, type VNode } from "preact";
import type { Extent } from "./graph/camera";
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
  columns: Manner["columns"];
}

const PICTURE = 560;
const MARGIN = 20;
const LINE = 17;
/** Width of a letter as a share of its size, on the average of the fonts that FONT may mean: SVG breaks no lines. */
const LETTER = 0.56;
const KEY = 200;
/** Room for what marks have besides their middle: a node's radius, a name. */
const ROUND = 60;

/** Lines of at most so many characters, broken between words; a word that is longer, as an address may be, within it. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((one) => one.match(new RegExp(`.{1,${most}}`, "gu")) ?? [])) {
    if (line && line.length + word.length + 1 > most) {
      lines.push(line);
      line = "";
    }
    line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

/** How a figure is to be: as wide as one column of a journal or as two, in light colours or in greys. */
export interface Manner {
  columns: 1 | 2;
  tone: "light" | "grey";
}

/** Pixels of the figure's width; twice as many points in a PNG. */
const WIDTHS = { 1: 450, 2: 900 } as const;

/** Length of the figure's pixel in the measures of a picture of this extent: what is read is as large however much is drawn. */
export function unitOf({ x0, y0, x1, y1 }: Extent, columns: Manner["columns"]): number {
  const k = Math.min((WIDTHS[columns] - 2 * MARGIN - 2 * ROUND) / (x1 - x0), (PICTURE - 2 * ROUND) / (y1 - y0));
  return 1 / Math.min(k, 4);
}

export function bodyOfMarks(marks: readonly Mark[], unit = 1): Body {
  const points = marks.flatMap((mark) => (mark.kind === "line" ? [{ x: mark.x1, y: mark.y1 }, { x: mark.x2, y: mark.y2 }] : [{ x: mark.x, y: mark.y }]));
  const { x0, y0, x1, y1 } = extentOf(points);
  const round = ROUND * unit;
  return { svg: paintSvg(marks), x: x0 - round, y: y0 - round, width: x1 - x0 + 2 * round, height: y1 - y0 + 2 * round };
}

/** A drawing of the page as a body: drawn aside in light colours, with all its style in itself: a file has no style sheet. */
export function bodyOfDrawing(drawing: VNode, classes: string): Body {
  const stage = document.createElement("div");
  stage.className = `stage light ${classes}`;
  document.body.append(stage);
  try {
    render(drawing, stage);
    const shown = stage.querySelector("svg")!;
    shown.querySelectorAll(".hit").forEach((one) => one.remove());
    const copy = shown.cloneNode(true) as SVGSVGElement;
    const [from, to] = [shown, copy].map((one) => [...one.querySelectorAll<SVGElement>("*")]);
    from!.forEach((one, i) => keepStyle(one, to![i]!));
    const { x, y, width, height } = shown.viewBox.baseVal;
    return { svg: new XMLSerializer().serializeToString(copy).replace(/^<svg[^>]*>|<\/svg>$/g, ""), x, y, width, height };
  } finally {
    render(null, stage);
    stage.remove();
  }
}

const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-size", "opacity"];
const DROPPED = ["class", "tabindex", "role", "style"];

function keepStyle(shown: SVGElement, element: SVGElement): void {
  const style = getComputedStyle(shown);
  for (const name of KEPT) element.setAttribute(name, style.getPropertyValue(name));
  for (const { name } of [...element.attributes]) if (DROPPED.includes(name) || name.startsWith("aria-") || name.startsWith("data-")) element.removeAttribute(name);
}

export function figure({ title, alt, caption, body, sources, palette, columns }: Figure): string {
  const across = WIDTHS[columns];
  const inner = across - 2 * MARGIN;
  const lines = (text: string, size: number) => wrap(text, Math.floor(inner / (size * LETTER)));
  const heading = lines(title, 20);
  const began = 14 + heading.length * 26;
  const k = Math.min(inner / body.width, PICTURE / body.height);
  const [width, tall] = [body.width * k, body.height * k];
  const foot = [
    ...caption.flatMap((text) => lines(text, 12)),
    "",
    ...(sources.length ? ["Sources"] : []),
    ...sources.flatMap((source, i) => lines(`${i + 1}. ${sourceWords(source)}${source.published ? ` (${source.published})` : ""}${source.url ? ` ${source.url}` : ""}`, 12)),
  ];
  const beside = Math.floor(inner / KEY);
  const key = Object.entries(QUADS).map(([quad, words], i) => ({
    words,
    colour: palette.quads[quad as keyof Palette["quads"]],
    x: MARGIN + (i % beside) * KEY,
    y: began + tall + 18 + Math.floor(i / beside) * LINE,
  }));
  const top = key.at(-1)!.y + 30;
  const height = Math.ceil(top + foot.length * LINE + MARGIN);
  const text = (words: string, x: number, y: number, size: number, weight = 400) =>
    `<text x="${x}" y="${y.toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="${palette.ink}">${escapeXml(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${across} ${height}" width="${across}" height="${height}" role="img" font-family='${FONT}'>`,
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(alt)}</desc>`,
    `<rect width="${across}" height="${height}" fill="${palette.ground}"/>`,
    ...heading.map((words, i) => text(words, MARGIN, 32 + i * 26, 20, 600)),
    `<svg x="${((across - width) / 2).toFixed(1)}" y="${began}" width="${width.toFixed(1)}" height="${tall.toFixed(1)}" viewBox="${[body.x, body.y, body.width, body.height].map((n) => n.toFixed(1)).join(" ")}">`,
    body.svg,
    "</svg>",
    ...key.map(({ words, colour, x, y }) => `<rect x="${x}" y="${(y - 6).toFixed(1)}" width="24" height="5" fill="${colour}"/>${text(words, x + 30, y, 12)}`),
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
