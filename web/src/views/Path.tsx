// How two actors are connected: each hop with its day, its words and its source; what breaks the order and what is weakest, told.

import { useEffect, useMemo } from "preact/hooks";
import { address } from "../api";
import { narrow } from "../narrow";
import { Tags } from "../panels/Evidence";
import { Combobox } from "../panels/Search";
import { Answered, Empty } from "../panels/States";
import { choose } from "../selection";
import { useLeaving } from "../showing";
import { change, filterOf, route } from "../state";
import type { Envelope, Event } from "../types";
import { useAnswer } from "../use";
import { days, eventDays, likelihood, nameOf, plural, range, tables, verb, type Tables } from "../words";

interface Hop {
  source: string;
  target: string;
  edge_type: string;
  asserted: "forward" | "backward";
  is_tie: boolean;
  event: string;
  n: number;
  first: string | null;
  last: string | null;
  breaks_order: boolean;
  order?: "certain" | "possible" | "broken" | null;
  others: string[];
}
interface Path {
  actors: string[];
  hops: Hop[];
  weakest: { hop: number; event: string };
  likelihood: { words: string; scheme: string; low: number; high: number; lower_bound: number; upper_bound: number };
  disputed: boolean;
  assertion: string;
}
interface Miss {
  relaxed: string;
  text: string;
  actors?: string[];
}
interface PathsData {
  paths: Path[];
  near_misses?: Miss[];
}

const NO_CAUSE = "A path shows dated links. It does not show cause.";

export function PathView() {
  const keys = route.value.keys;
  const { from = "", to = "", order = "any", direction = "either", ties = "standing" } = keys;
  const asking = from && to;
  const url = asking
    ? address("/v1/paths", {
        ...filterOf(keys),
        from,
        to,
        order,
        direction,
        ties,
        k: 5,
        max_hops: keys["hops"],
        max_gap_days: keys["gap"],
        same_day: keys["same_day"],
        avoid: keys["avoid"],
        via: keys["via"],
      })
    : null;
  const asked = useAnswer<PathsData>(url);
  return (
    <>
      <h1>Path</h1>
      <Form />
      {!asking && <p>Name two actors: how they are connected, through which dated actions, on whose word.</p>}
      <Answered asked={asked}>{(answer) => <Shown answer={answer} url={url ?? ""} />}</Answered>
    </>
  );
}

function Form() {
  const { from = "", to = "", order = "any", hops = "4", gap = "", same_day = "" } = route.value.keys;
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        const [one = "", other = ""] = [...event.currentTarget.querySelectorAll<HTMLInputElement>('[role="combobox"]')].map((box) => box.value.trim());
        change({ from: one === nameOf(from) ? from : one, to: other === nameOf(to) ? to : other, sel: "" });
      }}
    >
      <Combobox label="From" only="actor" value={from} onPick={(result) => change({ from: result.id, sel: "" })} />
      <Combobox label="To" only="actor" value={to} onPick={(result) => change({ to: result.id, sel: "" })} />
      <button type="button" onClick={() => change({ from: to, to: from, sel: "" })}>
        Swap
      </button>
      <span class="field">
        <label for="order">Order</label>
        <select id="order" value={order} onChange={(event) => change({ order: event.currentTarget.value === "any" ? "" : event.currentTarget.value })}>
          <option value="any">any, shown in time order</option>
          <option value="forward">forward in time</option>
        </select>
      </span>
      <span class="field">
        <label for="hops">Hops, at most</label>
        <select id="hops" value={hops} onChange={(event) => change({ hops: event.currentTarget.value })}>
          {["1", "2", "3", "4", "5", "6"].map((n) => (
            <option key={n}>{n}</option>
          ))}
        </select>
      </span>
      <span class="field">
        <label for="gap">Days between links, at most</label>
        <input id="gap" type="number" min="0" size={6} value={gap} onChange={(event) => change({ gap: event.currentTarget.value })} />
      </span>
      <label>
        <input type="checkbox" checked={same_day === "true"} onChange={(event) => change({ same_day: event.currentTarget.checked ? "true" : "" })} /> same day
      </label>
      <button type="submit" class="main">
        Find paths
      </button>
    </form>
  );
}

function Shown({ answer, url }: { answer: Envelope<PathsData>; url: string }) {
  const at = useMemo(() => tables(answer), [answer]);
  const { paths, near_misses: misses = [] } = answer.data;
  const meta = answer.meta as Envelope<PathsData>["meta"] & { explored?: number; hubs_skipped?: string[] };
  useLeaving({ of: url, title: `How ${nameOf(route.value.keys["from"] ?? "")} is connected to ${nameOf(route.value.keys["to"] ?? "")}`, caption: [NO_CAUSE], answer });
  useEffect(() => {
    // On a narrow screen evidence lies over the list: there the reader opens it.
    if (!narrow.value && !route.value.keys["sel"] && paths[0]) choose("event", paths[0].hops[0]?.event ?? null);
  }, [answer]);
  if (!paths.length)
    return (
      <>
        <Empty what={`No path${meta.omitted.length ? `: ${meta.omitted[0]}` : ""}.`} />
        {misses.length > 0 && (
          <>
            <h2>The nearest misses</h2>
            <ul>
              {misses.map((miss) => (
                <li key={miss.text}>{miss.text}</li>
              ))}
            </ul>
          </>
        )}
      </>
    );
  return (
    <>
      <p role="status">
        {plural(paths.length, "path")}
        {meta.explored !== undefined && ` · ${meta.explored.toLocaleString("en")} sequences explored`}
        {meta.hubs_skipped?.length ? ` · ${plural(meta.hubs_skipped.length, "hub")} skipped` : ""} · {meta.truncated ? "there are more" : "complete"}
      </p>
      {paths.map((path, i) => (
        <PathItem key={path.actors.join(">")} path={path} number={i + 1} at={at} />
      ))}
      <p>
        <strong>{NO_CAUSE}</strong>
      </p>
    </>
  );
}

