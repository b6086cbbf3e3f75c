// From an address of the page to the request of the service, where more than one part of the page must ask the same.

import { address } from "./api";
import { filterOf } from "./state";

export const list = (text: string | undefined) => (text ?? "").split(",").filter(Boolean);

/** The graph that keys ask for; null where they name no actor. Expanded actors bring the lines among themselves, not all that they ever did. */
export function graphRequest(keys: Readonly<Record<string, string>>): string | null {
  const actors = [...new Set([...list(keys["actors"]), ...list(keys["add"])])];
  if (!actors.length) return null;
  const induced = list(keys["add"]).length > 0 || keys["induced"] === "true";
  return address("/v1/graph", { ...filterOf(keys), actors, fold: "dyad", hops: keys["hops"], induced, limit: 300, recorded_as_of: keys["recorded_as_of"] });
}

/** The keys after an expansion: what is drawn stays, the new come along. */
export function expanded(keys: Readonly<Record<string, string>>, drawn: Iterable<string>, added: readonly string[]): Record<string, string> {
  const named = new Set(list(keys["actors"]));
  const more = [...new Set([...drawn, ...added])].filter((id) => !named.has(id));
  return { ...keys, add: more.join(",") };
}
