import { describe, expect, test } from "vitest";
import { extentOf, places, question, seeded } from "../src/graph/layout";
import type { LineMark, Mark } from "../src/graph/marks";
import { escapeXml, paintSvg } from "../src/graph/painter";
import { colourOf, dashOf, gravest, isMixed, scene, sizes, widthOf, type Look } from "../src/graph/scene";
import { LIGHT } from "../src/graph/theme";
import type { Actor, Line } from "../src/types";

const actor = (id: string, kind = "State"): Actor =>
  ({ id, kind, name: id.toUpperCase(), aliases: [], state: null, state_assertion: null, state_disputed: false, unnamed: false, codes: {} }) as Actor;

const line = (source: string, target: string, more: Partial<Line> = {}): Line => ({
  id: `${source}>${target}:${more.is_tie ? "ties" : "actions"}`,
  source,
  target,
  is_tie: false,
  n: 1,
  by_type: { SANCTIONED: 1 },
  by_status: { in_force: 1 },
  by_assertion: { confirmed: 1 },
  by_quad: { MCONF: 1 },
  disputed: 0,
  max_rung: 4,
  first: "2024-03-25",
  last: "2024-03-25",
  events: [],
  events_left_out: 0,
  ...more,
});

const look: Look = { palette: LIGHT, colourBy: "quad", letters: new Map([["SANCTIONED", "S"]]), selected: null, labels: 40, plain: false, unit: 1 };
const two = { nodes: ["a", "b"], actors: new Map([["a", actor("a")], ["b", actor("b", "Company")]]), places: new Map([["a", { x: 0, y: 0 }], ["b", { x: 300, y: 0 }]]) };
const draw = (lines: Line[], more: Partial<Look> = {}) => scene({ ...two, lines }, { ...look, ...more });
const kinds = (marks: Mark[], kind: Mark["kind"]) => marks.filter((mark) => mark.kind === kind);

