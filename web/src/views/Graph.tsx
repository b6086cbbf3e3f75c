// Actors and what they did to each other, folded to one line a pair; grows by expansion.

import { useMemo, useState } from "preact/hooks";
import type { Look } from "../graph/scene";
import { Brush } from "../panels/Brush";
import { Expand } from "../panels/Expand";
import { Legend } from "../panels/Legend";
import { Picture } from "../panels/Picture";
import { Combobox } from "../panels/Search";
import { Answered, Empty } from "../panels/States";
import { graphRequest, list } from "../requests";
import { chosen } from "../selection";
import { useLeaving, whole } from "../showing";
import { change, route } from "../state";
import type { Envelope, GraphData } from "../types";
import { useAnswer } from "../use";
import { FOLDED, plural, tables, type Tables } from "../words";

const titleOf = (ids: readonly string[], at: Tables) => `Actions around ${ids.map((id) => at.actors.get(id)?.name ?? id).join(", ")}`;

export function GraphView() {
  const keys = route.value.keys;
  const actors = list(keys["actors"]);
  const url = graphRequest(keys);
  const asked = useAnswer<GraphData>(url);
  return (
    <>
      <h1>Graph</h1>
      <div class="row">
        <Combobox label="Add an actor" only="actor" onPick={(result) => change({ actors: [...new Set([...actors, result.id])].join(",") })} />
      </div>
      {!url && <p>Search for an actor to begin with.</p>}
      <Answered asked={asked}>{(answer) => <Shown answer={answer} url={url ?? ""} />}</Answered>
    </>
  );
}

function Shown({ answer, url }: { answer: Envelope<GraphData>; url: string }) {
  const at = useMemo(() => tables(answer), [answer]);
  const hidden = new Set(list(route.value.keys["hide"]));
  const graph = useMemo(
    () => ({
      nodes: answer.data.nodes.filter((id) => !hidden.has(id)),
      edges: answer.data.edges.filter((line) => !hidden.has(line.source) && !hidden.has(line.target)),
    }),
    [answer, route.value.keys["hide"]],
  );
  useLeaving({ of: whole(url), title: titleOf(list(route.value.keys["actors"]), at), caption: [FOLDED], answer });
  const [opened, setOpened] = useState<string | null>(null);
  const colourBy = (route.value.keys["colour"] as Look["colourBy"] | undefined) ?? "quad";
  const one = chosen.value?.what === "actor" ? chosen.value.id : null;
  if (!graph.nodes.length) return <Empty what="No actor is left to show." />;
  return (
    <>
      <p class="row">
        <span class="field">
          <label for="colour">Colour by</label>
          <select id="colour" value={colourBy} onChange={(event) => change({ colour: event.currentTarget.value }, false)}>
            <option value="quad">quad class</option>
            <option value="verb">verb</option>
            <option value="rung">rung</option>
          </select>
        </span>
        <button type="button" disabled={!one} aria-keyshortcuts="e" onClick={() => setOpened(one)}>
          Expand
        </button>
        <button type="button" disabled={!one} aria-keyshortcuts="h" onClick={() => change({ hide: [...hidden, one ?? ""].join(","), sel: "" })}>
          Hide
        </button>
        <span role="status">
          Showing {plural(graph.nodes.length, "actor")}, {plural(graph.edges.length, "line")}
          {hidden.size > 0 && `; ${hidden.size} hidden`}
        </span>
        {hidden.size > 0 && (
          <button type="button" onClick={() => change({ hide: "" })}>
            Show hidden
          </button>
        )}
      </p>
      {graph.edges.length === 0 && <Empty what="No action fits between these actors." />}
      <Picture graph={graph} actors={at.actors} colourBy={colourBy} onOpen={setOpened} />
      <Brush events={answer.events} of={`${route.value.keys["actors"]}+${route.value.keys["add"]}`} />
      <Legend colourBy={colourBy} />
      {opened && (
        <Expand id={opened} name={at.actors.get(opened)?.name ?? opened} graph={answer.data} onClose={() => setOpened(null)} />
      )}
    </>
  );
}
