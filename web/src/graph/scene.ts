// From a graph to marks: one function, pure. The screen, the figure and the tests all see what it gives.

import type { Actor, Line, Quad } from "../types";
import type { Dash, LabelMark, Mark, Shape } from "./marks";
import { GRAVITY, type Palette } from "./theme";

export interface Point {
  x: number;
  y: number;
}

export interface Picture {
  nodes: readonly string[];
  lines: readonly Line[];
  actors: ReadonlyMap<string, Actor>;
  places: ReadonlyMap<string, Point>;
}

export interface Look {
  palette: Palette;
  colourBy: "quad" | "verb" | "rung";
  /** Letters of edge types, for badges where colours tell verbs. */
  letters: ReadonlyMap<string, string>;
  selected: string | null;
  labels: number;
  /** Above so many lines heads, dashes and badges wait until the reader comes nearer. */
  plain: boolean;
  /** Length of a screen's pixel in the picture: what is read keeps its size however far the reader stands. */
  unit: number;
}

const SHAPES: Record<string, Shape> = {
  State: "square",
  Agency: "hexagon",
  Company: "box",
  ThreatActor: "diamond",
  Person: "circle",
  Organization: "octagon",
  Group: "triangle",
};

const OFFSET = 5;
const BADGE_AT = 0.6;
/** Above so many actors names do not look where the others stand: the picture is too full for it to help, and each look costs. */
const CROWDED = 600;
const MAX_WIDTH = 7;

/** Marks in the order of painting: lines, then what sits on them, then nodes, then names. The heaviest lines come first. */
export function scene(picture: Picture, look: Look): Mark[] {
  const radii = new Map([...sizes(picture)].map(([id, r]) => [id, r * look.unit]));
  const lines = [...picture.lines].sort((a, b) => b.n - a.n || (a.id < b.id ? -1 : 1));
  const below: Mark[] = [];
  const above: Mark[] = [];
  for (const line of lines) drawLine(line, picture, look, radii, below, above);
  const nodes = picture.nodes.flatMap((id) => drawNode(id, picture, look, radii));
  return [...below, ...above, ...nodes, ...names(picture, look, radii)];
}

/** Radius by the number of distinct counterparts, not of reports. */
export function sizes(picture: Pick<Picture, "nodes" | "lines">): Map<string, number> {
  const counterparts = new Map<string, Set<string>>(picture.nodes.map((id) => [id, new Set()]));
  for (const line of picture.lines) {
    counterparts.get(line.source)?.add(line.target);
    counterparts.get(line.target)?.add(line.source);
  }
  return new Map([...counterparts].map(([id, others]) => [id, Math.min(24, 9 + 2.2 * Math.sqrt(others.size))]));
}

export function gravest(line: Line): Quad | null {
  return GRAVITY.find((quad) => line.by_quad[quad]) ?? null;
}

/** Alleged wins over status; a fold of mixed status is solid. */
export function dashOf(line: Line): Dash {
  if (line.is_tie) return line.by_assertion["alleged"] === line.n ? "short" : "solid";
  if (line.by_assertion["alleged"] === line.n) return "short";
  const states = Object.keys(line.by_status);
  if (states.length !== 1) return "solid";
  return states[0] === "announced" ? "long" : states[0] === "ended" ? "dots" : "solid";
}

export function widthOf(line: Line): number {
  return line.is_tie ? 1.2 : Math.min(MAX_WIDTH, 1 + Math.log2(line.n));
}

/** Whether a fold holds more than one status, or alleged actions among others: told by a notch, and in words. */
export function isMixed(line: Line): boolean {
  const alleged = line.by_assertion["alleged"] ?? 0;
  return !line.is_tie && (Object.keys(line.by_status).length > 1 || (alleged > 0 && alleged < line.n));
}

export function colourOf(line: Line, look: Look): string {
  const { palette } = look;
  if (line.is_tie) return palette.tie;
  if (look.colourBy === "rung") return palette.rungs[step(line.max_rung ?? 0)];
  const quad = gravest(line);
  return quad ? palette.quads[quad] : palette.soft;
}

/** Five steps of the ladder: words, protests, single measures, structural measures, force. */
function step(rung: number): 0 | 1 | 2 | 3 | 4 {
  return rung <= 0 ? 0 : rung <= 2 ? 1 : rung <= 4 ? 2 : rung <= 6 ? 3 : 4;
}

