// When: bars of actions in time, words above and deeds below the axis, and two sliders that cut a window. Keys and pointer alike.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { change, route } from "../state";
import type { Event } from "../types";
import { plural, vocabulary } from "../words";

const W = 840;
const H = 56;
const REST_MS = 250;

export interface Bucket {
  first: string;
  last: string;
  words: number;
  deeds: number;
}

/** Days, months or years, whichever gives at most some sixty buckets; an action of vague date counts where it may begin. */
export function buckets(events: readonly { date?: string | null; quad: string }[]): Bucket[] {
  const dated = events.flatMap((event) => (event.date ? [{ date: event.date, quad: event.quad }] : [])).sort((a, b) => a.date.localeCompare(b.date));
  const [first, last] = [dated[0]?.date, dated.at(-1)?.date];
  if (!first || !last) return [];
  const years = Number(last.slice(0, 4)) - Number(first.slice(0, 4));
  const yearly = years > 4;
  const names: string[] = [];
  const end = last.slice(0, yearly ? 4 : 7);
  let name = first.slice(0, yearly ? 4 : 7);
  while (name <= end && names.length < 400) {
    names.push(name);
    name = next(name);
  }
  const found = new Map(names.map((one) => [one, { first: `${one}${yearly ? "-01-01" : "-01"}`, last: lastOf(one), words: 0, deeds: 0 }]));
  for (const { date, quad } of dated) {
    const bucket = found.get(date.slice(0, yearly ? 4 : 7));
    if (bucket) bucket[quad.startsWith("M") ? "deeds" : "words"] += 1;
  }
  return [...found.values()];
}

function next(name: string): string {
  const [year = 0, month] = name.split("-").map(Number);
  if (month === undefined) return String(year + 1).padStart(4, "0");
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, "0")}`;
}

function lastOf(name: string): string {
  const [year = 0, month] = name.split("-").map(Number);
  if (month === undefined) return `${name}-12-31`;
  return `${name}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, "0")}`;
}

/** `of` names what is shown: while it is the same, the time shown stays though the window narrows. */
export function Brush({ events, of }: { events: readonly Event[]; of: string }) {
  const quads = useMemo(() => new Map(vocabulary.value?.actions.map((action) => [action.code, action.quad])), [vocabulary.value]);
  const fresh = useMemo(() => buckets(events.filter((event) => !event.is_tie).map((event) => ({ date: event.date ?? null, quad: quads.get(event.action ?? "") ?? "" }))), [events, quads]);
  const kept = useRef<{ of: string; all: Bucket[] }>({ of: "", all: [] });
  if (kept.current.of !== of || fresh.length > kept.current.all.length) kept.current = { of, all: fresh };
  const { all } = kept.current;
  const { since = "", until = "" } = route.value.keys;
  const [from, setFrom] = useState(0);
  const [to, setTo] = useState(0);
  const timer = useRef(0);
  useEffect(() => {
    const start = all.findIndex((bucket) => !since || bucket.last >= since);
    const end = all.findLastIndex((bucket) => !until || bucket.first.slice(0, until.length) <= until);
    setFrom(Math.max(0, start));
    setTo(end < 0 ? all.length - 1 : end);
  }, [all, since, until]);
  if (all.length < 2) return null;
  const most = Math.max(1, ...all.map((bucket) => Math.max(bucket.words, bucket.deeds)));
  const step = W / all.length;
  const move = (start: number, end: number) => {
    setFrom(start);
    setTo(end);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const whole = (text: string, bucket: Bucket | undefined, at: boolean) => (at ? "" : (bucket?.[text as "first" | "last"] ?? ""));
      change({ since: whole("first", all[start], start === 0), until: whole("last", all[end], end === all.length - 1) }, false);
    }, REST_MS);
  };
  const shown = all.slice(from, to + 1).reduce((sum, bucket) => sum + bucket.words + bucket.deeds, 0);
  return (
    <section class="brush" aria-label="Time">
      <svg viewBox={`0 0 ${W} ${H}`} aria-hidden="true">
        <line x1={0} x2={W} y1={H / 2} y2={H / 2} class="zero" />
        {all.map((bucket, i) => (
          <g key={bucket.first} class={i < from || i > to ? "out" : ""}>
            <rect class="words" x={i * step + 1} width={Math.max(1, step - 2)} y={H / 2 - (bucket.words / most) * (H / 2 - 2)} height={(bucket.words / most) * (H / 2 - 2)} />
            <rect class="deeds" x={i * step + 1} width={Math.max(1, step - 2)} y={H / 2} height={(bucket.deeds / most) * (H / 2 - 2)} />
          </g>
        ))}
      </svg>
      <div class="row">
        <span class="field grow">
          <label for="brush-from">From {all[from]?.first}</label>
          <input id="brush-from" type="range" min={0} max={all.length - 1} value={from} aria-valuetext={all[from]?.first ?? ""} onInput={(event) => move(Math.min(+event.currentTarget.value, to), to)} />
        </span>
        <span class="field grow">
          <label for="brush-to">To {all[to]?.last}</label>
          <input id="brush-to" type="range" min={0} max={all.length - 1} value={to} aria-valuetext={all[to]?.last ?? ""} onInput={(event) => move(from, Math.max(+event.currentTarget.value, from))} />
        </span>
        <span class="soft">{plural(shown, "action")}; an action is in when its dates touch the window</span>
      </div>
    </section>
  );
}
