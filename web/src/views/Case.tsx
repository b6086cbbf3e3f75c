// The first page: a case with its question, sentences that lead into views, and its graph at once.

import { useMemo } from "preact/hooks";
import { address } from "../api";
import { Legend } from "../panels/Legend";
import { Picture } from "../panels/Picture";
import { Answered } from "../panels/States";
import { useLeaving } from "../showing";
import { go, route } from "../state";
import type { CaseData, Envelope } from "../types";
import { useAnswer } from "../use";
import { FOLDED, tables } from "../words";
import { viewOf } from "./links";

const FIRST = "apt31-2024";

const PROMPTS = [
  ["How is Intel connected to APT31?", "path", { from: "Intel", to: "APT31" }],
  ["Is China v the United Kingdom escalating?", "dyad", { a: "state:CHN", b: "state:GBR" }],
  ["What happened around 25 March 2024?", "day", { at: "2024-03-25" }],
] as const;

export function CaseView() {
  const asked = useAnswer<CaseData>(address(`/v1/cases/${encodeURIComponent(route.value.keys["case"] ?? FIRST)}`));
  return <Answered asked={asked}>{(answer) => <Shown answer={answer} />}</Answered>;
}

function Shown({ answer }: { answer: Envelope<CaseData> }) {
  const { title, question, sentences, graph } = answer.data;
  const at = useMemo(() => tables(answer), [answer]);
  useLeaving({ of: address("/v1/graph", { actors: graph.nodes, induced: true }), title, caption: [question, FOLDED], answer });
  return (
    <>
      <h1>{title}</h1>
      <p>{question}</p>
      <ol>
        {sentences.map((sentence) => {
          const [view, keys] = viewOf(sentence.link);
          return (
            <li key={sentence.text}>
              <button type="button" class="link" onClick={() => go(view, keys)}>
                {sentence.text}
              </button>
            </li>
          );
        })}
      </ol>
      <Picture graph={graph} actors={at.actors} colourBy="quad" onOpen={(id) => go("graph", { actors: id, sel: `a:${id}` })} />
      <Legend colourBy="quad" />
      <h2>Ask</h2>
      <p class="row">
        {PROMPTS.map(([text, view, keys]) => (
          <button type="button" key={text} onClick={() => go(view, { ...keys })}>
            {text}
          </button>
        ))}
      </p>
    </>
  );
}
