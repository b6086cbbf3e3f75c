// Whether two records are one actor, or two actions one act told twice: pair by pair, what speaks for it and against it, a person's judgement, and taking it back.

import { useEffect, useMemo, useState } from "preact/hooks";
import { address, post } from "../api";
import type { components } from "../api.gen";
import { EventDetail } from "../panels/Evidence";
import { Answered, Trouble } from "../panels/States";
import { change, route } from "../state";
import type { Actor, Envelope, Event, Problem } from "../types";
import { problemOf, useAnswer } from "../use";
import { nameOf, plural, tables, vocabulary, type Tables } from "../words";

export type Pair = components["schemas"]["api__schemas_identity__Pair"];
type Verdict = components["schemas"]["Verdict-Input"]["verdict"];

type About = Pair["about"];

interface Done {
  judgement: string;
  verdict: Verdict;
  names: string;
}

const WHO = "retorsion.who";
const SAY: Record<Verdict, string> = { same: "the same", different: "not the same", unsure: "left open" };
const OF: Record<About, { title: string; question: string; run: string }> = {
  actor: { title: "Actors", question: "Are these one?", run: "retorsion resolve run" },
  act: { title: "Acts told twice", question: "Is this one act?", run: "retorsion resolve acts" },
};

export const pairKey = ({ a, b }: Pick<Pair, "a" | "b">) => `${a}~${b}`;

/** The pair that the address names, else the first; it is gone once it is judged. */
export function placeOf(pairs: readonly Pair[], key: string): number {
  return Math.max(0, pairs.findIndex((pair) => pairKey(pair) === key));
}

/** Bits as odds in words: 3 bits are 8 to 1 for, -3 bits 8 to 1 against. */
export function odds(bits: number): string {
  const times = Math.round(2 ** Math.min(30, Math.abs(bits)));
  if (times <= 1) return "even odds";
  return `about ${times.toLocaleString("en")} to 1 ${bits > 0 ? "for" : "against"}`;
}

export function ReviewView() {
  const [round, setRound] = useState(0);
  const about: About = route.value.keys["about"] === "act" ? "act" : "actor";
  const asked = useAnswer<{ pairs: Pair[] }>(address("/v1/resolve", { about, limit: 50 }));
  const [done, setDone] = useState<Done[]>([]);
  useEffect(() => {
    if (round) asked.retry();
  }, [round]);
  return (
    <>
      <h1>Review identities</h1>
      <p class="row">
        {(Object.keys(OF) as About[]).map((name) => (
          <button key={name} type="button" aria-pressed={name === about} onClick={() => change({ about: name === "act" ? name : "", pair: "" }, false)}>
            {OF[name].title}
          </button>
        ))}
      </p>
      <Answered asked={asked}>
        {(answer) => (
          <Queue
            about={about}
            answer={answer}
            done={done}
            judged={(one, taken) => {
              setDone(taken ? done.slice(0, -1) : [...done, one]);
              setRound(round + 1);
            }}
          />
        )}
      </Answered>
    </>
  );
}

interface QueueOf {
  about: About;
  answer: Envelope<{ pairs: Pair[] }>;
  done: readonly Done[];
  judged(one: Done, taken: boolean): void;
}

