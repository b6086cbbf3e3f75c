// What free Cypher and the change feed need of the page besides a browser: rows as a picture, places in a text, commits summed up.

import { describe, expect, test } from "vitest";
import { drawn, told } from "../src/drawn";
import { counted, seqOf } from "../src/feed";
import { offsetOf, placeOf, wordsOf } from "../src/places";
import type { ActionType } from "../src/types";

const node = (id: string, name: string, ...labels: string[]) => ({ id, labels, properties: { id: `state:${name}`, name, kind: "State" } });
const edge = (id: string, source: string, target: string, properties: Record<string, unknown>) => ({ id, source, target, edge_type: "SANCTIONED", properties });
const sanction = { action: "sanction", status: "executed", assertion: "confirmed", date: "2024-03-25", date_to: "2024-03-26", rung: 4 };

describe("a picture of rows", () => {
  const nodes = [node("1", "GBR", "Actor", "State"), node("2", "CHN", "Actor", "State"), node("3", "x", "Statement")];
  const edges = [edge("a", "1", "2", sanction), edge("b", "1", "2", { ...sanction, date: "2021-01-01", disputed: true, rung: 2 }), edge("c", "2", "1", {}), edge("d", "1", "3", sanction)];
  const found = drawn({ nodes, edges }, [{ code: "sanction", edge_type: "SANCTIONED", quad: "MCONF" } as ActionType]);
  test("holds actors by their own ids and tells how many nodes are none", () => {
    expect(found.graph.nodes).toEqual(["state:GBR", "state:CHN"]);
    expect(found.others).toBe(1);
  });
  test("folds what a pair did in one direction; what is no action is a tie; what leads to no actor is not drawn", () => {
    expect(found.graph.edges).toMatchObject([
      { id: "state:GBR>state:CHN:actions", n: 2, by_type: { SANCTIONED: 2 }, by_quad: { MCONF: 2 }, by_status: { executed: 2 }, disputed: 1, max_rung: 4, first: "2021-01-01", last: "2024-03-26", is_tie: false },
      { id: "state:CHN>state:GBR:ties", n: 1, is_tie: true },
    ]);
  });
  test("a cell tells a node by its name and a path by the names on it", () => {
    expect(told(nodes[0])).toBe("GBR");
    expect(told({ nodes: nodes.slice(0, 2), edges })).toBe("GBR – CHN");
    expect(told(edges[0])).toBe("SANCTIONED");
    expect(told([1, null, "a"])).toBe("1; ; a");
    expect(told({ a: 1 })).toBe('{"a":1}');
  });
});

describe("a fault's place", () => {
  test("is read from the words of the database", () => {
    expect(placeOf("Variable `b` not defined (line 2, column 8).")).toEqual({ line: 2, column: 8 });
    expect(placeOf("Something else.")).toBeNull();
  });
  test("is not told twice", () => expect(wordsOf("Statement.SyntaxError: Variable `b` not defined (line 2, column 8).")).toBe("Variable `b` not defined."));
  test("leads to the letter", () => {
    const text = "MATCH (a)\nRETURN b";
    expect(text.slice(offsetOf(text, 2, 8))).toBe("b");
    expect(offsetOf(text, 9, 9)).toBe(text.length);
  });
});

test("commits since are summed up, those of which only the number is kept as well", () => {
  const none = { commits: 0, added: 0, retracted: 0, changed: 0, replaced: false };
  const one = counted(none, { added: 3, retracted: 1, changed: 0 });
  expect(counted(one, { added: null, retracted: null, changed: null })).toEqual({ commits: 2, added: 3, retracted: 1, changed: 0, replaced: false });
  expect(seqOf("1a11:42")).toBe("42");
});
