// Two sides: whether it is climbing and how that is known, who did what in two lanes, who answered whom and after how long.

import { useMemo } from "preact/hooks";
import { address } from "../api";
import { Lanes, type Arc } from "../charts/lanes";
import { EventItem, Tags } from "../panels/Evidence";
import { narrow } from "../narrow";
import { Combobox } from "../panels/Search";
import { Answered, Empty } from "../panels/States";
import { choose, chosen } from "../selection";
import { useLeaving } from "../showing";
import { change, filterOf, route } from "../state";
import type { Envelope, Event } from "../types";
import { useAnswer } from "../use";
import { eventDays, plural, tables, VERDICTS, vocabulary, type Tables } from "../words";

interface Insufficient {
  have: number;
  need: number;
  what: string;
}
export interface Vote {
  name: string;
  title: string;
  fired: boolean;
  text: string;
  insufficient: Insufficient | null;
  events: string[];
}
interface Verdict {
  word: string;
  text: string;
  since: string | null;
  votes: Vote[];
  sensitivity: { agree: number; of: number } | null;
}
interface AnswerRow {
  event: string;
  answers: string;
  by: string;
  basis: string;
  latency_days: { min: number; max: number };
  simultaneous: boolean;
  rung: number;
  answered_rung: number;
  same_side: boolean;
}
interface Dyad {
  a: string;
  b: string;
  form: string;
  scale: string;
  dedup: string;
  counts: { a_to_b: number; b_to_a: number };
  ladder: { a_to_b: { event: string; step_up: boolean }[]; b_to_a: { event: string; step_up: boolean }[] };
  answers: AnswerRow[];
  folded: { actor?: string; state?: string; assertion?: string; text?: string }[];
  verdict?: Verdict | null;
}

export function DyadView() {
  const keys = route.value.keys;
  const { a = "", b = "" } = keys;
  const asked = useAnswer<Dyad>(a && b ? address("/v1/escalation", { ...filterOf({ ...keys, kinds: "", clock: "" }), a, b }) : null);
  return (
    <>
      <h1>Dyad</h1>
      <form class="row" onSubmit={(event) => event.preventDefault()}>
        <Combobox label="One side" only="actor" value={a} onPick={(result) => change({ a: result.id, sel: "" })} />
        <Combobox label="The other" only="actor" value={b} onPick={(result) => change({ b: result.id, sel: "" })} />
        <button type="button" onClick={() => change({ a: b, b: a, sel: "" })}>
          Swap
        </button>
      </form>
      {!(a && b) && <p>Name two sides: what they did to each other, who answered what, and whether it is climbing.</p>}
      <Answered asked={asked}>{(answer) => <Shown answer={answer} />}</Answered>
    </>
  );
}

function Shown({ answer }: { answer: Envelope<Dyad> }) {
  const at = useMemo(() => tables(answer), [answer]);
  const dyad = answer.data;
  const name = (id: string) => at.actors.get(id)?.name ?? id;
  const lane = (steps: Dyad["ladder"]["a_to_b"]) => steps.flatMap((step) => at.events.get(step.event) ?? []);
  const [below, above] = [lane(dyad.ladder.a_to_b), lane(dyad.ladder.b_to_a)];
  const vote = dyad.verdict?.votes.find((one) => one.name === route.value.keys["vote"]);
  const selected = chosen.value?.what === "event" ? chosen.value.id : null;
  const arcs: Arc[] = dyad.answers.filter((row) => !row.same_side).map((row) => ({ from: row.event, to: row.answers, basis: row.basis, days: row.latency_days }));
  const quads = useMemo(() => new Map(vocabulary.value?.actions.map((action) => [action.code, action.quad])), [vocabulary.value]);
  useLeaving({
    of: address("/v1/timeline", { ...filterOf(route.value.keys), a: dyad.a, b: dyad.b }),
    title: `${name(dyad.a)} v ${name(dyad.b)}`,
    caption: [`${name(dyad.b)} above the axis, or right of it where time runs downwards; ${name(dyad.a)} below, or left. Length of a bar: its rung; extent in time: the dates it may have; pale: alleged; cross: disputed; arc: a stated answer.`, `Scale: ${dyad.scale}. Counting: ${dyad.dedup}.`],
    answer,
  });
  const table = route.value.keys["as"] === "table";
  return (
    <>
      <h2>
        {name(dyad.a)} v {name(dyad.b)}
      </h2>
      <VerdictPart dyad={dyad} at={at} />
      <p class="row">
        <span>
          {plural(dyad.counts.b_to_a, "action")} by {name(dyad.b)} ({narrow.value ? "right" : "above"}), {plural(dyad.counts.a_to_b, "action")} by {name(dyad.a)} ({narrow.value ? "left" : "below"})
        </span>
        <button type="button" aria-pressed={table} aria-keyshortcuts="t" onClick={() => change({ as: table ? "" : "table" }, false)}>
          Table
        </button>
      </p>
      {!above.length && !below.length && <Empty what="No action fits between these two." />}
      {table ? (
        <ActionTable events={[...above, ...below]} at={at} />
      ) : (
        <Lanes
          above={above}
          below={below}
          names={{ above: name(dyad.b), below: name(dyad.a) }}
          arcs={arcs}
          quadOf={(event) => quads.get(event.action ?? "") || "none"}
          lit={new Set(vote?.events)}
          selected={selected}
          onPick={(id) => choose("event", id)}
        />
      )}
      <h2>Who answered what</h2>
      {arcs.length === 0 && <p class="soft">No source states an answer between the two.</p>}
      <ul class="cards">
        {dyad.answers
          .filter((row) => !row.same_side)
          .map((row) => (
            <li key={row.event + row.answers}>
              <strong>{name(row.by)}</strong>{" "}
              <button type="button" class="link" onClick={() => choose("event", row.event)}>
                {at.events.get(row.event)?.text ?? row.event}
              </button>
              <div class="soft">
                answers “{at.events.get(row.answers)?.text ?? row.answers}” · {row.basis} ·{" "}
                {row.simultaneous ? "the same day, order unknown" : `after ${row.latency_days.min === row.latency_days.max ? plural(row.latency_days.min, "day") : `${row.latency_days.min} to ${row.latency_days.max} days`}`} · rung {row.answered_rung} → {row.rung}
              </div>
            </li>
          ))}
      </ul>
      <details>
        <summary>How this is computed</summary>
        <p>Scale: {dyad.scale}.</p>
        <p>Counting: {dyad.dedup}.</p>
        {dyad.folded.length > 0 && <p>{plural(dyad.folded.length, "actor")} counted for a side through ties, each with its own assertion.</p>}
      </details>
    </>
  );
}

