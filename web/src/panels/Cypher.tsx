// Cypher of one's own, behind the service's guard: checked before it runs, its faults at their lines, ended when the reader has seen enough.

import { useEffect, useRef, useState } from "preact/hooks";
import type { components } from "../api.gen";
import { askJson } from "../api";
import { offsetOf, placeOf, wordsOf } from "../places";
import { change, route } from "../state";
import type { Problem } from "../types";
import { useSent } from "../use";
import { plural } from "../words";
import { Rows } from "./Rows";
import { Trouble, Waiting } from "./States";

type Schemas = components["schemas"];
type Verdict = Schemas["api__schemas_library__Verdict"];

const EXAMPLE = "MATCH p = (a:Actor)-[:SANCTIONED]->(b:Actor)\nRETURN p\nLIMIT 25";

export function Cypher() {
  const [opened, setOpened] = useState(Boolean(route.value.keys["cypher"]));
  return (
    <details class="cypher" open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>Cypher of your own</summary>
      {opened && <Desk />}
    </details>
  );
}

function Desk() {
  const keys = route.value.keys;
  const [text, setText] = useState(keys["cypher"] ?? EXAMPLE);
  const [values, setValues] = useState(keys["with"] ?? "");
  const [fault, setFault] = useState("");
  const [last, setLast] = useState<"check" | "run">("check");
  const checking = useSent<{ data: Verdict }>();
  const running = useSent<Schemas["CypherAnswer"]>();
  const id = useRef("");
  const asked = { check: checking, run: running }[last];
  // Nothing runs because a link says so: what it brings is checked, and a person presses Run.
  useEffect(() => check(), []);

  function parameters(): Record<string, unknown> | null {
    try {
      const found: unknown = JSON.parse(values.trim() || "{}");
      if (typeof found !== "object" || found === null || Array.isArray(found)) throw new Error("an object is needed");
      setFault("");
      return found as Record<string, unknown>;
    } catch (error) {
      setFault(`The values are not JSON: ${(error as Error).message}.`);
      return null;
    }
  }
  function ask(what: "check" | "run"): void {
    const given = parameters();
    if (!given || !text.trim()) return;
    setLast(what);
    if (what === "check") return checking.send("/v1/cypher/check", { query: text, parameters: given });
    id.current = `page-${crypto.getRandomValues(new Uint32Array(3)).join("-")}`;
    running.send("/v1/cypher", { query: text, parameters: given, format: "json", id: id.current });
  }
  const check = () => ask("check");
  const run = () => {
    change({ cypher: text, with: values.trim() });
    ask("run");
  };
  const cancel = () => {
    running.cancel();
    // It ends anyway once its client is gone; this ends it now. Who is told nothing loses nothing.
    void askJson(`/v1/cypher/${id.current}`, undefined, { method: "DELETE" }).catch(() => undefined);
  };
  const { problem } = asked;
  if (problem && isDenied(problem)) return <Trouble problem={problem} retry={check} />;
  const place = problem ? placeOf(problem.detail) : null;
  const answer = running.answer;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Editor text={text} wrong={place} onInput={setText} onRun={run} />
      <p class="field">
        <label for="cypher-values">Values of its parameters, as JSON</label>
        <input id="cypher-values" value={values} spellcheck={false} placeholder={'{"id": "state:GBR"}'} onInput={(event) => setValues(event.currentTarget.value)} {...(fault ? { "aria-invalid": true, "aria-describedby": "cypher-fault" } : {})} />
      </p>
      <p class="row">
        <button type="button" onClick={check}>
          Check
        </button>
        <button type="submit" class="main" aria-keyshortcuts="Control+Enter">
          Run <kbd>Ctrl Enter</kbd>
        </button>
        <span class="soft">It only reads.</span>
      </p>
      {fault && (
        <p id="cypher-fault" class="notice bad" role="alert">
          {fault}
        </p>
      )}
      <div role="status">{last === "check" && !problem && checking.answer && <Said verdict={checking.answer.data} />}</div>
      {problem && <Wrong problem={problem} text={text} />}
      {asked.waiting > 150 && <Waiting asked={{ waiting: asked.waiting, cancel: last === "run" ? cancel : checking.cancel }} />}
      {answer && (
        <div class={running.waiting > 150 || (last === "run" && problem) ? "answer dimmed" : "answer"}>
          <Rows columns={answer.data.columns.map((name) => ({ name }))} rows={answer.data.rows} ended={answer.meta} graph={answer.data} />
        </div>
      )}
    </form>
  );
}

/** A key is missing, or has not the scope; a text that the guard refuses is another thing. */
function isDenied({ status, type }: Problem): boolean {
  return status === 401 || (status === 403 && !type.endsWith("/cypher-refused"));
}

function Said({ verdict }: { verdict: Verdict }) {
  if (!verdict.allowed) return <Refusal detail={verdict.detail ?? ""} rule={verdict.rule ?? ""} />;
  return (
    <p class="notice">
      <strong>This may run.</strong> Its plan: {verdict.operators.join(" ← ") || "nothing"}.
    </p>
  );
}

function Refusal({ detail, rule }: { detail: string; rule: string }) {
  return (
    <p class="notice bad">
      <strong>This may not run.</strong> {detail} <span>Rule: {rule}.</span>
    </p>
  );
}

function Wrong({ problem, text }: { problem: Problem & { rule?: string }; text: string }) {
  if (problem.rule) return <div role="alert">{<Refusal detail={problem.detail} rule={problem.rule} />}</div>;
  const place = placeOf(problem.detail);
  if (!place) return <Trouble problem={problem} />;
  const go = () => {
    const field = document.querySelector<HTMLTextAreaElement>("#cypher-text");
    const at = offsetOf(text, place.line, place.column);
    field?.focus();
    field?.setSelectionRange(at, at);
  };
  return (
    <div class="notice bad" role="alert" id="cypher-wrong">
      <button type="button" onClick={go}>
        Line {place.line}, column {place.column}
      </button>{" "}
      {wordsOf(problem.detail)}
    </div>
  );
}

interface EditorProps {
  text: string;
  wrong: { line: number } | null;
  onInput(text: string): void;
  onRun(): void;
}

/** A plain text field; beside it the numbers of its lines, which scroll with it, and a band on the line that is wrong. */
function Editor({ text, wrong, onInput, onRun }: EditorProps) {
  const [top, setTop] = useState(0);
  const lines = text.split("\n").length;
  return (
    <div class="field">
      <label for="cypher-text">Cypher, {plural(lines, "line")}</label>
      <div class="editor">
        <div class="numbers" aria-hidden="true">
          <ol ref={(list) => void (list && (list.style.transform = `translateY(${-top}px)`))}>
            {Array.from({ length: lines }, (_, i) => (
              <li key={i} class={wrong?.line === i + 1 ? "wrong" : ""}>
                {i + 1}
              </li>
            ))}
          </ol>
        </div>
        <textarea
          id="cypher-text"
          rows={Math.min(16, Math.max(6, lines + 1))}
          value={text}
          wrap="off"
          spellcheck={false}
          autocapitalize="off"
          onInput={(event) => onInput(event.currentTarget.value)}
          onScroll={(event) => setTop(event.currentTarget.scrollTop)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            onRun();
          }}
          {...(wrong ? { "aria-invalid": true, "aria-describedby": "cypher-wrong" } : {})}
        />
      </div>
    </div>
  );
}
