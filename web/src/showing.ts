// What the view just shows, for those who take it away: the request that leaves as a file, and the picture that becomes a figure.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Body, Manner } from "./figure";
import type { Envelope } from "./types";

export interface Leaving {
  /** The request of the service whose answer leaves; null where this view has none. */
  of: string | null;
  title: string;
  /** What the caption says besides the question: scale, rule of counting. */
  caption: readonly string[];
  answer: Pick<Envelope<unknown>, "sources" | "events" | "meta">;
}

/** What leaves, and the picture of it. Two, because the picture is drawn by another than he who asks. */
export const leaving = signal<Leaving | null>(null);
export const picture = signal<((manner: Manner) => Body) | null>(null);

/** While a view is on the page this is what it shows. */
export function useLeaving(what: Leaving): void {
  useEffect(() => {
    leaving.value = what;
    return () => {
      if (leaving.peek() === what) leaving.value = null;
    };
  }, [what.of, what.title, what.answer]);
}

export function usePicture(draw: (manner: Manner) => Body, changes: readonly unknown[]): void {
  useEffect(() => {
    picture.value = draw;
    return () => {
      if (picture.peek() === draw) picture.value = null;
    };
  }, changes);
}

/** The request without the ceilings of a screen: `limit` and the page are its own. */
export function whole(url: string): string {
  const [path = "", query = ""] = url.split("?");
  const search = new URLSearchParams(query);
  for (const name of ["limit", "cursor", "fold"]) search.delete(name);
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}