describe("the picture language", () => {
  test("two lines of a pair run beside each other and never cross", () => {
    const marks = kinds(draw([line("a", "b"), line("b", "a")]), "line") as LineMark[];
    expect(marks.map((mark) => mark.y1)).toEqual([5, -5]);
    expect(marks.every((mark) => mark.y1 === mark.y2)).toBe(true);
  });

  test.each([
    ["alleged wins over the status", { by_assertion: { alleged: 1 }, by_status: { announced: 1 } }, "short"],
    ["announced is long dashes", { by_status: { announced: 1 } }, "long"],
    ["ended is dots", { by_status: { ended: 1 } }, "dots"],
    ["executed is solid", { by_status: { executed: 1 } }, "solid"],
    ["mixed status is solid", { n: 2, by_status: { announced: 1, ended: 1 } }, "solid"],
    ["a fold with one alleged action is solid", { n: 2, by_assertion: { alleged: 1, confirmed: 1 } }, "solid"],
  ] as const)("%s", (_, more, dash) => expect(dashOf(line("a", "b", more as Partial<Line>))).toBe(dash));

  test("mixed status has a notch, and only actions have it", () => {
    const mixed = line("a", "b", { n: 2, by_status: { announced: 1, ended: 1 } });
    expect(isMixed(mixed)).toBe(true);
    expect(kinds(draw([mixed]), "hollow")).toHaveLength(1);
    expect(isMixed(line("a", "b", { is_tie: true, by_assertion: { alleged: 1, confirmed: 1 } }))).toBe(false);
  });

  test("a disputed line has a cross, an undisputed none", () => {
    expect(kinds(draw([line("a", "b", { disputed: 1 })]), "cross")).toHaveLength(1);
    expect(kinds(draw([line("a", "b")]), "cross")).toHaveLength(0);
  });

  test("the badge is the count, with letters where colours tell verbs", () => {
    const texts = (marks: Mark[]) => marks.flatMap((mark) => (mark.kind === "badge" ? [mark.text] : []));
    expect(texts(draw([line("a", "b", { n: 4 })]))).toEqual(["4"]);
    expect(texts(draw([line("a", "b")]))).toEqual([]);
    expect(texts(draw([line("a", "b", { n: 4 })], { colourBy: "verb" }))).toEqual(["S 4"]);
  });

  test("the gravest quad gives the colour, a tie has its own and no arrow", () => {
    expect(gravest(line("a", "b", { by_quad: { VCOOP: 9, VCONF: 1 } }))).toBe("VCONF");
    expect(colourOf(line("a", "b", { by_quad: { VCOOP: 9, MCONF: 1 } }), look)).toBe(LIGHT.quads.MCONF);
    const tie = draw([line("a", "b", { is_tie: true })]);
    expect(kinds(tie, "arrow")).toHaveLength(0);
    expect(kinds(tie, "hollow")).toHaveLength(1);
  });

  test("width grows with the count and stops at seven", () => {
    expect([1, 2, 4, 1000].map((n) => widthOf(line("a", "b", { n })))).toEqual([1, 2, 3, 7]);
  });

  test("shapes tell kinds without colour; a state carries its code", () => {
    const shapes = kinds(draw([]), "shape");
    expect(shapes.map((mark) => (mark.kind === "shape" ? mark.shape : ""))).toEqual(["square", "box"]);
  });

  test("size is by counterparts, not by reports", () => {
    const many = sizes({ nodes: ["a", "b", "c"], lines: [line("a", "b", { n: 500 }), line("a", "c")] });
    expect(many.get("b")).toBe(many.get("c"));
    expect(many.get("a")!).toBeGreaterThan(many.get("b")!);
  });

  test("names do not lie over one another, the chosen one is always there", () => {
    const crowded = { nodes: ["a", "b"], lines: [], actors: two.actors, places: new Map([["a", { x: 0, y: 0 }], ["b", { x: 3, y: 0 }]]) };
    const [one, other, ...more] = scene(crowded, look).filter((mark) => mark.kind === "label");
    expect(more).toEqual([]);
    expect(Math.abs(one!.y - other!.y), "one above, one below").toBeGreaterThanOrEqual(15);
    const ids = ["a", "b", "c", "d", "e", "f"];
    const heap = { ...crowded, nodes: ids, actors: new Map(ids.map((id) => [id, two.actors.get("a")!])), places: new Map(ids.map((id, i) => [id, { x: i, y: 0 }])) };
    expect(kinds(scene(heap, look), "label").length, "no room for six").toBeLessThanOrEqual(4);
    const chosen = kinds(scene(crowded, { ...look, selected: "b" }), "label");
    expect(chosen.map((mark) => mark.of)).toContain("b");
  });

  test("SVG holds the same marks, and text is escaped", () => {
    const svg = paintSvg(draw([line("a", "b", { n: 2, disputed: 1 })]));
    expect(svg).toContain("<line");
    expect(svg.match(/<text/g)!.length).toBeGreaterThanOrEqual(3);
    expect(escapeXml('<a href="x">&\u0001')).toBe("&lt;a href=&quot;x&quot;&gt;&amp;\uFFFD");
  });
});

describe("places", () => {
  test("are seeded: the same question twice is the same", () => {
    const first = question(["a", "b"], [line("a", "b")], new Map(), 1);
    const second = question(["a", "b"], [line("a", "b")], new Map(), 1);
    expect([...first.nodes]).toEqual([...second.nodes]);
    expect(seeded("a")).not.toBe(seeded("b"));
  });

  test("known ones are kept and fixed, new ones begin near what they are tied to", () => {
    const kept = new Map([["a", { x: 1000, y: 1000 }]]);
    const asked = question(["a", "b"], [line("a", "b")], kept, 1);
    const found = places(["a", "b"], asked.nodes);
    expect(found.get("a")).toEqual({ x: 1000, y: 1000 });
    expect(asked.nodes[9]).toBe(1);
    expect(Math.hypot(found.get("b")!.x - 1000, found.get("b")!.y - 1000)).toBeLessThan(150);
  });

  test("nothing has an extent too", () => expect(extentOf([])).toEqual({ x0: -1, y0: -1, x1: 1, y1: 1 }));
});
