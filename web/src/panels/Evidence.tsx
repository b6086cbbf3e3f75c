// The chosen thing: an actor's card, the actions behind a line, or one action with its claims, denials and sources.

import { address } from "../api";
import { narrow } from "../narrow";
import { choose, chosen } from "../selection";
import { change, filterOf, go, route } from "../state";
import type { Actor, Event } from "../types";
import { useAnswer } from "../use";
import { claimWords, days, eventDays, likelihood, marks, nameOf, plural, sourceWords, tables, verb, vocabulary, type Tables } from "../words";
import { Answered } from "./States";

export function Evidence() {
  const what = chosen.value;
  return (
    <aside aria-label="Evidence" class={what ? "chosen" : ""}>
      <div class="row head">
        <h2>Evidence</h2>
        {what && narrow.value && (
          <button type="button" onClick={() => change({ sel: "" }, false)}>
            Close
          </button>
        )}
      </div>
      {!what && <p class="soft">Choose an actor, a line or an action: what is known of it, on whose word, stands here.</p>}
      {what?.what === "actor" && <ActorCard id={what.id} />}
      {what?.what === "line" && <LineCard id={what.id} />}
      {what?.what === "event" && <EventCard id={what.id} />}
    </aside>
  );
}

interface ActorData {
  actor: string;
  names: { name: string; from?: string[] }[];
  records: { id: string; dataset?: string; name?: string }[];
  ties: string[];
  folds: Record<string, unknown>[];
  counts: { edge_type: string; is_tie: boolean; direction: string; n: number; counterparts: number; first: string | null; last: string | null }[];
}