function drawLine(line: Line, picture: Picture, look: Look, radii: Map<string, number>, below: Mark[], above: Mark[]): void {
  const from = picture.places.get(line.source);
  const to = picture.places.get(line.target);
  if (!from || !to) return;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  // The right of its own direction: two lines of a pair run beside each other and never cross.
  const { unit } = look;
  const shift = (line.is_tie ? -OFFSET / 2 : OFFSET) * unit;
  const [ox, oy] = [-uy * shift, ux * shift];
  const start = (radii.get(line.source) ?? 9) + 2 * unit;
  const end = (radii.get(line.target) ?? 9) + (look.plain ? 2 : 6) * unit;
  const x1 = from.x + ox + ux * start;
  const y1 = from.y + oy + uy * start;
  const x2 = to.x + ox - ux * end;
  const y2 = to.y + oy - uy * end;
  const colour = colourOf(line, look);
  const width = (widthOf(line) + (look.selected === line.id ? 2 : 0)) * unit;
  below.push({ kind: "line", of: line.id, x1, y1, x2, y2, width, colour, dash: look.plain ? "solid" : dashOf(line), unit });
  if (look.plain) return;
  const angle = Math.atan2(dy, dx);
  if (line.is_tie) above.push({ kind: "hollow", of: line.id, x: x2, y: y2, size: 6 * unit, colour, fill: look.palette.ground, unit });
  else above.push({ kind: "arrow", of: line.id, x: x2 + ux * 4 * unit, y: y2 + uy * 4 * unit, angle, size: 5 * unit + width, colour });
  // Behind the middle of its own way: the badges of a pair that acts both ways stand apart.
  const [mx, my] = [x1 + (x2 - x1) * BADGE_AT, y1 + (y2 - y1) * BADGE_AT];
  const text = badge(line, look);
  if (text) above.push({ kind: "badge", of: line.id, x: mx, y: my, text, colour, ground: look.palette.ground, unit });
  if (isMixed(line))
    above.push({ kind: "hollow", of: line.id, x: x1 + ux * 8 * unit, y: y1 + uy * 8 * unit, size: 5 * unit, colour, fill: look.palette.ground, unit });
  if (line.disputed) {
    const away = text ? (14 + 3.3 * text.length) * unit : 0;
    above.push({ kind: "cross", of: line.id, x: mx - ux * away, y: my - uy * away, size: 5 * unit, colour: look.palette.ink, halo: look.palette.halo, unit });
  }
}

function badge(line: Line, look: Look): string {
  const letters = look.colourBy === "verb" ? Object.keys(line.by_type).map((type) => look.letters.get(type) ?? "?") : [];
  const word = letters.length > 2 ? `${letters[0]}+` : letters.join("");
  return [word, line.n > 1 ? `${line.n}` : ""].filter(Boolean).join(" ");
}

function drawNode(id: string, picture: Picture, look: Look, radii: Map<string, number>): Mark[] {
  const place = picture.places.get(id);
  const actor = picture.actors.get(id);
  if (!place) return [];
  const { palette } = look;
  const chosen = look.selected === id;
  return [
    {
      kind: "shape",
      of: id,
      shape: SHAPES[actor?.kind ?? ""] ?? "circle",
      x: place.x,
      y: place.y,
      r: radii.get(id) ?? 9,
      fill: palette.node,
      stroke: chosen ? palette.focus : palette.ink,
      width: (chosen ? 3 : 1.5) * look.unit,
      text: actor?.kind === "State" ? id.replace("state:", "").slice(0, 3) : "",
      ink: palette.ink,
    },
  ];
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

const apart = (a: Box, b: Box) => Math.abs(a.x - b.x) >= (a.w + b.w) / 2 || Math.abs(a.y - b.y) >= (a.h + b.h) / 2;

/** Names by weight, below their actor or else above, right or left of it, as long as they lie over no name and no other actor; the chosen one always. */
function names(picture: Picture, look: Look, radii: Map<string, number>): LabelMark[] {
  const order = [...picture.nodes].sort((a, b) => (radii.get(b) ?? 0) - (radii.get(a) ?? 0) || (a < b ? -1 : 1));
  if (look.selected && picture.places.has(look.selected)) order.unshift(look.selected);
  const taken: Box[] = order.length > CROWDED ? [] : order.flatMap((id) => bodyOf(id, picture, radii) ?? []);
  const marks: LabelMark[] = [];
  const seen = new Set<string>();
  for (const id of order) {
    const body = bodyOf(id, picture, radii);
    const actor = picture.actors.get(id);
    if (!body || !actor || seen.has(id)) continue;
    seen.add(id);
    const text = shorten(actor.name);
    const places = around(body, text.length * 6.6 * look.unit, 15 * look.unit);
    const box = places.find((one) => taken.every((other) => apart(one, other))) ?? (id === look.selected ? places[0] : undefined);
    if (!box) continue;
    taken.push(box);
    const weight = id === look.selected ? 600 : 400;
    marks.push({ kind: "label", of: id, x: box.x, y: box.y, text, size: 12 * look.unit, weight, colour: look.palette.ink, halo: look.palette.halo });
    if (marks.length >= look.labels) break;
  }
  return marks;
}

function bodyOf(id: string, picture: Picture, radii: Map<string, number>): Box | null {
  const place = picture.places.get(id);
  const size = 2 * (radii.get(id) ?? 9);
  return place ? { ...place, w: size, h: size } : null;
}

function around({ x, y, w, h }: Box, wide: number, high: number): Box[] {
  const [up, side] = [(h + high) / 2 + high / 5, (w + wide) / 2 + high / 3];
  const at = (dx: number, dy: number) => ({ x: x + dx, y: y + dy, w: wide, h: high });
  return [at(0, up), at(0, -up), at(side, 0), at(-side, 0)];
}

function shorten(name: string): string {
  return name.length > 28 ? `${name.slice(0, 26)}…` : name;
}
