// The library's queries by name: typed parameters, the Cypher to read and to copy, rows as they come. Free Cypher where the service allows it.

import { useEffect, useState } from "preact/hooks";
import { address } from "../api";
import { later } from "../later";
import { Rows, type Column } from "../panels/Rows";
import { Combobox } from "../panels/Search";
import { Answered, Trouble, Waiting } from "../panels/States";
import { useLeaving } from "../showing";
import { change, route } from "../state";
import type { Envelope } from "../types";
import { useAnswer, useSent } from "../use";
import { nameOf, plural } from "../words";

const Cypher = later(() => import("../panels/Cypher").then((part) => part.Cypher));

interface Parameter {
  name: string;
  type: string;
  about: string;
  required: boolean;
  default: unknown;
  low: number | null;
  high: number | null;
  choices: string[];
}
interface Entry {
  name: string;
  title: string;
  about: string;
  tags: string[];
  own: boolean;
  parameters: Parameter[];
  columns: Column[];
}
interface Returned {
  query: string;
  columns: Column[];
  rows: Record<string, unknown>[];
}

export function QueryView() {
  const name = route.value.keys["q"] ?? "";
  const list = useAnswer<{ queries: Entry[] }>("/v1/queries");
  return (
    <>
      <h1>Query</h1>
      <Answered asked={list}>
        {(answer) => (
          <>
            <Catalogue entries={answer.data.queries} name={name} />
            {name && <One key={name} name={name} />}
          </>
        )}
      </Answered>
      <Cypher />
    </>
  );
}

function Catalogue({ entries, name }: { entries: readonly Entry[]; name: string }) {
  const [words, setWords] = useState("");
  const fits = entries.filter((entry) => `${entry.title} ${entry.about} ${entry.tags.join(" ")} ${entry.name}`.toLowerCase().includes(words.toLowerCase()));
  return (
    <details open={!name && !route.value.keys["cypher"]}>
      <summary>
        {plural(entries.length, "query", "queries")}
        {name && `, chosen: ${entries.find((entry) => entry.name === name)?.title ?? name}`}
      </summary>
      <p class="field">
        <label for="query-words">Find by words</label>
        <input id="query-words" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      </p>
      <ul class="cards" aria-label="Queries">
        {fits.map((entry) => (
          <li key={entry.name}>
            <button type="button" class="link" onClick={() => change({ q: entry.name, run: "" })}>
              {entry.title}
            </button>{" "}
            {entry.tags.map((tag) => (
              <span class="tag" key={tag}>
                {tag}
              </span>
            ))}
            <div class="soft">{entry.about}</div>
          </li>
        ))}
      </ul>
    </details>
  );
}

function One({ name }: { name: string }) {
  const asked = useAnswer<Entry & { cypher: string }>(`/v1/queries/${encodeURIComponent(name)}`);
  return <Answered asked={asked}>{(answer) => <Runner entry={answer.data} />}</Answered>;
}

function given(parameters: readonly Parameter[]): Record<string, string> {
  return Object.fromEntries(parameters.flatMap(({ name }) => (route.value.keys[`p.${name}`] ? [[name, route.value.keys[`p.${name}`]!]] : [])));
}

function Runner({ entry }: { entry: Entry & { cypher: string } }) {
  const [values, setValues] = useState<Record<string, string>>(() => given(entry.parameters));
  const { answer, problem, waiting, send, cancel } = useSent<Envelope<Returned>>();
  const run = () => {
    const parameters = Object.fromEntries(entry.parameters.flatMap((one) => (values[one.name] ? [[one.name, typed(one, values[one.name]!)]] : [])));
    send(`/v1/queries/${encodeURIComponent(entry.name)}`, { parameters });
  };
  useEffect(() => {
    if (route.value.keys["run"]) run();
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change({ ...Object.fromEntries(entry.parameters.map((one) => [`p.${one.name}`, values[one.name] ?? ""])), run: "1" });
    run();
  };
  return (
    <section aria-labelledby="query-title">
      <h2 id="query-title">{entry.title}</h2>
      <p>{entry.about}</p>
      <form class="row" onSubmit={submit}>
        {entry.parameters.map((one) => (
          <Field key={one.name} parameter={one} value={values[one.name] ?? ""} onChange={(value) => setValues({ ...values, [one.name]: value })} />
        ))}
        <button type="submit" class="main" disabled={waiting > 0}>
          Run
        </button>
      </form>
      {problem && <Trouble problem={problem} retry={() => run()} />}
      {waiting > 150 && <Waiting asked={{ waiting, cancel }} />}
      {answer && <Result answer={answer} of={address(`/v1/queries/${entry.name}`, given(entry.parameters))} title={entry.title} />}
      <details>
        <summary>The Cypher</summary>
        <button type="button" onClick={() => void navigator.clipboard.writeText(entry.cypher)}>
          Copy for Neo4j Browser
        </button>
        <pre class="scroll" tabIndex={0}>
          {entry.cypher}
        </pre>
      </details>
    </section>
  );
}

function typed(parameter: Parameter, text: string): unknown {
  if (parameter.type.startsWith("list")) return text.split(",").map((one) => one.trim());
  if (parameter.type === "integer" || parameter.type === "float") return Number(text);
  if (parameter.type === "boolean") return text === "true";
  return text;
}

function Field({ parameter, value, onChange }: { parameter: Parameter; value: string; onChange(value: string): void }) {
  const id = `p-${parameter.name}`;
  const label = parameter.name.replaceAll("_", " ");
  const hint = parameter.default === null || parameter.default === undefined ? "" : String(parameter.default);
  if (/actor|state$|^(a|b|source|target)$/.test(parameter.name) && parameter.type === "string")
    return <Combobox label={label} only="actor" value={value} placeholder={nameOf(hint)} onPick={(result) => onChange(result.id)} />;
  return (
    <span class="field">
      <label for={id} title={parameter.about}>
        {label}
      </label>
      {parameter.choices.length > 0 || parameter.type === "boolean" ? (
        <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{hint || "any"}</option>
          {(parameter.type === "boolean" ? ["true", "false"] : parameter.choices).map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          placeholder={hint}
          required={parameter.required}
          inputMode={parameter.type === "integer" || parameter.type === "float" ? "decimal" : "text"}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </span>
  );
}

function Result({ answer, of, title }: { answer: Envelope<Returned>; of: string; title: string }) {
  useLeaving({ of, title, caption: [], answer });
  return <Rows columns={answer.data.columns} rows={answer.data.rows} ended={answer.meta} />;
}
