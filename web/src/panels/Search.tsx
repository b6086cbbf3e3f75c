// Words into actors, actions and days: a combobox that says why each result matched. Nothing merges on an alias.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { address, ask, Refused } from "../api";
import { choose } from "../selection";
import { go } from "../state";
import { days, learn, nameOf, plural } from "../words";

export interface Result {
  type: "actor" | "event" | "query" | "date";
  id: string;
  kind: string;
  name: string;
  score: number;
  matched: { field: string; text: string };
  n: number | null;
  first: string | null;
  last: string | null;
}

const PAUSE_MS = 120;
const PAIR = /^\s*(?:how is )?(.+?)\s+(to|v|vs\.?|and)\s+(.+?)\s*$/i;

interface Props {
  label: string;
  value?: string;
  kinds?: string;
  only?: Result["type"];
  placeholder?: string;
  shortcut?: boolean;
  onPick(result: Result): void;
}

/** A text field that offers what the words may mean; arrows walk, Enter takes, Escape leaves. */
export function Combobox({ label, value = "", kinds = "", only, placeholder = "", shortcut = false, onPick }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [found, setFound] = useState<Result[]>([]);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [told, setTold] = useState("");
  const shown = nameOf(value);
  useEffect(() => setText(shown), [shown]);
  useEffect(() => {
    if (!open || text.trim().length < 2) {
      setFound([]);
      return;
    }
    const own = new AbortController();
    const timer = setTimeout(() => {
      ask<{ results: Result[] }>(address("/v1/search", { q: text, kinds, limit: 12 }), own.signal)
        .then((answer) => {
          const results = answer.data.results.filter((one) => !only || one.type === only);
          setFound(results);
          setAt(0);
          setTold(results.length ? plural(results.length, "result") : "nothing found");
        })
        .catch((error: unknown) => {
          if (!own.signal.aborted) setTold(error instanceof Refused ? error.problem.detail : String(error));
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      own.abort();
    };
  }, [text, open, kinds, only]);

  function take(result: Result | undefined): void {
    if (!result) return;
    setOpen(false);
    learn(result.type === "actor" ? [result] : []);
    setText(value ? result.name : "");
    onPick(result);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setAt((at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const pair = shortcut ? PAIR.exec(text) : null;
      if (found[at]) take(found[at]);
      else if (pair) openPair(pair);
    } else if (event.key === "Escape") setOpen(false);
  }

  const expanded = open && found.length > 0;
  return (
    <div class="search field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={field}
        role="combobox"
        type="text"
        autocomplete="off"
        spellcheck={false}
        aria-expanded={expanded}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(expanded ? { "aria-activedescendant": `${id}-${at}` } : {})}
        {...(shortcut ? { "data-search": "" } : {})}
        value={text}
        placeholder={placeholder}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={`${label}: results`} class="options" hidden={!expanded}>
        {found.map((result, i) => (
          <li key={`${result.type}${result.id}`} id={`${id}-${i}`} role="option" aria-selected={i === at} onMouseDown={() => take(result)}>
            <strong>{result.name}</strong> <span class="soft">{describe(result)}</span>
          </li>
        ))}
      </ul>
      <span class="hidden" role="status">
        {open ? told : ""}
      </span>
    </div>
  );
}

function describe(result: Result): string {
  const why = result.matched.text && result.matched.text !== result.name ? `matched ${result.matched.field} “${result.matched.text}”` : "";
  const span = result.first ? days(result.first, result.last) : "";
  return [result.kind || result.type, result.n ? plural(result.n, "action") : "", span, why].filter(Boolean).join(" · ");
}

function openPair([, a = "", word = "", b = ""]: RegExpExecArray): void {
  if (word.toLowerCase() === "to") go("path", { from: a, to: b });
  else go("dyad", { a, b });
}

/** Where a result leads. */
export function openResult(result: Result): void {
  if (result.type === "actor") go("graph", { actors: result.id, sel: `a:${result.id}` });
  else if (result.type === "date") go("day", { at: result.id });
  else if (result.type === "query") go("query", { q: result.id });
  else choose("event", result.id);
}
