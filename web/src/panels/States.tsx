// What every view says when it has nothing, too little, too much or old to show. No toast: what is told stays.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { apiKey, takeKey } from "../api";
import { change, FILTER_KEYS, route } from "../state";
import type { Envelope, Meta, Problem } from "../types";
import type { Asked } from "../use";

const SKELETON_MS = 150;
const CANCEL_MS = 1000;
const STALE_S = 60;

/** A view's answer or what is wrong with it; `children` draw the last good answer, dimmed while it is not the one asked for. */
export function Answered<Data>({ asked, children }: { asked: Asked<Envelope<Data>>; children: (answer: Envelope<Data>) => ComponentChildren }) {
  const { answer, problem, waiting } = asked;
  return (
    <>
      {problem && <Trouble problem={problem} retry={asked.retry} />}
      {waiting > SKELETON_MS && <Waiting asked={asked} />}
      {answer && (
        <div class={problem || waiting > SKELETON_MS ? "answer dimmed" : "answer"}>
          <Told meta={answer.meta} />
          {children(answer)}
        </div>
      )}
    </>
  );
}

/** What went wrong, in the service's words; who may not is asked for a key. */
export function Trouble({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const { title, detail, hint, request_id, status } = problem;
  const denied = status === 401 || status === 403;
  return (
    <div class="notice bad" role="alert">
      <strong>{denied ? `Not allowed: ${title}` : title}</strong>
      <p>{detail}</p>
      {hint && <p>{hint}</p>}
      {denied && <KeyForm done={retry} />}
      <p>
        {retry && (
          <button type="button" onClick={retry}>
            Try again
          </button>
        )}
        {request_id && <small> Request {request_id}</small>}
      </p>
    </div>
  );
}

function KeyForm({ done }: { done: (() => void) | undefined }) {
  const [key, setKey] = useState(apiKey.value);
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        takeKey(key.trim());
        done?.();
      }}
    >
      <span class="field">
        <label for="api-key">Key (kept until this tab is closed)</label>
        <input id="api-key" type="password" autocomplete="off" value={key} onInput={(event) => setKey(event.currentTarget.value)} />
      </span>
      <button type="submit">Use this key</button>
    </form>
  );
}

export function Waiting({ asked }: { asked: Pick<Asked<unknown>, "waiting" | "cancel"> }) {
  const seconds = (asked.waiting / 1000).toFixed(0);
  return (
    <div class="notice" role="status">
      {asked.waiting < CANCEL_MS ? "Asking …" : `Asking since ${seconds} s. `}
      {asked.waiting >= CANCEL_MS && (
        <button type="button" onClick={asked.cancel}>
          Cancel
        </button>
      )}
      {asked.waiting > 8000 && " Fewer hops or a shorter window would be answered sooner."}
    </div>
  );
}

/** What the answer itself says about what it leaves out and how old it is. */
function Told({ meta }: { meta: Meta }) {
  const lag = Number((meta as Meta & { lag_s?: number }).lag_s ?? 0);
  const omitted = meta.omitted;
  return (
    <>
      {meta.truncated && (
        <div class="notice amber" role="status">
          Not all is shown: {meta.truncated_because}.
        </div>
      )}
      {lag > STALE_S && (
        <div class="notice amber" role="status">
          The index is {Math.round(lag)} s behind the database.
        </div>
      )}
      {omitted.length > 0 && (
        <details class="notice">
          <summary>Left out: {omitted.length === 1 ? omitted[0] : `${omitted.length} things`}</summary>
          <ul>
            {omitted.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Nothing fits: name the filter that may be why, and offer to drop each part of it. */
export function Empty({ what }: { what: string }) {
  const set = FILTER_KEYS.filter((name) => route.value.keys[name]);
  return (
    <div class="notice" role="status">
      <strong>{what}</strong>
      {set.length > 0 && (
        <p>
          The filter may be why. Drop:{" "}
          {set.map((name) => (
            <button type="button" class="chip" key={name} onClick={() => change({ [name]: "" })}>
              {name.replaceAll("_", " ")}: {route.value.keys[name]} ×
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