function ActorCard({ id }: { id: string }) {
  const asked = useAnswer<ActorData>(address(`/v1/actors/${encodeURIComponent(id)}`, { as_of: route.value.keys["as_of"] }));
  return (
    <Answered asked={asked}>
      {(answer) => {
        const at = tables(answer);
        const actor = at.actors.get(answer.data.actor);
        if (!actor) return null;
        return (
          <>
            <h3>{actor.name}</h3>
            <ActorLines actor={actor} at={at} />
            <p>
              <button type="button" onClick={() => go("graph", { actors: id })}>
                Graph
              </button>{" "}
              <button type="button" aria-keyshortcuts="p" onClick={() => go("path", { from: id })}>
                Path from here
              </button>
            </p>
            {answer.data.ties.length > 0 && (
              <>
                <h3>Ties</h3>
                <ul class="cards">
                  {answer.data.ties.map((tie) => (
                    <EventItem key={tie} event={at.events.get(tie)} />
                  ))}
                </ul>
              </>
            )}
            <h3>Actions</h3>
            <table>
              <thead>
                <tr>
                  <th scope="col">Verb</th>
                  <th scope="col">Way</th>
                  <th scope="col" class="number">
                    n
                  </th>
                  <th scope="col">When</th>
                </tr>
              </thead>
              <tbody>
                {answer.data.counts
                  .filter((row) => !row.is_tie)
                  .map((row) => (
                    <tr key={`${row.edge_type}${row.direction}${row.n}`}>
                      <td>{verb(row.edge_type)}</td>
                      <td>{row.direction === "out" ? "by it" : "on it"}</td>
                      <td class="number">{row.n}</td>
                      <td>{days(row.first, row.last)}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
            {answer.data.records.length > 0 && <p class="soft">{plural(answer.data.records.length, "record")} describe this actor.</p>}
          </>
        );
      }}
    </Answered>
  );
}

function ActorLines({ actor, at }: { actor: Actor; at: Tables }) {
  const state = actor.state ? (at.actors.get(actor.state)?.name ?? nameOf(actor.state)) : null;
  const noun = vocabulary.value?.kinds.find((kind) => kind.kind === actor.kind)?.noun ?? actor.kind;
  return (
    <>
      <p>
        {noun}
        {state && actor.kind !== "State" && `, counted for ${state}`}
        {actor.state_assertion === "alleged" && " (alleged)"}
        {actor.state_disputed && " (disputed)"}
      </p>
      {actor.aliases.length > 0 && <p class="soft">Also: {actor.aliases.join("; ")}</p>}
    </>
  );
}

function LineCard({ id }: { id: string }) {
  const [ends, nature] = [id.slice(0, id.lastIndexOf(":")), id.slice(id.lastIndexOf(":") + 1)];
  const [source = "", target = ""] = ends.split(">");
  if (nature === "ties") return <ActorCard id={source} />;
  return <Between source={source} target={target} />;
}

function Between({ source, target }: { source: string; target: string }) {
  const asked = useAnswer<{ events: string[] }>(address("/v1/events", { ...filterOf(route.value.keys), source, target, limit: 20, recorded_as_of: route.value.keys["recorded_as_of"] }));
  return (
    <Answered asked={asked}>
      {(answer) => {
        const at = tables(answer);
        return (
          <>
            <h3>
              {at.actors.get(source)?.name ?? source} → {at.actors.get(target)?.name ?? target}
            </h3>
            <p class="soft">{plural(answer.data.events.length, "action")}, the earliest first</p>
            <ul class="cards">
              {answer.data.events.map((event) => (
                <EventItem key={event} event={at.events.get(event)} />
              ))}
            </ul>
          </>
        );
      }}
    </Answered>
  );
}

/** An action in a list: its sentence, its day, how it is held; Enter opens it. */
export function EventItem({ event }: { event: Event | undefined }) {
  if (!event) return null;
  return (
    <li>
      <button type="button" class="link" onClick={() => choose("event", event.id)}>
        {event.text}
      </button>
      <div class="soft">
        {eventDays(event)} <Tags event={event} />
      </div>
    </li>
  );
}

export function Tags({ event }: { event: Event }) {
  return (
    <>
      {marks(event).map((mark) => (
        <span class="tag" key={mark}>
          {mark}
        </span>
      ))}
    </>
  );
}

interface Published {
  note?: string | null;
  quote?: string | null;
  dataset?: string;
  said?: Record<string, unknown>;
}

function EventCard({ id }: { id: string }) {
  const asked = useAnswer<{ event: string }>(address(`/v1/events/${encodeURIComponent(id)}`, { as_of: route.value.keys["as_of"], recorded_as_of: route.value.keys["recorded_as_of"] }));
  return (
    <Answered asked={asked}>
      {(answer) => {
        const at = tables(answer);
        const event = at.events.get(answer.data.event);
        return event ? <EventDetail event={event} at={at} /> : null;
      }}
    </Answered>
  );
}

export function EventDetail({ event, at }: { event: Event; at: Tables }) {
  const more = event as Event & Published;
  const claims = [...event.claims, ...event.denials].flatMap((claim) => at.claims.get(claim) ?? []);
  return (
    <article>
      <h3>{event.text}</h3>
      <p>
        <Tags event={event} /> {eventDays(event)}
      </p>
      {!event.is_tie && event.published && event.published !== event.date && <p>First public report known: {event.published}</p>}
      {event.is_tie ? null : (
        <p class="soft">
          Rung {event.rung} of our ladder (ordinal){event.status ? `; ${event.status.replace("_", " ")}` : ""}
        </p>
      )}
      {more.note && <p>{more.note}</p>}
      {claims.length > 0 && (
        <>
          <h3>On whose word</h3>
          <ul>
            {claims.map((claim) => (
              <li key={`${claim.claimant}${claim.stance}${claim.date}`}>{claimWords(claim, at.actors)}</li>
            ))}
          </ul>
        </>
      )}
      {event.likelihood && <p>In words of likelihood: {likelihood(event.likelihood)}.</p>}
      <p class="soft">
        That it happened, computed from the sources below: {likelihoodOf(event.confidence)} <span class="soft">(computed)</span>
      </p>
      <h3>Sources</h3>
      <ul class="cards">
        {event.sources.map((citation) => {
          const source = at.sources.get(citation.source);
          return (
            <li key={citation.source}>
              {source?.url ? (
                <a href={source.url} rel="noreferrer" target="_blank">
                  {sourceWords(source)}
                </a>
              ) : (
                (source && sourceWords(source)) || citation.source
              )}
              <div class="soft">
                {citation.date ?? source?.published ?? ""} graded {citation.grade}
              </div>
            </li>
          );
        })}
      </ul>
      <Answers title="Answers" of={event.responds_to} at={at} />
      <Answers title="Answered by" of={event.answered_by} at={at} />
      {more.dataset && <p class="soft">Dataset {more.dataset}</p>}
      <p>
        <button type="button" onClick={() => void navigator.clipboard.writeText(citation(event, at))}>
          Copy citation
        </button>
      </p>
    </article>
  );
}

function likelihoodOf(confidence: number): string {
  const bands = (vocabulary.value?.estimative ?? []).filter((band) => band.scheme === "PHIA");
  const near = bands.reduce<(typeof bands)[number] | null>((best, band) => {
    const away = (one: typeof band) => Math.max(one.low - confidence, confidence - one.high, 0);
    return !best || away(band) < away(best) ? band : best;
  }, null);
  return near ? likelihood({ ...near }) : "";
}

function Answers({ title, of, at }: { title: string; of: Event["responds_to"]; at: Tables }) {
  if (!of.length) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="cards">
        {of.map((response) => (
          <li key={response.event}>
            <button type="button" class="link" onClick={() => choose("event", response.event)}>
              {at.events.get(response.event)?.text ?? response.event}
            </button>
            <div class="soft">
              {response.basis}, after {response.latency_days.min === response.latency_days.max ? plural(response.latency_days.min, "day") : `${response.latency_days.min} to ${response.latency_days.max} days`}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function citation(event: Event, at: Tables): string {
  const told = event.sources.flatMap((one) => at.sources.get(one.source) ?? []).map((source) => `${sourceWords(source)}${source.published ? ` (${source.published})` : ""}${source.url ? ` ${source.url}` : ""}`);
  return [`${event.text} (${eventDays(event)}). Retorsion, ${event.id}.`, ...told].join("\n");
}
