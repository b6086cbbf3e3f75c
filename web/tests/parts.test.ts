// Pure parts of the panels and views: what an expansion would add, how a change is worded, what leaves and how much it is.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { figure, wrap } from "../src/figure";
import { bytes, FORMATS, STORED, TABLES } from "../src/formats";
import { LIGHT } from "../src/graph/theme";
import { fitting, type Neighbour } from "../src/panels/Expand";
import { expanded, graphRequest } from "../src/requests";
import { whole } from "../src/showing";
import type { Source } from "../src/types";
import { ratio, rungs } from "../src/views/Board";
import { odds, pairKey, placeOf, type Pair } from "../src/views/Review";

describe("board", () => {
  test("a change is told with the range that it may have, and not at all where data are too few", () => {
    expect(ratio({ log_ratio: Math.log(2), standard_error: 0.5 })).toEqual({ times: "2", low: "0.75", high: "5.3" });
    expect(ratio({ log_ratio: null, standard_error: null })).toBeNull();
  });
  test("a rung that was never reached is none, not zero", () => expect(rungs({ rung_before: null, rung_now: 4 })).toBe("none → 4"));
});

describe("review", () => {
  const pair = (a: string, b: string) => ({ a, b, about: "actor", actors: [], events: [], score: 0, features: [], records: {} }) satisfies Pair;
  test.each([[3, "about 8 to 1 for"], [-3, "about 8 to 1 against"], [0.2, "even odds"], [99, "about 1,073,741,824 to 1 for"]])("%d bits", (bits, words) => expect(odds(bits)).toBe(words));
  test("the pair of the address, else the first: one that was judged is gone", () => {
    const pairs = [pair("a", "b"), pair("c", "d")];
    expect(placeOf(pairs, pairKey(pairs[1]!))).toBe(1);
    expect(placeOf(pairs, "x~y")).toBe(0);
  });
});

describe("expansion", () => {
  const one = (actor: string, n: number, last: string, ...edge_types: string[]): Neighbour => ({ actor, n, last, first: last, edge_types });
  const found = [one("a", 1, "2024", "SANCTIONED"), one("b", 9, "2020", "MET"), one("c", 5, "2022", "MET")];
  test("brings what is not drawn and is ticked, the most active or the latest first", () => {
    const ids = (...given: [Set<string>, Set<string>, "n" | "last"]) => fitting(found, ...given).map((row) => row.actor);
    expect(ids(new Set(), new Set(), "n")).toEqual(["b", "c", "a"]);
    expect(ids(new Set(), new Set(), "last")).toEqual(["a", "c", "b"]);
    expect(ids(new Set(["b"]), new Set(["MET"]), "n")).toEqual(["c"]);
  });
  test("keeps what is drawn, and asks for the lines among all of it", () => {
    const keys = expanded({ actors: "a" }, ["a", "b"], ["c"]);
    expect(keys).toEqual({ actors: "a", add: "b,c" });
    expect(graphRequest(keys)).toContain("induced=true");
    expect(graphRequest({ actors: "a" })).toContain("induced=false");
    expect(graphRequest({})).toBeNull();
  });
});

describe("what leaves", () => {
  test("the formats are those that the service writes", () => {
    const told = /description One of: ([\w, -]+)\./.exec(readFileSync("src/api.gen.ts", "utf8"))![1]!;
    expect(Object.keys(FORMATS).sort()).toEqual(told.split(", "));
    for (const name of [...TABLES, ...STORED]) expect(Object.keys(FORMATS)).toContain(name);
  });
  test("is whole: the screen's ceilings stay behind", () => expect(whole("/v1/graph?actors=a&fold=dyad&limit=300")).toBe("/v1/graph?actors=a"));
  test.each([[12, "12 bytes"], [1500, "1.5 kB"], [20_000_000, "20 MB"]])("%d bytes", (n, words) => expect(bytes(n)).toBe(words));
});

test("a figure has title, caption, key and numbered sources, and refers to nothing outside but by the words of its text", () => {
  const sources = [{ id: "s", title: "A <notice>", publisher: "FCDO", published: "2024-03-25", url: "https://example.org/n", reliability: "A" }] as Source[];
  const svg = figure({ title: "A & B", alt: "two", caption: ["No filter. Graph 1."], body: { svg: "<circle/>", x: 0, y: 0, width: 10, height: 10 }, sources, palette: LIGHT, columns: 2 });
  expect(svg).toContain("<title>A &amp; B</title>");
  expect(svg).toContain("No filter. Graph 1.");
  expect(svg).toContain("1. FCDO: A &lt;notice&gt; (2024-03-25) https://example.org/n");
  expect(svg.match(/(href|src|url)\s*[=(]/g)).toBeNull();
  expect(svg).toContain("deeds of conflict");
  expect(wrap("aa bb cc", 5)).toEqual(["aa bb", "cc"]);
});
