// Whether the graph is another than the one that this page was opened on: followed as events, asked for each minute where that cannot be.

import { effect, signal } from "@preact/signals";
import type { components } from "./api.gen";
import { address, apiKey, ask, fresh, opened, Refused } from "./api";

export type Commit = components["schemas"]["api__schemas_service__Change"];

/** What came since, summed up. `replaced`: the graph is another altogether, and its commits are not those that came after. */
export interface Since {
  commits: number;
  added: number;
  retracted: number;
  changed: number;
  replaced: boolean;
}

const NOTHING: Since = { commits: 0, added: 0, retracted: 0, changed: 0, replaced: false };
const POLL_MS = 60_000;
const GONE = 410;

export const since = signal<Since>(NOTHING);

/** The last commit that is known: from here on the feed goes on. */
let last = "";

export function counted(before: Since, commit: Pick<Commit, "added" | "retracted" | "changed">): Since {
  const sum = (name: "added" | "retracted" | "changed") => before[name] + (commit[name] ?? 0);
  return { commits: before.commits + 1, added: sum("added"), retracted: sum("retracted"), changed: sum("changed"), replaced: before.replaced };
}

/** The number of the commit that a version ends with: what `recorded_as_of` takes. */
export const seqOf = (version: string): string => version.slice(version.lastIndexOf(":") + 1);

/** Show the graph as it is now, in every part of the page. */
export function refresh(): void {
  opened.value = last;
  since.value = NOTHING;
  fresh.value += 1;
}

function take(commit: Commit): void {
  if (commit.version === last) return;
  last = commit.version;
  since.value = counted(since.value, commit);
}

function replaced(): void {
  last = "";
  since.value = { ...since.value, replaced: true };
}

/** From the first answer on, as long as somebody looks: a page in the background must not hold a line of the few a browser has. */
export function follow(): () => void {
  let stop = () => {};
  const begin = () => {
    stop();
    stop = document.hidden || !opened.peek() || since.peek().replaced ? () => {} : listen();
  };
  const ending = effect(() => {
    // A key cannot go with an EventSource; where there is one the page asks by itself.
    void apiKey.value;
    if (opened.value && !last) last = opened.value;
    begin();
  });
  document.addEventListener("visibilitychange", begin);
  return () => {
    ending();
    stop();
    document.removeEventListener("visibilitychange", begin);
  };
}

function listen(): () => void {
  if (apiKey.peek()) return poll();
  let stop = () => {};
  const source = new EventSource(address("/v1/changes", { cursor: last }));
  source.addEventListener("change", (event) => take(JSON.parse((event as MessageEvent<string>).data) as Commit));
  source.addEventListener("gone", () => {
    source.close();
    replaced();
  });
  source.addEventListener("error", () => {
    // A line that broke is taken up again by the browser, behind the last event; one that was refused is not.
    if (source.readyState === EventSource.CLOSED) stop = poll();
  });
  return () => {
    source.close();
    stop();
  };
}

function poll(): () => void {
  const timer = setInterval(() => void look(), POLL_MS);
  return () => clearInterval(timer);
}

async function look(): Promise<void> {
  try {
    const answer = await ask<{ changes: Commit[] }>(address("/v1/changes", { cursor: last, limit: 1000 }));
    answer.data.changes.forEach(take);
  } catch (error) {
    // Who cannot reach the service is told by the view itself as soon as it asks.
    if (error instanceof Refused && error.problem.status === GONE) replaced();
  }
}
