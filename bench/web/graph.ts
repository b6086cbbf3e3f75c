// The graph that every painter gets: the checks' generated one, laid out by the page's own worker, with the page's own sizes and colours.

import { Layouter } from "../../web/src/graph/layout";
import { colourOf, sizes, widthOf, type Look, type Point } from "../../web/src/graph/scene";
import { LIGHT } from "../../web/src/graph/theme";
import type { Actor, Line } from "../../web/src/types";
import { generated } from "../../web/tests/browser/generated";

export interface Drawing {
  ids: readonly string[];
  lines: readonly Line[];
  actors: ReadonlyMap<string, Actor>;
  places: ReadonlyMap<string, Point>;
  radii: ReadonlyMap<string, number>;
}

/** Draws into the host and resolves when its first picture is made. */
export type Painter = (host: HTMLElement, drawing: Drawing) => Promise<void>;

export const LOOK: Look = { palette: LIGHT, colourBy: "quad", letters: new Map(), selected: null, labels: 40, plain: false, unit: 1 };
export const colour = (line: Line) => colourOf(line, LOOK);
export const width = widthOf;

export async function layoutOf(nodes: number, count: number): Promise<Drawing> {
  const made = generated(nodes, count);
  const lines = made.edges as unknown as Line[];
  const actors = new Map(made.actors.map((actor) => [actor["id"] as string, actor as unknown as Actor]));
  const layouter = new Layouter();
  const places = await layouter.place(made.ids, lines, new Map());
  layouter.close();
  if (!places) throw new Error("no layout");
  return { ids: made.ids, lines, actors, places, radii: sizes({ nodes: made.ids, lines }) };
}
