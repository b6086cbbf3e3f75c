// One graph, one of three painters, in the same place. run.mjs calls what stands on `window`, and measures from outside.

import { layoutOf, type Drawing, type Painter } from "./graph";

const PAINTERS: Record<string, () => Promise<{ default: Painter }>> = {
  own: () => import("./own"),
  sigma: () => import("./sigma"),
  cytoscape: () => import("./cytoscape"),
};

declare global {
  interface Window {
    prepare(painter: string, nodes: number, lines: number): Promise<void>;
    draw(): Promise<void>;
    recordFrames(): void;
    frames(): number[];
  }
}

let painter: Painter | undefined;
let drawing: Drawing | undefined;

/** Everything but painting: the script, the graph, its layout. */
window.prepare = async (name, nodes, lines) => {
  const load = PAINTERS[name];
  if (!load) throw new Error(`no painter ${name}`);
  painter = (await load()).default;
  drawing = await layoutOf(nodes, lines);
};

/** Resolves when the painter says that the first picture is made. */
window.draw = async () => {
  if (!painter || !drawing) throw new Error("prepare first");
  await painter(document.querySelector<HTMLElement>("#host")!, drawing);
};

let times: number[] = [];
window.recordFrames = () => {
  times = [];
  const note = (now: number) => {
    times.push(now);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
};
/** Milliseconds between the frames since then. */
window.frames = () => times.slice(1).map((now, i) => now - times[i]!);
