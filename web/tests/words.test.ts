import { describe, expect, test } from "vitest";
import { address } from "../src/api";
import { format, parse } from "../src/state";
import type { Event } from "../src/types";
import { viewOf } from "../src/views/links";
import { stories } from "../src/views/Day";
import { bars } from "../src/charts/lanes";
import { claimWords, days, letters, range, tables } from "../src/words";

describe("dates keep the precision they have", () => {
  test.each([
    ["2021-01-01", "2021-12-31", "2021 (year)"],
    ["2021-08-01", "2021-08-31", "2021-08 (month)"],
    ["2024-02-01", "2024-02-29", "2024-02 (month)"],
    ["2024-03-25", "2024-03-25", "2024-03-25"],
    ["2023-11-13", "2024-03-25", "2023-11-13 to 2024-03-25"],
    ["2021-01-01", "2021-06-30", "2021-01-01 to 2021-06-30"],
  ])("%s..%s", (from, to, text) => expect(days(from, to)).toBe(text));
  test("no date says so", () => expect(days(null, null)).toBe("date unknown"));
});

test("likelihoods are ranges, never bare figures", () => {
  expect(range(0.8, 0.9)).toBe("80-90 %");
  expect(range(0.5, 0.5)).toBe("about 50 %");
});

test("a claim is quoted with its claimant and its yardstick", () => {
  const claim = { id: "c", statement: "s", claimant: "ncsc", stance: "claimed", words: "highly likely", scheme: "PHIA", low: 0.8, high: 0.9, date: "2024-03-25" } as const;
  const actors = new Map([["ncsc", { id: "ncsc", name: "NCSC" } as never]]);
  expect(claimWords(claim, actors)).toBe("NCSC says so: “highly likely”; PHIA band 80-90 %, 2024-03-25");
});

test("letters of types are distinct", () => {
  const found = letters(["SANCTIONED", "SUMMONED", "SEIZED_ASSETS_OF", "ACCUSED", "ATTACKED"]);
  expect(new Set(found.values()).size).toBe(5);
});

describe("the address is the state", () => {
  test("keys are sorted and empty ones left out", () => {
    expect(format({ view: "path", keys: { to: "b", from: "state:GBR", gap: "" } })).toBe("/path?from=state:GBR&to=b");
    expect(address("/v1/paths", { to: "b", from: "a", types: [], k: 5 })).toBe("/v1/paths?from=a&k=5&to=b");
  });
  test.each(["/", "/graph?actors=chronology:apt31,state:CHN&sel=a:state:CHN", "/dyad?a=state:CHN&b=state:GBR&since=2020", "/day?at=2024-03-25"])("%s comes back as it was", (url) =>
    expect(format(parse(url))).toBe(url),
  );
});

describe("a case's sentences lead into views", () => {
  test.each([
    ["/v1/events/chronology:x", "case", { sel: "e:chronology:x" }],
    ["/v1/paths?from=Intel&to=APT31", "path", { from: "Intel", to: "APT31" }],
    ["/v1/timeline?around=2024-03-24&days=3&as_of=2024-03-24", "day", { at: "2024-03-24", days: "3", as_of: "2024-03-24" }],
    ["/v1/escalation?a=CHN&b=GBR", "dyad", { a: "CHN", b: "GBR" }],
  ])("%s", (link, view, keys) => expect(viewOf(link)).toEqual([view, keys]));
});

const event = (id: string, more: Partial<Event> = {}): Event =>
  ({ id, text: id, is_tie: false, date: "2024-03-25", date_to: "2024-03-25", rung: 1, responds_to: [], answered_by: [], claims: [], denials: [], sources: [], participants: [], ...more }) as unknown as Event;

test("actions that answer each other make one story, the gravest first", () => {
  const at = tables({
    actors: [],
    sources: [],
    claims: [],
    events: [event("a", { rung: 2 }), event("b", { rung: 1, responds_to: [{ event: "a", basis: "stated", latency_days: { min: 0, max: 0 }, confidence: 0.9 }] }), event("c", { rung: 4 })],
  });
  expect(stories(["a", "b", "c"], at).map((story) => story.map((one) => one.id))).toEqual([["c"], ["a", "b"]]);
});

test("lanes: a vague date is as wide as it is vague, actions of one day stand side by side, above is above", () => {
  const x = (ms: number) => ms / 86_400_000 / 10;
  const [year, first, second] = bars([event("y", { date: "2021-01-01", date_to: "2021-12-31", rung: 3 }), event("p"), event("q")], true, x);
  expect(year!.width).toBeCloseTo(36.5);
  expect(second!.x).toBeGreaterThan(first!.x);
  expect(year!.y + year!.height).toBe(160);
  expect(bars([event("p")], false, x)[0]!.y).toBe(160);
});