function Queue({ about, answer, done, judged }: QueueOf) {
  const at = useMemo(() => tables(answer), [answer]);
  const { pairs } = answer.data;
  const place = placeOf(pairs, route.value.keys["pair"] ?? "");
  const pair = pairs[place];
  const last = done.at(-1);
  const [who, setWho] = useState(localStorage.getItem(WHO) ?? "");
  const [why, setWhy] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  /** Sends a judgement, or what takes one back, and tells the list above what was done. */
  async function send(url: string, body: Record<string, string>, done: Omit<Done, "judgement">, taken: boolean): Promise<void> {
    setBusy(true);
    try {
      const { judgement } = await post<{ judgement: string }>(url, { ...body, who });
      setProblem(null);
      setWhy("");
      localStorage.setItem(WHO, who);
      judged({ ...done, judgement }, taken);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }
  const names = pair ? sides(pair).map((id) => at.actors.get(id)?.name ?? at.events.get(id)?.text ?? id).join(" and ") : "";
  const judge = (verdict: Verdict) => pair && void send("/v1/resolve", { a: pair.a, b: pair.b, about, verdict, why }, { verdict, names }, false);
  const back = () => last && void send("/v1/resolve/undo", { judgement: last.judgement }, last, true);
  const walk = (step: number) => {
    const next = pairs[(place + step + pairs.length) % pairs.length];
    if (next) change({ pair: pairKey(next) }, false);
  };
  return (
    <>
      <p role="status">
        {pair ? (
          `Pair ${place + 1} of ${plural(pairs.length, "pair")}${answer.meta.truncated ? " and more" : ""}, the likeliest first.`
        ) : (
          <>
            No pair waits for a person: <code>{OF[about].run}</code> finds them.
          </>
        )}
        {last && ` Judged: ${last.names}, ${SAY[last.verdict]}.`}
      </p>
      {problem && <Trouble problem={problem} />}
      {pair && <Sides pair={pair} at={at} />}
      <form class="row" onSubmit={(event) => event.preventDefault()}>
        <span class="field">
          <label for="review-who">Your name, kept with the judgement</label>
          <input id="review-who" value={who} autocomplete="name" onInput={(event) => setWho(event.currentTarget.value)} />
        </span>
        <span class="field grow">
          <label for="review-why">What shows it</label>
          <input id="review-why" value={why} maxLength={2000} onInput={(event) => setWhy(event.currentTarget.value)} />
        </span>
      </form>
      <p class="row">
        <button type="button" class="main" disabled={!pair || !who.trim() || busy} aria-keyshortcuts="y" onClick={() => judge("same")}>
          Same <kbd>Y</kbd>
        </button>
        <button type="button" disabled={!pair || !who.trim() || busy} aria-keyshortcuts="n" onClick={() => judge("different")}>
          Not the same <kbd>N</kbd>
        </button>
        <button type="button" disabled={pairs.length < 2} aria-keyshortcuts="s" onClick={() => walk(1)}>
          Skip <kbd>S</kbd>
        </button>
        <button type="button" disabled={pairs.length < 2} aria-keyshortcuts="[" onClick={() => walk(-1)}>
          Before
        </button>
        <button type="button" disabled={!last || !who.trim() || busy} aria-keyshortcuts="u" onClick={back}>
          Take back <kbd>U</kbd>
        </button>
      </p>
      {!who.trim() && <p class="soft">A judgement needs a name. It needs a key with the scope “load” as well, where the service asks for one.</p>}
    </>
  );
}

/** The two of a pair, as they are now. */
const sides = (pair: Pair) => (pair.about === "act" ? pair.events : pair.actors);

function Sides({ pair, at }: { pair: Pair; at: Tables }) {
  const [forIt, against] = [pair.features.filter((one) => one.bits > 0), pair.features.filter((one) => one.bits <= 0)];
  return (
    <section aria-labelledby="pair-title" data-pair={pairKey(pair)}>
      <h2 id="pair-title">{OF[pair.about].question}</h2>
      <div class="sides">
        {sides(pair).map((id) =>
          pair.about === "act" ? <Act key={id} event={at.events.get(id)} at={at} /> : <Side key={id} id={id} actor={at.actors.get(id)} records={pair.records[id] ?? []} />,
        )}
      </div>
      <p>
        All traits together: <strong>{odds(pair.score)}</strong> <span class="soft">(computed, {pair.score.toFixed(1)} bits; one bit doubles the odds)</span>
      </p>
      <div class="sides">
        <Traits title="Speaks for it" traits={forIt} />
        <Traits title="Speaks against it" traits={against} />
      </div>
    </section>
  );
}

function Act({ event, at }: { event: Event | undefined; at: Tables }) {
  return <div class="side">{event && <EventDetail event={event} at={at} />}</div>;
}

function Side({ id, actor, records }: { id: string; actor: Actor | undefined; records: readonly string[] }) {
  const noun = vocabulary.value?.kinds.find((kind) => kind.kind === actor?.kind)?.noun ?? actor?.kind;
  return (
    <article class="side">
      <h3>{actor?.name ?? id}</h3>
      <p class="soft">{noun}</p>
      {actor && actor.aliases.length > 0 && <p>Also: {actor.aliases.join("; ")}</p>}
      {actor?.state && <p>Counted for {nameOf(actor.state)}{actor.state_assertion === "alleged" && " (alleged)"}</p>}
      {records.length > 0 && (
        <details class="soft">
          <summary>
            {plural(records.length, "record")} of {[...new Set(records.map((record) => record.split(":")[0]))].join(", ")}
          </summary>
          {records.join(", ")}
        </details>
      )}
    </article>
  );
}

/** A state's code as its name, as far as any answer has told it. */
const stateOf = (code: string) => nameOf(code.startsWith("state:") ? code : `state:${code}`);

function Traits({ title, traits }: { title: string; traits: Pair["features"] }) {
  return (
    <div>
      <h3>{title}</h3>
      {!traits.length && <p class="soft">Nothing.</p>}
      <ul class="cards">
        {[...traits]
          .sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits))
          .map((trait) => (
            <li key={`${trait.name}${trait.told}`}>
              <strong>{trait.name.replaceAll("_", " ")}</strong> {trait.name === "state" ? trait.told.split(" / ").map(stateOf).join(" / ") : trait.told}
              <div class="soft">
                {odds(trait.bits)} ({trait.bits > 0 ? "+" : ""}
                {trait.bits.toFixed(1)} bits)
              </div>
            </li>
          ))}
      </ul>
    </div>
  );
}
