import { describe, expect, test } from "vitest";
import { places, question } from "../src/graph/layout";
import { settle } from "../src/graph/settle";
import type { Line } from "../src/types";
import { generated } from "./browser/generated";

function settled(nodes: number, lines: number, alone: number) {
  const made = generated(nodes, lines);
  const ids = [...made.ids, ...Array.from({ length: alone }, (_, i) => `alone:${i}`)];
  const asked = question(ids, made.edges as unknown as Line[], new Map(), 1);
  settle(asked);
  return places(ids, asked.nodes);
}

describe("the layout", () => {
  test.each([[12, 14], [120, 150], [300, 1000]])("%d actors, %d lines, and some without a line: nobody drifts away, nobody lies on another", (nodes, lines) => {
    const at = [...settled(nodes, lines, 4).values()];
    const away = at.map(({ x, y }) => Math.hypot(x, y)).sort((a, b) => a - b);
    expect(away.at(-1)! / away[Math.floor(away.length / 2)]!).toBeLessThan(3);
    const nearest = at.map((one) => Math.min(...at.filter((other) => other !== one).map((other) => Math.hypot(one.x - other.x, one.y - other.y))));
    expect(nearest.sort((a, b) => a - b)[Math.floor(nearest.length / 10)]).toBeGreaterThan(36);
  });
  test("the same question gives the same places", () => expect([...settled(40, 60, 2)]).toEqual([...settled(40, 60, 2)]));
});
