// What happened around a day, and what was made public then although it had happened before: two bands, stories gravest first.

import { useMemo } from "preact/hooks";
import { address } from "../api";
import { EventItem } from "../panels/Evidence";
import { Answered, Empty } from "../panels/States";
import { useLeaving } from "../showing";
import { change, filterOf, route } from "../state";
import type { Envelope, Event } from "../types";
import { useAnswer } from "../use";
import { plural, tables, type Tables } from "../words";

interface AroundData {
  happened: string[];
  reported: string[];
}

const DAY_MS = 86_400_000;

export function DayView() {
  const keys = route.value.keys;
  const at = keys["at"] ?? "";
  const spread = keys["days"] ?? "3";
  const url = at ? address("/v1/timeline", { ...filterOf({ ...keys, since: "", until: "" }), around: at, days: spread }) : null;
  const asked = useAnswer<AroundData>(url);
  const step = (days: number) => at && change({ at: new Date(Date.parse(`${at}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) });
  return (
    <>
      <h1>{at ? `Around ${at}` : "Day"}</h1>
      <div class="row">
        <span class="field">
          <label for="day">Day</label>
          <input id="day" type="date" value={at} onChange={(event) => change({ at: event.currentTarget.value })} />
        </span>
        <span class="field">
          <label for="spread">Days before and after</label>
          <input id="spread" type="number" min="0" max="31" value={spread} onChange={(event) => change({ days: event.currentTarget.value })} />
        </span>
        <button type="button" disabled={!at} onClick={() => step(-1)} aria-keyshortcuts="[">
          Day before
        </button>
        <button type="button" disabled={!at} onClick={() => step(1)} aria-keyshortcuts="]">
          Day after
        </button>
      </div>
      {!at && <p>Choose a day: what happened then, and what became known then.</p>}
      <Answered asked={asked}>{(answer) => <Bands answer={answer} url={url ?? ""} />}</Answered>
    </>
  );
}

function Bands({ answer, url }: { answer: Envelope<AroundData>; url: string }) {
  const at = useMemo(() => tables(answer), [answer]);
  const { happened, reported } = answer.data;
  useLeaving({ of: url, title: `Around ${route.value.keys["at"]}`, caption: [], answer });
  if (!happened.length && !reported.length) return <Empty what="Nothing happened and nothing was reported in these days." />;
  return (
    <>
      <Band title="Happened" ids={happened} at={at} />
      <Band title="Reported, happened earlier" ids={reported} at={at} />
    </>
  );
}

function Band({ title, ids, at }: { title: string; ids: readonly string[]; at: Tables }) {
  const found = stories(ids, at);
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {!found.length && <p class="soft">Nothing.</p>}
      {found.map((story) => (
        <div key={story[0]!.id}>
          {story.length > 1 && <h3>A story of {plural(story.length, "action")}</h3>}
          <ul class="cards">
            {story.map((event) => (
              <EventItem key={event.id} event={event} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** Actions joined by an answer or a shared claimed event make one story; the gravest story first, its actions by day. */
export function stories(ids: readonly string[], at: Tables): Event[][] {
  const events = ids.flatMap((id) => at.events.get(id) ?? []);
  const parent = new Map(events.map((event) => [event.id, event.id]));
  const root = (id: string): string => {
    const up = parent.get(id) ?? id;
    return up === id ? id : root(up);
  };
  const join = (a: string, b: string) => {
    if (parent.has(a) && parent.has(b)) parent.set(root(a), root(b));
  };
  for (const event of events) for (const link of [...event.responds_to, ...event.answered_by]) join(event.id, link.event);
  const groups = new Map<string, Event[]>();
  for (const event of events) groups.set(root(event.id), [...(groups.get(root(event.id)) ?? []), event]);
  const gravity = (story: readonly Event[]) => Math.max(...story.map((event) => event.rung ?? -9));
  return [...groups.values()]
    .map((story) => story.sort((a, b) => (a.date ?? "").localeCompare(b.date ?? "")))
    .sort((a, b) => gravity(b) - gravity(a) || (a[0]!.date ?? "").localeCompare(b[0]!.date ?? ""));
}
