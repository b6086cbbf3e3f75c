// Asks the worker where nodes go. Known places are kept; new ones begin near what they are tied to.

import type { Line } from "../types";
import type { Extent } from "./camera";
import type { Point } from "./scene";

export interface LayoutQuestion {
  nodes: Float32Array<ArrayBuffer>;
  edges: Float32Array<ArrayBuffer>;
  iterations: number;
  token: number;
}

export interface LayoutAnswer {
  nodes: Float32Array<ArrayBuffer>;
  token: number;
}

export const PER_NODE = 10; // the matrix of graphology-layout-forceatlas2: x, y, dx, dy, old dx, old dy, mass, convergence, size, fixed
const PER_EDGE = 3;

/** A number from a text, the same on every visit (FNV-1a), in 0..1. */
export function seeded(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 0x100000000;
}

export function question(ids: readonly string[], lines: readonly Line[], kept: ReadonlyMap<string, Point>, token: number): LayoutQuestion {
  const number = new Map(ids.map((id, i) => [id, i]));
  const nodes = new Float32Array(ids.length * PER_NODE);
  const edges = new Float32Array(lines.length * PER_EDGE);
  const degree = new Float32Array(ids.length);
  lines.forEach((line, i) => {
    const [a, b] = [number.get(line.source) ?? 0, number.get(line.target) ?? 0];
    edges.set([a * PER_NODE, b * PER_NODE, 1 + Math.log2(line.n)], i * PER_EDGE);
    degree[a]! += 1;
    degree[b]! += 1;
  });
  ids.forEach((id, i) => {
    const place = kept.get(id) ?? start(id, lines, kept, ids.length);
    nodes.set([place.x, place.y, 0, 0, 0, 0, 1 + degree[i]!, 1, 12, kept.has(id) ? 1 : 0], i * PER_NODE);
  });
  const iterations = ids.length > 2000 ? 60 : ids.length > 300 ? 150 : 400;
  return { nodes, edges, iterations, token };
}

function start(id: string, lines: readonly Line[], kept: ReadonlyMap<string, Point>, n: number): Point {
  const angle = seeded(id) * 2 * Math.PI;
  const near = kept.size ? lines.find((line) => (line.source === id && kept.has(line.target)) || (line.target === id && kept.has(line.source))) : undefined;
  const anchor = near ? kept.get(near.source === id ? near.target : near.source) : undefined;
  const radius = anchor ? 120 : 90 * Math.sqrt(n) * (0.3 + seeded(`${id}#`));
  return { x: (anchor?.x ?? 0) + radius * Math.cos(angle), y: (anchor?.y ?? 0) + radius * Math.sin(angle) };
}

export function places(ids: readonly string[], nodes: Float32Array): Map<string, Point> {
  return new Map(ids.map((id, i) => [id, { x: nodes[i * PER_NODE]!, y: nodes[i * PER_NODE + 1]! }]));
}

export function extentOf(all: Iterable<Point>): Extent {
  const extent = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const { x, y } of all) {
    extent.x0 = Math.min(extent.x0, x);
    extent.y0 = Math.min(extent.y0, y);
    extent.x1 = Math.max(extent.x1, x);
    extent.y1 = Math.max(extent.y1, y);
  }
  if (extent.x0 > extent.x1) return { x0: -1, y0: -1, x1: 1, y1: 1 };
  return { x0: extent.x0 - 60, y0: extent.y0 - 40, x1: extent.x1 + 60, y1: extent.y1 + 50 };
}

/** One worker for the page; a newer question makes an older answer void. */
export class Layouter {
  #worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  #token = 0;

  place(ids: readonly string[], lines: readonly Line[], kept: ReadonlyMap<string, Point>): Promise<Map<string, Point> | null> {
    const token = ++this.#token;
    const asked = question(ids, lines, kept, token);
    return new Promise((resolve, reject) => {
      this.#worker.onerror = (event) => reject(new Error(event.message));
      const hear = ({ data }: MessageEvent<LayoutAnswer>) => {
        if (data.token !== token) return;
        this.#worker.removeEventListener("message", hear);
        resolve(token === this.#token ? places(ids, data.nodes) : null);
      };
      this.#worker.addEventListener("message", hear);
      this.#worker.postMessage(asked, [asked.nodes.buffer, asked.edges.buffer]);
    });
  }

  close(): void {
    this.#worker.terminate();
  }
}
