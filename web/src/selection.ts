// What is chosen, in the address as `sel`: `a:` an actor, `l:` a line, `e:` an event. One place, so that picture, list and panel agree.

import { computed } from "@preact/signals";
import { change, route } from "./state";

export interface Chosen {
  what: "actor" | "line" | "event";
  id: string;
}

const WHAT: Record<string, Chosen["what"]> = { a: "actor", l: "line", e: "event" };

export const chosen = computed<Chosen | null>(() => {
  const text = route.value.keys["sel"] ?? "";
  const what = WHAT[text.slice(0, 1)];
  return what && text[1] === ":" && text.length > 2 ? { what, id: text.slice(2) } : null;
});

export function choose(what: Chosen["what"], id: string | null): void {
  change({ sel: id ? `${what[0]}:${id}` : "" }, false);
}
