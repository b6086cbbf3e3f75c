// The address is the state: what is shown, and nothing else, stands in it. Questions push, brush and camera replace.

import { computed, signal } from "@preact/signals";

export interface Route {
  view: string;
  keys: Readonly<Record<string, string>>;
}

export function parse(url: string): Route {
  const { pathname, searchParams } = new URL(url, "http://page");
  return { view: decodeURIComponent(pathname.replace(/^\/+|\/+$/g, "")) || "case", keys: Object.fromEntries(searchParams) };
}

/** Keys sorted, empty ones left out: one view has one address. */
export function format({ view, keys }: Route): string {
  const search = new URLSearchParams();
  for (const key of Object.keys(keys).sort()) if (keys[key]) search.set(key, keys[key]);
  // Colons, commas and dots may stand as they are: addresses are read by people.
  const text = search.toString().replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%40/g, "@");
  return `/${view === "case" && !text ? "" : encodeURIComponent(view)}${text ? `?${text}` : ""}`;
}

export const route = signal<Route>({ view: "case", keys: {} });
export const key = (name: string) => computed(() => route.value.keys[name] ?? "");

/** The filter's keys, kept from view to view. */
export const FILTER_KEYS = ["since", "until", "types", "kinds", "status", "assertion", "min_confidence", "min_rung", "datasets", "clock", "as_of"] as const;

export function open(): () => void {
  const read = () => {
    route.value = parse(location.href);
  };
  read();
  addEventListener("popstate", read);
  return () => removeEventListener("popstate", read);
}

/** To another view: the filter goes along, the rest is what is given. */
export function go(view: string, keys: Record<string, string> = {}): void {
  const filter = Object.fromEntries(FILTER_KEYS.flatMap((name) => (route.value.keys[name] ? [[name, route.value.keys[name]]] : [])));
  move({ view, keys: { ...filter, ...keys } }, true);
}

/** Change keys of this view; an empty value drops one. `push` makes a step that Back undoes. */
export function change(keys: Record<string, string>, push = true): void {
  move({ view: route.value.view, keys: Object.fromEntries(Object.entries({ ...route.value.keys, ...keys }).filter(([, value]) => value)) }, push);
}

/** How many steps of this page lie before the one shown: undo goes back through them and never leaves the page. */
const depth = (): number => (history.state as { depth?: number } | null)?.depth ?? 0;

export function undo(): void {
  if (depth() > 0) history.back();
}

export function redo(): void {
  history.forward();
}

function move(next: Route, push: boolean): void {
  const url = format(next);
  if (url === location.pathname + location.search) return;
  history[push ? "pushState" : "replaceState"]({ depth: depth() + (push ? 1 : 0) }, "", url);
  route.value = next;
}

export function filterOf(keys: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(FILTER_KEYS.flatMap((name) => (keys[name] ? [[name, keys[name]]] : [])));
}
