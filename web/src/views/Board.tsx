// Which relations are changing: every dyad by how much it changed, with its interval, what it rests on, and where data are too few said so.

import { useMemo } from "preact/hooks";
import { address } from "../api";
import { EventItem } from "../panels/Evidence";
import { Combobox } from "../panels/Search";
import { Answered, Empty } from "../panels/States";
import { useLeaving } from "../showing";
import { change, filterOf, go, route } from "../state";
import type { Envelope } from "../types";
import type { components } from "../api.gen";
import { useAnswer } from "../use";
import { nameOf, plural, tables, type Tables } from "../words";

export type BoardData = components["schemas"]["BoardData"];
export type BoardRow = BoardData["rows"][number];
type Changed = BoardData["changes"][number];

/** What stands beside a relation. On a narrow screen rows are cards (`stacked`), and each value bears its column's name; the roles are told because
 * a browser takes them from what is no longer laid out as a table. */
const COLUMNS = ["Verdict", "Intensity, 28 days by the 28 before", "Highest rung, before → now", "Rests on"] as const;

/** Half a 95 % interval in standard errors. */
const Z = 1.96;
const DAY_MS = 86_400_000;
/** What the board is not asked: it looks 56 days back by itself, at when things happened, whoever did them. */
const NOT_ASKED = ["since", "kinds", "clock"];

/** How many times what it was, with the range that 19 of 20 such estimates would hold; null where data do not allow it. */
export function ratio(row: Pick<BoardRow, "log_ratio" | "standard_error">): { times: string; low: string; high: string } | null {
  const { log_ratio: middle, standard_error: error } = row;
  if (middle === null || error === null) return null;
  const say = (log: number) => Math.exp(log).toLocaleString("en", { maximumSignificantDigits: 2 });
  return { times: say(middle), low: say(middle - Z * error), high: say(middle + Z * error) };
}

/** An act of vague date counts in a window by the share of its days that lie there: hence the decimal. */
const acts = (n: number) => n.toLocaleString("en", { maximumFractionDigits: 1 });

export function rungs({ rung_before: before, rung_now: now }: Pick<BoardRow, "rung_before" | "rung_now">): string {
  return `${before ?? "none"} → ${now ?? "none"}`;
}

export function BoardView() {
  const keys = route.value.keys;
  const { actors = "", against = "", until = "" } = keys;
  const filter = filterOf(Object.fromEntries(Object.entries(keys).filter(([name]) => !NOT_ASKED.includes(name))));
  const asked = useAnswer<BoardData>(address("/v1/escalation/board", { ...filter, actors, since: against, limit: 100 }));
  const ignored = NOT_ASKED.filter((name) => keys[name]);
  const day = asked.answer?.data.day ?? until;
  const step = (days: number) => day.length === 10 && change({ until: new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) });
  return (
    <>
      <h1>Which relations are changing?</h1>
      <div class="row">
        <Combobox label="Only relations of" only="actor" value={actors} placeholder="everybody" onPick={(result) => change({ actors: result.id })} />
        {actors && (
          <button type="button" onClick={() => change({ actors: "" })}>
            Everybody
          </button>
        )}
        <span class="field">
          <label for="board-day">As of the day</label>
          <input id="board-day" type="date" value={day} onChange={(event) => change({ until: event.currentTarget.value })} />
        </span>
        <span class="field">
          <label for="board-against">What changed since</label>
          <input id="board-against" type="date" value={against} onChange={(event) => change({ against: event.currentTarget.value })} />
        </span>
        <button type="button" disabled={!day} onClick={() => step(-28)} aria-keyshortcuts="[">
          Four weeks back
        </button>
        <button type="button" disabled={!day} onClick={() => step(28)} aria-keyshortcuts="]">
          Four weeks on
        </button>
      </div>
      {ignored.length > 0 && <p class="soft">The board does not go by {ignored.join(", ")}: it compares the 28 days up to its day with the 28 before.</p>}
      <Answered asked={asked}>{(answer) => <Shown answer={answer} />}</Answered>
    </>
  );
}

