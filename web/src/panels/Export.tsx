// What is shown, taken away: as a file, its licences said first, or as a figure with its caption and its sources.

import { useEffect, useRef, useState } from "preact/hooks";
import { address, apiKey, askJson, fetchFile, post } from "../api";
import type { components } from "../api.gen";
import { figure, save, toPng, type Manner } from "../figure";
import { bytes, FORMATS, STORED, TABLES } from "../formats";
import { GREY, LIGHT } from "../graph/theme";
import { leaving, picture, type Leaving } from "../showing";
import { FILTER_KEYS, route } from "../state";
import type { Problem } from "../types";
import { problemOf, useJson } from "../use";
import { plural } from "../words";
import { Trouble, Waiting } from "./States";

interface Dataset {
  id: string;
  title: string;
  licence: string;
  citation: string;
  redistribute?: string;
}
interface Estimate {
  rows: Record<string, number>;
  bytes: number;
  manifest: { notices: string[]; datasets: Dataset[]; coerced: string[]; omitted: string[]; graph_version: string };
}
type Job = components["schemas"]["ExportJob"];

const LARGE = 20_000_000;
const POLL_MS = 700;

export function Export({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const what = leaving.value;
  return (
    <dialog ref={dialog} class="wide" aria-labelledby="export-title" onClose={onClose}>
      <h2 id="export-title">Export{what && `: ${what.title}`}</h2>
      {!what && <p>This view shows nothing yet that could leave: ask it something first.</p>}
      {what && picture.value && <Figures what={what} />}
      {what?.of && <Files of={what.of} />}
      {what && !what.of && <p class="soft">The table of this view is no file of the service; its actors and relations leave from their own views.</p>}
      <p>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </p>
    </dialog>
  );
}

/** What a figure says below its picture: the question by its address, the filter, the graph's version. */
export function captionOf(what: Leaving, href: string): string[] {
  const keys = route.value.keys;
  const { as_of, graph_version } = what.answer.meta;
  const filter = [...FILTER_KEYS, "recorded_as_of"].flatMap((name) => (keys[name] && name !== "as_of" ? [`${name.replaceAll("_", " ")} ${keys[name]}`] : []));
  const today = new Date().toISOString().slice(0, 10);
  return [
    ...what.caption,
    `${filter.length ? `Filter: ${filter.join(", ")}` : "No filter"}. As of ${as_of ?? "the day of retrieval"}. Graph ${graph_version}.`,
    `Retorsion, ${href}, retrieved ${today}`,
  ];
}

/** The sources of what is shown and no others. */
function sourcesOf({ answer }: Leaving) {
  const cited = new Set(answer.events.flatMap((event) => event.sources.map((one) => one.source)));
  return answer.sources.filter((source) => cited.has(source.id));
}

function Figures({ what }: { what: Leaving }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [columns, setColumns] = useState<Manner["columns"]>(2);
  const [tone, setTone] = useState<Manner["tone"]>("light");
  const make = async (kind: "svg" | "png") => {
    try {
      const sources = sourcesOf(what);
      const caption = captionOf(what, location.href);
      const svg = figure({ title: what.title, alt: `${what.title}. ${caption[0] ?? ""}`, caption, body: picture.value!({ columns, tone }), sources, palette: tone === "grey" ? GREY : LIGHT, columns });
      const blob = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await toPng(svg);
      save(`retorsion-${route.value.view}.${kind}`, blob);
      setProblem(null);
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <section aria-labelledby="figure-title">
      <h3 id="figure-title">Figure</h3>
      <p>The picture as it is shown, with caption, key and {plural(sourcesOf(what).length, "numbered source")}.</p>
      {problem && <Trouble problem={problem} />}
      <p class="row">
        <span class="field">
          <label for="figure-columns">Width</label>
          <select id="figure-columns" value={columns} onChange={(event) => setColumns(event.currentTarget.value === "1" ? 1 : 2)}>
            <option value="2">two columns</option>
            <option value="1">one column</option>
          </select>
        </span>
        <span class="field">
          <label for="figure-tone">Colours</label>
          <select id="figure-tone" value={tone} onChange={(event) => setTone(event.currentTarget.value === "grey" ? "grey" : "light")}>
            <option value="light">light</option>
            <option value="grey">greys, for print</option>
          </select>
        </span>
        <button type="button" onClick={() => void make("svg")}>
          SVG
        </button>
        <button type="button" onClick={() => void make("png")}>
          PNG
        </button>
      </p>
    </section>
  );
}

function Files({ of }: { of: string }) {
  const table = of.startsWith("/v1/queries/");
  const names = Object.keys(FORMATS).filter((name) => !table || (TABLES as readonly string[]).includes(name));
  const [format, setFormat] = useState(names[0] ?? "");
  const [parallel, setParallel] = useState("keep");
  const [evidence, setEvidence] = useState(true);
  const stored = (STORED as readonly string[]).includes(format);
  const question = { of, format, parallel: stored ? "keep" : parallel, evidence };
  const asked = useJson<Estimate>(address("/v1/export", { ...question, estimate: true }));
  return (
    <section aria-labelledby="file-title">
      <h3 id="file-title">File</h3>
      <p class="row">
        <span class="field">
          <label for="export-format">Format</label>
          <select id="export-format" value={format} onChange={(event) => setFormat(event.currentTarget.value)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {FORMATS[name]}
              </option>
            ))}
          </select>
        </span>
        {!table && (
          <span class="field">
            <label for="export-parallel">Actions of one pair</label>
            <select id="export-parallel" value={question.parallel} disabled={stored} onChange={(event) => setParallel(event.currentTarget.value)}>
              <option value="keep">each by itself</option>
              <option value="fold">folded to one line</option>
              <option value="backbone">only pairs that stand out</option>
            </select>
          </span>
        )}
        <label>
          <input type="checkbox" checked={evidence} onChange={(event) => setEvidence(event.currentTarget.checked)} /> claims and sources
        </label>
      </p>
      {asked.problem && <Trouble problem={asked.problem} retry={asked.retry} />}
      {asked.waiting > 150 && <Waiting asked={asked} />}
      {asked.answer && !asked.problem && <Told estimate={asked.answer} />}
      <Take key={JSON.stringify(question)} question={question} large={(asked.answer?.bytes ?? 0) > LARGE} />
      <p class="soft">
        What leaves is this request, whole: <code>{of}</code>
      </p>
    </section>
  );
}

