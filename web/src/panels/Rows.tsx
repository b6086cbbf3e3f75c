// What a query returned: as a table, as JSON, and as a graph where it holds actors and lines.

import { useMemo } from "preact/hooks";
import { drawn, told, type CypherData } from "../drawn";
import { choose } from "../selection";
import { change, route } from "../state";
import { plural, vocabulary } from "../words";
import { Legend } from "./Legend";
import { Picture } from "./Picture";

export interface Column {
  name: string;
  type?: string;
  about?: string;
}
interface Ended {
  truncated: boolean;
  truncated_because: string | null;
  took_ms: number;
}
interface Props {
  columns: readonly Column[];
  rows: readonly Record<string, unknown>[];
  ended: Ended;
  /** Nodes and relationships of the rows; without them there is nothing to draw. */
  graph?: Pick<CypherData, "nodes" | "edges">;
}

const WAYS = ["table", "graph", "json"] as const;
const SAY = { table: "Table", graph: "Graph", json: "JSON" };

export function Rows({ columns, rows, ended, graph }: Props) {
  const drawable = (graph?.nodes.length ?? 0) > 0;
  const asked = route.value.keys["as"];
  const way = WAYS.find((one) => one === asked && (one !== "graph" || drawable)) ?? "table";
  return (
    <>
      <p class="row">
        <span role="status">
          {plural(rows.length, "row")}, {Math.max(1, Math.round(ended.took_ms)).toLocaleString("en")} ms
          {ended.truncated && `; not all: ${ended.truncated_because}`}
        </span>
        {WAYS.filter((one) => one !== "graph" || drawable).map((one) => (
          <button type="button" key={one} aria-pressed={one === way} onClick={() => change({ as: one === "table" ? "" : one }, false)}>
            {SAY[one]}
          </button>
        ))}
      </p>
      {way === "table" && <Table columns={columns} rows={rows} />}
      {way === "json" && (
        <pre class="scroll rows" tabIndex={0} aria-label="Rows as JSON">
          {JSON.stringify(rows, null, 1)}
        </pre>
      )}
      {way === "graph" && graph && <Graph graph={graph} />}
    </>
  );
}

function Graph({ graph }: { graph: Pick<CypherData, "nodes" | "edges"> }) {
  const actions = vocabulary.value?.actions;
  const { graph: folded, actors, others } = useMemo(() => drawn(graph, actions ?? []), [graph, actions]);
  if (!folded.nodes.length) return <p class="notice">No row holds an actor: the table and JSON have all that was returned.</p>;
  return (
    <>
      <p class="soft">
        {plural(folded.nodes.length, "actor")}, {plural(folded.edges.length, "line")}: what the rows hold and nothing else
        {others > 0 && `; ${plural(others, "node")} of other kinds stand in the table alone`}.
      </p>
      <Picture graph={folded} actors={actors} colourBy="quad" />
      <Legend colourBy="quad" />
    </>
  );
}

function Table({ columns, rows }: Pick<Props, "columns" | "rows">) {
  return (
    <div class="scroll rows" role="region" aria-label="Rows" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" key={column.name} title={column.about}>
                {column.name.replaceAll("_", " ")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map((column) => (
                <td key={column.name} class={typeof row[column.name] === "number" ? "number" : column.type === "date" ? "nowrap" : ""}>
                  <Cell name={column.name} value={row[column.name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What names an action leads to its evidence. */
function Cell({ name, value }: { name: string; value: unknown }) {
  if (typeof value === "string" && /^(event|statement|answer|action_id)$/.test(name))
    return (
      <button type="button" class="link" onClick={() => choose("event", value)}>
        {value}
      </button>
    );
  return <>{told(value)}</>;
}