function Shown({ answer }: { answer: Envelope<BoardData> }) {
  const at = useMemo(() => tables(answer), [answer]);
  const { rows, day, dyads, compared, discovered, changes, changed, since, scale, dedup, fdr } = answer.data;
  useLeaving({ of: null, title: `Which relations are changing, ${day}`, caption: [], answer });
  if (!rows.length) return <Empty what={`No relation moved in the 56 days up to ${day}, and none took a step on the ladder. An earlier day may have more to tell.`} />;
  return (
    <>
      <p role="status">
        {plural(dyads, "relation")} moved in the 56 days up to {day}; {plural(compared, "of them has", "of them have")} enough actions for statistics, {plural(discovered, "change is", "changes are")} called. Of the others the ladder alone speaks.
      </p>
      {since && <Changes rows={changes} n={changed} since={since} />}
      <div class="scroll" role="region" aria-label="Relations" tabIndex={0}>
        <table class="stacked" role="table">
          <thead role="rowgroup">
            <tr role="row">
              {["Relation", ...COLUMNS].map((head) => (
                <th scope="col" role="columnheader" key={head}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows.map((row) => (
              <RowItem key={`${row.source}>${row.target}`} row={row} at={at} day={day} />
            ))}
          </tbody>
        </table>
      </div>
      <details>
        <summary>How this is computed</summary>
        <p>A relation is one direction: what the first side did to the second. Changes are called so that at most {fdr} of those called are chance (false discovery rate).</p>
        <p>Scale: {scale}.</p>
        <p>Counting: {dedup}.</p>
      </details>
    </>
  );
}

function RowItem({ row, at, day }: { row: BoardRow; at: Tables; day: string }) {
  const { source, target, counts } = row;
  const pair = `${nameOf(source)} on ${nameOf(target)}`;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <a href={`/dyad?a=${source}&b=${target}&until=${day}`} onClick={(event) => { event.preventDefault(); go("dyad", { a: source, b: target, until: day }); }}>
          {pair}
        </a>
      </th>
      <td role="cell" data-label={COLUMNS[0]}>
        <strong>{row.word}</strong>
        {row.discovered && <span class="tag">called</span>}
        <div class="soft">{row.form === "sparse" ? "insufficient for statistics" : row.votes.length ? `votes: ${row.votes.join(", ")}` : "no vote"}</div>
      </td>
      <td role="cell" data-label={COLUMNS[1]}>
        <Intensity row={row} />
      </td>
      <td role="cell" data-label={COLUMNS[2]} class="nowrap">{rungs(row)}</td>
      <td role="cell" data-label={COLUMNS[3]}>
        <details>
          <summary>
            {plural(counts["events"] ?? 0, "action")}, {plural(counts["reports_of_named"] ?? 0, "report")}
          </summary>
          <ul class="cards" aria-label={`Behind ${pair}`}>
            {row.events.map((id) => (
              <EventItem key={id} event={at.events.get(id)} />
            ))}
          </ul>
        </details>
      </td>
    </tr>
  );
}

function Intensity({ row }: { row: BoardRow }) {
  const found = ratio(row);
  if (!found)
    return (
      <span class="soft">
        insufficient: {acts(row.acts_now)} against {acts(row.acts_before)}
      </span>
    );
  return (
    <>
      {found.times} times ({found.low} to {found.high})
      <div class="soft">
        {acts(row.acts_now)} against {acts(row.acts_before)} acts; q {row.q_value?.toPrecision(2)}
      </div>
    </>
  );
}

function Changes({ rows, n, since }: { rows: readonly Changed[]; n: number; since: string }) {
  return (
    <section aria-labelledby="board-changes">
      <h2 id="board-changes">Changed since {since}</h2>
      {!n && <p>No relation's verdict is another than it was.</p>}
      {n > rows.length && <p class="soft">{plural(rows.length, "change")} of {n}.</p>}
      <ul>
        {rows.map((row) => (
          <li key={`${row.source}>${row.target}`}>
            {nameOf(row.source)} on {nameOf(row.target)}: {row.before} → <strong>{row.now}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
