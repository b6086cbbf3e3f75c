// What an expansion would bring, by verb and direction, before anything is drawn; then at most 25 counterparts, the most active first.

import { useEffect, useRef, useState } from "preact/hooks";
import { address } from "../api";
import { expanded, graphRequest } from "../requests";
import { change, filterOf, route } from "../state";
import type { Envelope, GraphData } from "../types";
import { useAnswer } from "../use";
import { days, plural, verb } from "../words";
import { Answered } from "./States";

interface Count {
  edge_type: string;
  is_tie: boolean;
  direction: "out" | "in";
  kind: string;
  n: number;
  counterparts: number;
  first: string | null;
  last: string | null;
}
export interface Neighbour {
  actor: string;
  n: number;
  edge_types: string[];
  first: string | null;
  last: string | null;
}
interface Neighbours {
  actor: string;
  counts: Count[];
  neighbours?: Neighbour[];
}
type Order = "n" | "last";

const ADD = 25;
const ASKED = 200;

interface Props {
  id: string;
  name: string;
  graph: GraphData;
  onClose(): void;
}

/** Counterparts that are not drawn yet and fit the ticks, in order: the most actions, or the latest. */
export function fitting(found: readonly Neighbour[], drawn: ReadonlySet<string>, types: ReadonlySet<string>, order: Order): Neighbour[] {
  const by = { n: (a: Neighbour, b: Neighbour) => b.n - a.n, last: (a: Neighbour, b: Neighbour) => (b.last ?? "").localeCompare(a.last ?? "") };
  return found.filter((one) => !drawn.has(one.actor) && (!types.size || one.edge_types.some((type) => types.has(type)))).sort((a, b) => by[order](a, b) || (a.actor < b.actor ? -1 : 1));
}

export function Expand({ id, name, graph, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const counts = useAnswer<Neighbours>(address(`/v1/actors/${encodeURIComponent(id)}/neighbours`, { ...filterOf(route.value.keys), limit: ASKED }));
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="expand-title" onClose={onClose}>
      <h2 id="expand-title">Expand {name}</h2>
      <Answered asked={counts}>{(answer) => <Choice answer={answer} name={name} graph={graph} close={() => dialog.current?.close()} />}</Answered>
    </dialog>
  );
}

function Choice({ answer, name, graph, close }: { answer: Envelope<Neighbours>; name: string; graph: GraphData; close(): void }) {
  const [types, setTypes] = useState<ReadonlySet<string>>(new Set());
  const [order, setOrder] = useState<Order>("n");
  const found = answer.data.neighbours ?? [];
  const drawn = new Set(graph.nodes);
  const fresh = fitting(found, drawn, types, order);
  const added = fresh.slice(0, ADD).map((one) => one.actor);
  const keys = expanded(route.value.keys, drawn, added);
  // The very request that Add will make: what it would bring is told exactly, and comes at once when it is wanted.
  const preview = useAnswer<GraphData>(added.length ? graphRequest(keys) : null);
  const tick = (type: string, on: boolean) => {
    const next = new Set(types);
    if (on) next.add(type);
    else next.delete(type);
    setTypes(next);
  };
  const more = preview.answered === preview.url ? preview.answer?.data : null;
  return (
    <>
      {answer.meta.truncated && <p class="notice amber">{name} is a hub: more than {ASKED} counterparts; the {ADD} chosen below are of the first.</p>}
      <div class="scroll" role="region" aria-label="What it would bring" tabIndex={0}>
        <Counts rows={answer.data.counts} types={types} tick={tick} />
      </div>
      <p class="field">
        <label for="expand-order">First</label>
        <select id="expand-order" value={order} onChange={(event) => setOrder(event.currentTarget.value as Order)}>
          <option value="n">those with the most actions</option>
          <option value="last">the latest</option>
        </select>
      </p>
      <p role="status">
        Would add {plural(added.length, "actor")}
        {more && added.length > 0 && ` and ${plural(more.edges.length - graph.edges.length, "line")}`}
        {fresh.length > ADD && `, of ${fresh.length} counterparts`}; {plural(found.length - fresh.length, "counterpart")} already drawn or not ticked.
      </p>
      <p class="row">
        <button
          type="button"
          class="main"
          disabled={!added.length}
          onClick={() => {
            close();
            change({ add: keys["add"] ?? "" });
          }}
        >
          Add {added.length}
        </button>
        <button type="button" onClick={close}>
          Close
        </button>
      </p>
    </>
  );
}

function Counts({ rows, types, tick }: { rows: readonly Count[]; types: ReadonlySet<string>; tick(type: string, on: boolean): void }) {
  return (
    <table>
      <thead>
        <tr>
          {["Only", "Verb", "Way", "Counterparts", "Actions", "When"].map((head) => (
            <th scope="col" key={head} class={head === "Actions" ? "number" : ""}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.edge_type}${row.direction}${row.kind}`}>
            <td>
              <input type="checkbox" aria-label={`Only ${verb(row.edge_type)}`} checked={types.has(row.edge_type)} onChange={(event) => tick(row.edge_type, event.currentTarget.checked)} />
            </td>
            <td>{verb(row.edge_type)}</td>
            <td>{row.direction === "out" ? "by it" : "on it"}</td>
            <td>
              {row.counterparts} ({row.kind})
            </td>
            <td class="number">{row.is_tie ? "tie" : row.n}</td>
            <td>{row.is_tie && !row.first ? "standing" : days(row.first, row.last)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
