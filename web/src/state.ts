// The address is the state: what is shown, and nothing else, stands in it. Questions push, brush and camera replace.

import { computed, signal } from "@preact/signals";
import { askJson, post } from "./api";
import type { Kept } from "./types";

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

/** A step of the history; `address` is what is shown, where the bar may have a shorter one. */
const step = () => (history.state ?? {}) as { depth?: number; address?: string };
const shown = (): string => step().address ?? location.pathname + location.search;

/** Longer addresses break where they are sent, so the service keeps them. */
const LONGEST = 2000;
const REST_MS = 1000;
let resting: ReturnType<typeof setTimeout> | undefined;

/** Raises Refused where the address stands for a longer one that is not kept, or is not for this reader. */
export async function open(): Promise<void> {
  const id = /^\/v\/([^/]+)\/?$/.exec(location.pathname)?.[1];
  if (id && !step().address) history.replaceState({ ...step(), address: (await askJson<Kept>(`/v1/views/${id}`)).data.address }, "");
  const read = () => {
    route.value = parse(shown());
  };
  read();
  addEventListener("popstate", read);
}

/** Once the page rests: a drag changes the address many times. Where the service keeps no more, the long address stays; it works as well. */
function shorten(address: string): void {
  clearTimeout(resting);
  if (address.length <= LONGEST) return;
  const shorter = ({ data }: Kept) => {
    if (step().address === address) history.replaceState(step(), "", data.link);
  };
  resting = setTimeout(() => void post<Kept>("/v1/views", { address }).then(shorter, () => undefined), REST_MS);
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
const depth = (): number => step().depth ?? 0;

export function undo(): void {
  if (depth() > 0) history.back();
}

export function redo(): void {
  history.forward();
}

function move(next: Route, push: boolean): void {
  const url = format(next);
  if (url === shown()) return;
  history[push ? "pushState" : "replaceState"]({ depth: depth() + (push ? 1 : 0), address: url }, "", url);
  route.value = next;
  shorten(url);
}

export function filterOf(keys: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(FILTER_KEYS.flatMap((name) => (keys[name] ? [[name, keys[name]]] : [])));
}