function VerdictPart({ dyad, at }: { dyad: Dyad; at: Tables }) {
  const verdict = dyad.verdict;
  if (!verdict) return null;
  return (
    <section aria-labelledby="verdict" class="verdict">
      <h2 id="verdict">Verdict</h2>
      <p>
        <strong>{VERDICTS[verdict.word] ?? verdict.word}</strong>
        {verdict.since && ` since ${verdict.since}`}. {verdict.text}
        {verdict.sensitivity && ` ${verdict.sensitivity.agree} of ${verdict.sensitivity.of} settings agree.`}
      </p>
      <ul class="votes">
        {verdict.votes.map((vote) => (
          <li key={vote.name}>
            <button
              type="button"
              disabled={vote.insufficient !== null}
              aria-pressed={route.value.keys["vote"] === vote.name}
              onClick={() => change({ vote: route.value.keys["vote"] === vote.name ? "" : vote.name }, false)}
            >
              {vote.fired ? "✓" : "–"} {vote.title}
            </button>{" "}
            {vote.insufficient ? (
              <span>
                insufficient: {vote.insufficient.have} {vote.insufficient.what}; {vote.insufficient.need} are needed
              </span>
            ) : (
              <span>{vote.text}</span>
            )}
            {route.value.keys["vote"] === vote.name && (
              <ul class="cards">
                {vote.events.map((id) => (
                  <EventItem key={id} event={at.events.get(id)} />
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const COLUMNS = ["Date", "Actor", "Action", "Target", "Rung", "Held to be"] as const;

function ActionTable({ events, at }: { events: readonly Event[]; at: Tables }) {
  const rows = [...events].sort((a, b) => (a.date ?? "").localeCompare(b.date ?? ""));
  const by = (event: Event, role: string) =>
    event.participants
      .filter((party) => party.role === role)
      .map((party) => at.actors.get(party.actor)?.name ?? party.actor)
      .join(", ");
  return (
    <div class="scroll" role="region" aria-label="Actions" tabIndex={0}>
      <table class="stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {COLUMNS.map((head) => (
              <th scope="col" role="columnheader" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((event) => (
            <tr role="row" key={event.id}>
              <td role="cell" data-label={COLUMNS[0]}>{eventDays(event)}</td>
              <td role="cell" data-label={COLUMNS[1]}>{by(event, "source")}</td>
              <td role="cell" data-label={COLUMNS[2]}>
                <button type="button" class="link" onClick={() => choose("event", event.id)}>
                  {event.text}
                </button>
              </td>
              <td role="cell" data-label={COLUMNS[3]}>{by(event, "target")}</td>
              <td role="cell" data-label={COLUMNS[4]} class="number">{event.rung}</td>
              <td role="cell" data-label={COLUMNS[5]}>
                <Tags event={event} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