function PathItem({ path, number, at }: { path: Path; number: number; at: Tables }) {
  const name = (id: string) => at.actors.get(id)?.name ?? id;
  // Dated links in time order, then the ties: they stand in time and have no place in it.
  const hops = path.hops.map((hop, i) => ({ hop, i })).sort((a, b) => Number(a.hop.is_tie) - Number(b.hop.is_tie) || (at.events.get(a.hop.event)?.date ?? "").localeCompare(at.events.get(b.hop.event)?.date ?? "") || a.i - b.i);
  const weakest = path.hops[path.weakest.hop];
  return (
    <section class="path">
      <h2>
        Path {number}: {path.actors.map(name).join(" — ")}
      </h2>
      <ol aria-label={`Path ${number}`} class="cards">
        {hops.map(({ hop, i }) => (
          <li key={i}>
            <HopItem hop={hop} at={at} name={name} weakest={i === path.weakest.hop} />
          </li>
        ))}
      </ol>
      <p>
        All {plural(path.hops.length, "link")} hold: <strong>{likelihood(path.likelihood)}</strong> <span class="soft">(computed;</span>{" "}
        <span class="soft">between {range(path.likelihood.lower_bound, path.likelihood.upper_bound)} depending on whether sources err together)</span>.
        {path.assertion === "alleged" && ` One link or more is alleged: that it was said is what the figure speaks of${path.disputed ? ", and it is disputed" : ""}.`}
      </p>
      <p class="row">
        {path.actors.slice(1, -1).map((id) => (
          <span key={id}>
            <button type="button" class="chip" onClick={() => change({ avoid: [route.value.keys["avoid"], id].filter(Boolean).join(",") })}>
              Exclude {name(id)}
            </button>{" "}
            <button type="button" class="chip" onClick={() => change({ via: id })}>
              Require {name(id)}
            </button>
          </span>
        ))}
      </p>
      <span class="hidden">Weakest: {weakest ? at.events.get(weakest.event)?.text : ""}</span>
    </section>
  );
}

function HopItem({ hop, at, name, weakest }: { hop: Hop; at: Tables; name(id: string): string; weakest: boolean }) {
  const event = at.events.get(hop.event);
  const [doer, done] = hop.asserted === "forward" ? [hop.source, hop.target] : [hop.target, hop.source];
  const told = event?.sources.map((one) => at.sources.get(one.source)).find((one) => one?.url);
  return (
    <>
      <button type="button" class="link" onClick={() => choose("event", hop.event)}>
        {name(doer)} {verb(hop.edge_type)} {name(done)}
      </button>{" "}
      {weakest && <span class="tag">weakest link</span>}
      {event && <Tags event={event} />}
      {hop.breaks_order && <span class="tag">breaks the time order</span>}
      {hop.order === "possible" && <span class="tag">order only possible: vague dates</span>}
      <div>{event?.text}</div>
      <div class="soft">
        {event ? whenOf(hop, event) : days(hop.first, hop.last)} · {claimants(event, at)}
        {hop.n > 1 && ` · +${plural(hop.n - 1, hop.is_tie ? "other tie" : "other action")} like it`}
      </div>
      {event && <SourceLine event={event} at={at} told={told?.id} />}
    </>
  );
}

function whenOf(hop: Hop, event: Event): string {
  const when = eventDays(event);
  const later = !hop.is_tie && event.published && event.date_to && event.published > event.date_to ? `; reported ${event.published}` : "";
  return `${when}${later}`;
}

function claimants(event: Event | undefined, at: Tables): string {
  const names = [...new Set((event?.claims ?? []).flatMap((id) => at.claims.get(id)?.claimant ?? []))].map((id) => at.actors.get(id)?.name ?? id);
  if (names.length) return `said by ${names.join(", ")}`;
  return event?.assertion === "asserted_by_actor" ? "on the actor's own word" : `on ${plural(event?.sources.length ?? 0, "source")}`;
}

function SourceLine({ event, at, told }: { event: Event; at: Tables; told: string | undefined }) {
  const source = at.sources.get(told ?? event.sources[0]?.source ?? "");
  if (!source) return null;
  const grade = event.sources.find((one) => one.source === source.id)?.grade;
  return (
    <div class="soft">
      Source:{" "}
      <a href={source.url ?? `/v1/events/${encodeURIComponent(event.id)}`} rel="noreferrer" target="_blank">
        {source.publisher ? `${source.publisher}, ` : ""}
        {source.title}
      </a>{" "}
      ({grade})
    </div>
  );
}
