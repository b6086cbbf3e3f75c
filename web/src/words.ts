// Every text that a reader sees about data: verbs, dates, likelihoods, sentences. The vocabulary comes from the service.

import { signal } from "@preact/signals";
import type { ActionType, Actor, Claim, Envelope, Event, Line, Source, TieType } from "./types";

export interface Band {
  scheme: string;
  words: string;
  low: number;
  high: number;
}
export interface Grade {
  code: string;
  words: string;
}
export interface Vocabulary {
  kinds: { kind: string; noun: string }[];
  actions: ActionType[];
  ties: TieType[];
  estimative: Band[];
  admiralty: Grade[];
}

export const vocabulary = signal<Vocabulary | null>(null);

/** Names of actors by id, of all that any answer has told: an address holds ids, a reader wants names. */
export const names = signal<ReadonlyMap<string, string>>(new Map());

export function learn(actors: readonly { id: string; name: string }[]): void {
  const fresh = actors.filter((actor) => names.value.get(actor.id) !== actor.name);
  if (fresh.length) names.value = new Map([...names.value, ...fresh.map((actor) => [actor.id, actor.name] as const)]);
}

/** A state's code where no answer has told its name yet: its id is the machine's. */
export const nameOf = (id: string): string => names.value.get(id) ?? id.replace(/^state:/, "");

export const QUADS: Record<string, string> = {
  VCOOP: "words of co-operation",
  MCOOP: "deeds of co-operation",
  VCONF: "words of conflict",
  MCONF: "deeds of conflict",
};

/** What a figure of a graph says of its lines. */
export const FOLDED =
  "Lines are the actions of a pair in one direction; width and badge are their count, colour is the gravest. Counting: one action is one, however many reports tell it.";

export const VERDICTS: Record<string, string> = {
  escalating: "escalating",
  probably: "probably escalating",
  mixed: "mixed",
  stable: "stable",
  "de-escalating": "de-escalating",
  insufficient: "insufficient",
};

/** `SANCTIONED` as `sanctioned`, by the vocabulary where it is there. */
export function verb(type: string): string {
  const known = vocabulary.value;
  const tie = known?.ties.find((one) => one.code === type);
  return tie?.verb_phrase ?? type.toLowerCase().replaceAll("_", " ");
}

/** One letter for each edge type, for badges; the first free letter of its name. */
export function letters(types: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    [...types].sort().map((type) => {
      const letter = [...type.replaceAll("_", "")].find((one) => !taken.has(one)) ?? type.slice(0, 2);
      taken.add(letter);
      return [type, letter];
    }),
  );
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

/** A date with the precision it has: a year is never its first day. */
export function days(from: string | null | undefined, to: string | null | undefined = from): string {
  if (!from) return "date unknown";
  if (!to || from === to) return from;
  if (from.endsWith("-01-01") && to === `${from.slice(0, 4)}-12-31`) return `${from.slice(0, 4)} (year)`;
  if (from.endsWith("-01") && from.slice(0, 7) === to.slice(0, 7) && to.slice(8) === lastDay(from)) return `${from.slice(0, 7)} (month)`;
  return `${from} to ${to}`;
}

function lastDay(day: string): string {
  const [year, month] = day.split("-").map(Number);
  return String(new Date(Date.UTC(year!, month!, 0)).getUTCDate()).padStart(2, "0");
}

/** A range in per cent; never a bare figure. */
export function range(low: number, high: number): string {
  const [a, b] = [Math.round(low * 100), Math.round(high * 100)];
  return a === b ? `about ${a} %` : `${a}-${b} %`;
}

export function likelihood(of: { words: string; scheme: string; low: number; high: number } | null | undefined): string {
  return of ? `${of.words} (${range(of.low, of.high)})` : "";
}

/** What a claim says, in the claimant's words and with the yardstick. */
export function claimWords(claim: Claim, actors: ReadonlyMap<string, Actor>): string {
  const who = actors.get(claim.claimant)?.name ?? claim.claimant;
  const said = claim.stance === "denied" ? "denies it" : "says so";
  const band = claim.low !== null && claim.high !== null ? `; ${claim.scheme || "unknown yardstick"} band ${range(claim.low, claim.high)}` : "";
  const words = claim.words ? `: “${claim.words}”${band}` : "";
  return `${who} ${said}${words}${claim.date ? `, ${claim.date}` : ""}`;
}

export function sourceWords(source: Source): string {
  return [source.publisher, source.title].filter(Boolean).join(": ");
}

/** How a thing is held to be: the marks that every mention of it carries. */
export function marks(event: Event): string[] {
  const found: string[] = [];
  if (event.assertion === "alleged") found.push("alleged");
  if (event.assertion === "inferred") found.push("inferred");
  if (event.status === "announced") found.push("announced");
  if (event.status === "ended") found.push("ended");
  if (event.disputed) found.push("disputed");
  return found;
}

export function eventDays(event: Event): string {
  if (event.is_tie) {
    const tie = event as Event & { valid_from?: string | null; valid_to?: string | null };
    if (!tie.valid_from && !tie.valid_to) return "standing";
    return `standing${tie.valid_from ? ` since ${tie.valid_from}` : ""}${tie.valid_to ? ` until ${tie.valid_to}` : ""}`;
  }
  return days(event.date, event.date_to);
}

/** One line of the picture as a sentence, for the list that mirrors it. */
export function lineSentence(line: Line, actors: ReadonlyMap<string, Actor>): string {
  const from = actors.get(line.source)?.name ?? line.source;
  const to = actors.get(line.target)?.name ?? line.target;
  const alleged = line.by_assertion["alleged"] ?? 0;
  const what = Object.entries(line.by_type).map(([type, n]) => (n > 1 ? `${verb(type)} (${n})` : verb(type)));
  const many = line.is_tie ? plural(line.n, "tie") : plural(line.n, "action");
  const doubts = [alleged ? `${alleged} alleged` : "", line.disputed ? `${line.disputed} disputed` : ""].filter(Boolean);
  const when = line.first ? days(line.first, line.last) : "";
  return [`${from} to ${to}: ${many}`, what.join(", "), ...doubts, when].filter(Boolean).join(", ");
}

/** How many lines each actor has, counted once for all of them. */
export function degrees(lines: readonly Line[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { source, target } of lines) for (const id of source === target ? [source] : [source, target]) found.set(id, (found.get(id) ?? 0) + 1);
  return found;
}

export function nodeSentence(id: string, actor: Actor | undefined, near: number): string {
  const noun = vocabulary.value?.kinds.find((kind) => kind.kind === actor?.kind)?.noun ?? actor?.kind ?? "actor";
  return `${actor?.name ?? id}, ${noun}, ${plural(near, "line")}`;
}

export interface Tables {
  actors: Map<string, Actor>;
  events: Map<string, Event>;
  sources: Map<string, Source>;
  claims: Map<string, Claim>;
}

/** The side tables of an answer by id. */
export function tables(answer: Pick<Envelope<unknown>, "actors" | "events" | "sources" | "claims">): Tables {
  const by = <T extends { id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]));
  return { actors: by(answer.actors), events: by(answer.events), sources: by(answer.sources), claims: by(answer.claims as (Claim & { id: string })[]) };
}
