// From what a query returned to a picture: the actors and the lines of its rows, and nothing that was not returned.

import type { components } from "./api.gen";
import type { ActionType, Actor, GraphData, Line } from "./types";

type Schemas = components["schemas"];
export type CypherData = Schemas["CypherData"];
type Node = Schemas["Node"];
type Relationship = Schemas["Relationship"];

export interface Drawn {
  graph: GraphData;
  actors: ReadonlyMap<string, Actor>;
  /** Returned nodes that are no actors (statements, sources ...): the picture has no place for them. */
  others: number;
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const count = (into: Record<string, number>, name: string | null) => {
  if (name) into[name] = (into[name] ?? 0) + 1;
};

/** Actors by their own ids, not the database's; relationships of a pair as one line, as everywhere. */
export function drawn({ nodes, edges }: Pick<CypherData, "nodes" | "edges">, actions: readonly ActionType[]): Drawn {
  const types = new Map(actions.map((action) => [action.code, action]));
  const known = new Map(nodes.flatMap((node) => (node.labels.includes("Actor") ? [[node.id, actorOf(node)] as const] : [])));
  const lines = new Map<string, Line>();
  for (const edge of edges) {
    const [source, target] = [known.get(edge.source), known.get(edge.target)];
    if (source && target) add(lines, edge, source.id, target.id, types);
  }
  const actors = new Map([...known.values()].map((actor) => [actor.id, actor]));
  return { graph: { nodes: [...actors.keys()], edges: [...lines.values()] }, actors, others: nodes.length - known.size };
}

function actorOf({ id, properties }: Node): Actor {
  const own = text(properties["id"]) ?? id;
  return { id: own, kind: text(properties["kind"]) ?? "", name: text(properties["name"]) ?? own, aliases: [], state: null, state_assertion: null, state_disputed: false, unnamed: properties["unnamed"] === true, codes: {} };
}

function add(lines: Map<string, Line>, { edge_type, properties }: Relationship, source: string, target: string, types: ReadonlyMap<string, ActionType>): void {
  const action = types.get(text(properties["action"]) ?? "");
  const id = `${source}>${target}:${action ? "actions" : "ties"}`;
  const line = lines.get(id) ?? { id, source, target, is_tie: !action, n: 0, by_type: {}, by_status: {}, by_assertion: {}, by_quad: {}, disputed: 0, max_rung: null, first: null, last: null, events: [], events_left_out: 0 };
  lines.set(id, line);
  line.n += 1;
  count(line.by_type, edge_type);
  count(line.by_status, text(properties["status"]));
  count(line.by_assertion, text(properties["assertion"]));
  count(line.by_quad, action?.quad ?? null);
  if (properties["disputed"] === true) line.disputed += 1;
  if (typeof properties["rung"] === "number") line.max_rung = Math.max(line.max_rung ?? properties["rung"], properties["rung"]);
  const [first, last] = [text(properties["date"]), text(properties["date_to"])];
  if (first && (!line.first || first < line.first)) line.first = first;
  if (last && (!line.last || last > line.last)) line.last = last;
}

/** A value of a row in a few words: a node by its name, a path by the names on it. */
export function told(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(told).join("; ");
  if (typeof value !== "object") return String(value);
  const { labels, properties, edge_type, nodes } = value as Partial<Node & Relationship & { nodes: Node[] }>;
  if (Array.isArray(nodes)) return nodes.map(told).join(" – ");
  if (edge_type) return edge_type;
  if (labels && properties) return text(properties["name"]) ?? text(properties["title"]) ?? text(properties["id"]) ?? labels.join(" ");
  return JSON.stringify(value);
}
