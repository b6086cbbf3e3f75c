// Whether two records are one actor: pair by pair, what speaks for it and against it, and a person's judgement. What is merged can be split again.

import { useEffect, useMemo, useState } from "preact/hooks";
import { address, post } from "../api";
import type { components } from "../api.gen";
import { Answered, Trouble } from "../panels/States";
import { change, route } from "../state";
import type { Actor, Envelope, Problem } from "../types";
import { problemOf, useAnswer } from "../use";
import { nameOf, plural, tables, vocabulary } from "../words";

export type Pair = components["schemas"]["api__schemas_identity__Pair"];
type Verdict = components["schemas"]["Verdict-Input"]["verdict"];

interface Done {
  a: string;
  b: string;
  verdict: Verdict;
  names: string;
}

const WHO = "retorsion.who";
const SAY: Record<Verdict, string> = { same: "the same", different: "not the same", unsure: "left open" };
/** What takes a judgement back: a merge is split, a separation left open again. */
const BACK: Record<Verdict, Verdict> = { same: "different", different: "unsure", unsure: "unsure" };

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
  const asked = useAnswer<{ pairs: Pair[] }>(address("/v1/resolve", { limit: 50 }));
  const [done, setDone] = useState<Done[]>([]);
  useEffect(() => {
    if (round) asked.retry();
  }, [round]);
  return (
    <>
      <h1>Review identities</h1>
      <Answered asked={asked}>
        {(answer) => (
          <Queue
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

function Queue({ answer, done, judged }: { answer: Envelope<{ pairs: Pair[] }>; done: readonly Done[]; judged(one: Done, taken: boolean): void }) {
  const at = useMemo(() => tables(answer), [answer]);
  const { pairs } = answer.data;
  const place = placeOf(pairs, route.value.keys["pair"] ?? "");
  const pair = pairs[place];
  const last = done.at(-1);
  const [who, setWho] = useState(localStorage.getItem(WHO) ?? "");
  const [why, setWhy] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(one: Done, verdict: Verdict, taken: boolean, reason: string): Promise<void> {
    setBusy(true);
    try {
      await post("/v1/resolve", { a: one.a, b: one.b, verdict, who, why: reason });
      setProblem(null);
      setWhy("");
      localStorage.setItem(WHO, who);
      judged(one, taken);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }
  const names = pair ? pair.actors.map((id) => at.actors.get(id)?.name ?? id).join(" and ") : "";
  const judge = (verdict: Verdict) => pair && void send({ a: pair.a, b: pair.b, verdict, names }, verdict, false, why);
  const walk = (step: number) => {
    const next = pairs[(place + step + pairs.length) % pairs.length];
    if (next) change({ pair: pairKey(next) }, false);
  };
  return (
    <>
      <p role="status">
        {pair ? `Pair ${place + 1} of ${plural(pairs.length, "pair")}${answer.meta.truncated ? " and more" : ""}, the likeliest first.` : "No pair waits for a person: `retorsion resolve` finds them."}
        {last && ` Judged: ${last.names}, ${SAY[last.verdict]}.`}
      </p>
      {problem && <Trouble problem={problem} />}
      {pair && <Sides pair={pair} at={at.actors} />}
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
        <button type="button" disabled={!last || !who.trim() || busy} aria-keyshortcuts="u" onClick={() => last && void send(last, BACK[last.verdict], true, "taken back")}>
          Take back <kbd>U</kbd>
        </button>
      </p>
      {!who.trim() && <p class="soft">A judgement needs a name. It needs a key with the scope “load” as well, where the service asks for one.</p>}
    </>
  );
}

function Sides({ pair, at }: { pair: Pair; at: ReadonlyMap<string, Actor> }) {
  const [forIt, against] = [pair.features.filter((one) => one.bits > 0), pair.features.filter((one) => one.bits <= 0)];
  return (
    <section aria-labelledby="pair-title" data-pair={pairKey(pair)}>
      <h2 id="pair-title">Are these one?</h2>
      <div class="sides">
        {[pair.a, pair.b].map((id, i) => (
          <Side key={id} id={pair.actors[i] ?? id} actor={at.get(pair.actors[i] ?? id)} records={pair.records[pair.actors[i] ?? id] ?? []} />
        ))}
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

function Side({ id, actor, records }: { id: string; actor: Actor | undefined; records: readonly string[] }) {
  const noun = vocabulary.value?.kinds.find((kind) => kind.kind === actor?.kind)?.noun ?? actor?.kind;
  return (
    <article class="side">
      <h3>{actor?.name ?? id}</h3>
      <p class="soft">
        {noun} · {id}
      </p>
      {actor && actor.aliases.length > 0 && <p>Also: {actor.aliases.join("; ")}</p>}
      {actor?.state && <p>Counted for {nameOf(actor.state)}{actor.state_assertion === "alleged" && " (alleged)"}</p>}
      {records.length > 0 && <p class="soft">{plural(records.length, "record")}: {records.join(", ")}</p>}
    </article>
  );
}

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
              <strong>{trait.name.replaceAll("_", " ")}</strong> {trait.told}
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