/** Whose licences bind stands first; then how much it is and what the format cannot hold. */
function Told({ estimate: { manifest, rows, bytes: size } }: { estimate: Estimate }) {
  return (
    <div role="status">
      {manifest.notices.length > 0 ? (
        <ul class="notice amber" aria-label="Licences that bind">
          {manifest.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      ) : (
        <p>No licence of what is in it binds its users further than to cite.</p>
      )}
      <ul class="cards" aria-label="Datasets">
        {manifest.datasets.map((dataset) => (
          <li key={dataset.id}>
            <strong>{dataset.title}</strong> {dataset.licence}
            <div class="soft">Cite: {dataset.citation}</div>
          </li>
        ))}
      </ul>
      <p data-rows={JSON.stringify(rows)}>
        {Object.entries(rows)
          .filter(([, n]) => n)
          .map(([name, n]) => `${n.toLocaleString("en")} ${name}`)
          .join(", ") || "Nothing"}
        ; about {bytes(size)}; graph {manifest.graph_version}
      </p>
      {[...manifest.coerced, ...manifest.omitted].map((text) => (
        <p class="soft" key={text}>
          {text}
        </p>
      ))}
      <details>
        <summary>Manifest, as it stands in the file</summary>
        <pre class="scroll" tabIndex={0}>
          {JSON.stringify(manifest, null, 1)}
        </pre>
      </details>
    </div>
  );
}

type Question = Record<string, string | boolean>;

function Take({ question, large }: { question: Question; large: boolean }) {
  const [job, setJob] = useState<Job | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const tried = async (work: Promise<void>) => {
    setProblem(null);
    await work.catch((error: unknown) => setProblem(problemOf(error)));
  };
  const under_way = job?.state === "waiting" || job?.state === "running";
  useEffect(() => {
    if (!under_way) return;
    const timer = setTimeout(() => void tried(askJson<{ data: Job }>(`/v1/exports/${job.job}`).then((answer) => setJob(answer.data))), POLL_MS);
    return () => clearTimeout(timer);
  }, [job]);
  const begin = () => void tried(post<{ data: Job }>("/v1/export", question).then((answer) => setJob(answer.data)));
  const end = () => void tried(askJson(`/v1/exports/${job?.job}`, undefined, { method: "DELETE" }).then(() => setJob(null)));
  return (
    <>
      {problem && <Trouble problem={problem} />}
      {large && <p>This is large: as a job it can be fetched in parts, and again.</p>}
      <p class="row">
        {!large && <Download url={address("/v1/export", question)} name={`retorsion-${question["format"]}`} text="Download" failed={setProblem} />}
        <button type="button" class={large ? "main" : ""} disabled={under_way} onClick={begin}>
          Make it in the background
        </button>
        {under_way && (
          <button type="button" onClick={end}>
            Stop
          </button>
        )}
      </p>
      {job && <Progress job={job} failed={setProblem} />}
    </>
  );
}

/** A link the browser follows; with a key the page fetches the file itself, for a link carries none. */
function Download({ url, name, text, failed }: { url: string; name: string; text: string; failed(problem: Problem): void }) {
  const take = (event: Event) => {
    if (!apiKey.value) return;
    event.preventDefault();
    fetchFile(url).then(
      (blob) => save(name, blob),
      (error: unknown) => failed(problemOf(error)),
    );
  };
  return (
    <a class="button main" href={url} download onClick={take}>
      {text}
    </a>
  );
}

function Progress({ job, failed }: { job: Job; failed(problem: Problem): void }) {
  const { stage } = job;
  return (
    <div role="status">
      {job.state === "waiting" && <p>It waits for its turn.</p>}
      {job.state === "running" && (
        <p>
          <label for="export-progress">
            {stage ? `${stage.label}: ${stage.done.toLocaleString("en")}${stage.total ? ` of ${stage.total.toLocaleString("en")}` : ""} ${stage.unit}` : "It has begun."}
          </label>{" "}
          <progress id="export-progress" {...(stage?.total ? { value: stage.done, max: stage.total } : {})} />
        </p>
      )}
      {job.state === "finished" && job.file && (
        <p>
          <Download url={job.file} name={String(job.asked["file"])} text={`Download ${String(job.asked["file"])}`} failed={failed} /> {bytes(job.bytes ?? 0)}, SHA-256 <code>{job.sha256}</code>
          {job.expires_at && `, kept until ${job.expires_at}`}
        </p>
      )}
      {job.error && (
        <p class="notice bad">
          {job.error.message} {job.error.hint}
        </p>
      )}
    </div>
  );
}
