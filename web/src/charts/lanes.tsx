// Two lanes in time: what a did hangs below the axis, what b did stands above; on a narrow screen, and in a figure of one column, time runs
// downwards with a left and b right. Each action is an element of its own that keys can reach.

import { scaleUtc } from "d3-scale";
import { utcFormat } from "d3-time-format";
import { bodyOfDrawing } from "../figure";
import { narrow } from "../narrow";
import { usePicture } from "../showing";
import type { Event } from "../types";
import { days, marks as marksOf, plural } from "../words";

export interface Arc {
  from: string;
  to: string;
  basis: string;
  days: { min: number; max: number };
}

export interface LanesProps {
  above: readonly Event[];
  below: readonly Event[];
  names: { above: string; below: string };
  arcs: readonly Arc[];
  quadOf(event: Event): string;
  lit: ReadonlySet<string>;
  selected: string | null;
  onPick(id: string): void;
}

/** Along time, lying and upright; across it; and what the ends of the axis leave free. */
const LENGTH = 840;
const LENGTH_UPRIGHT = 680;
const ACROSS = 320;
const START = 34;
const END = 10;
const MIDDLE = ACROSS / 2;
const STEP = 13;
const LEAST_PX = 5;
const DAY_MS = 86_400_000;

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

export interface Bar {
  event: Event;
  x: number;
  width: number;
  y: number;
  height: number;
  rung: number;
}

/** Where each action stands: height by its rung (a rung of 0 or below is a flat foot), width by its dates, never narrower than a pointer needs. */
export function bars(events: readonly Event[], up: boolean, x: (ms: number) => number): Bar[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    const [first, last] = [event.date ?? "1970-01-01", event.date_to ?? event.date ?? "1970-01-01"];
    // Actions of one day stand side by side: nobody knows which came first.
    const beside = seen.get(first) ?? 0;
    seen.set(first, beside + 1);
    const rung = event.rung ?? 0;
    const height = Math.max(4, rung * STEP);
    const width = Math.max(LEAST_PX, x(at(last) + DAY_MS) - x(at(first)));
    return { event, x: x(at(first)) + beside * (LEAST_PX + 1), width, y: up ? MIDDLE - height : MIDDLE, height, rung };
  });
}

/** From a place along time and across it to a place on the screen: as computed, or turned so that time runs downwards and a is left. */
type Turn = (along: number, across: number) => readonly [number, number];
const LYING: Turn = (along, across) => [along, across];
const UPRIGHT: Turn = (along, across) => [ACROSS - across, along];

function box(turn: Turn, x: number, y: number, width: number, height: number) {
  const [[x1, y1], [x2, y2]] = [turn(x, y), turn(x + width, y + height)];
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

export function Lanes(props: LanesProps) {
  usePicture(
    ({ columns, tone }) => bodyOfDrawing(<Drawing {...props} lit={new Set()} selected={null} upright={columns === 1} />, `lanes ${tone}`),
    [props.above, props.below, props.quadOf],
  );
  if (![...props.above, ...props.below].some((event) => event.date)) return null;
  return (
    <figure class="lanes">
      <Drawing {...props} upright={narrow.value} />
    </figure>
  );
}

function Drawing({ above, below, names, arcs, quadOf, lit, selected, onPick, upright }: LanesProps & { upright: boolean }) {
  const all = [...above, ...below].filter((event) => event.date);
  const turn = upright ? UPRIGHT : LYING;
  const length = upright ? LENGTH_UPRIGHT : LENGTH;
  const lowest = Math.min(...all.map((event) => at(event.date!)));
  const highest = Math.max(...all.map((event) => at(event.date_to ?? event.date!)));
  const pad = Math.max(DAY_MS * 3, (highest - lowest) * 0.03);
  const along = scaleUtc()
    .domain([lowest - pad, highest + pad])
    .range([START, length - END]);
  const up = bars(above, true, along);
  const down = bars(below, false, along);
  const where = new Map([...up, ...down].map((bar) => [bar.event.id, bar]));
  const ticks = along.ticks(upright ? 10 : 7);
  // Ticks of whole years are years; two in one year would bear one name.
  const format = utcFormat(ticks.every((tick) => tick.getUTCMonth() === 0 && tick.getUTCDate() === 1) ? "%Y" : "%Y-%m");
  const line = (from: readonly [number, number], to: readonly [number, number], name: string) => <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} class={name} />;
  const words = (text: string, [x, y]: readonly [number, number], anchor: "start" | "middle" | "end") => (
    <text x={x} y={y} class="axis" text-anchor={anchor} dominant-baseline="central">
      {text}
    </text>
  );
  const [width, height] = upright ? [ACROSS, length] : [length, ACROSS];
  const sides = upright ? `${names.below} left of the axis, ${names.above} right, time downwards` : `${names.above} above the axis, ${names.below} below`;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="group" aria-label={`${sides}; length is the rung of the ladder`}>
      {[2, 4, 6, 8].flatMap((rung) =>
        [MIDDLE - rung * STEP, MIDDLE + rung * STEP].map((across) => (
          <g key={`${rung}${across}`}>
            {line(turn(START, across), turn(length - END, across), "grid")}
            {words(String(rung), turn(START - 8, across), upright ? "middle" : "end")}
          </g>
        )),
      )}
      {line(turn(START, MIDDLE), turn(length - END, MIDDLE), "zero")}
      {ticks.map((tick) => (
        <g key={+tick}>{words(format(tick), turn(along(tick), ACROSS - (upright ? 2 : 8)), upright ? "start" : "middle")}</g>
      ))}
      {words(names.above, upright ? [ACROSS - 2, 10] : [length - END, 12], "end")}
      {words(names.below, upright ? [2, 10] : [length - END, ACROSS - 24], upright ? "start" : "end")}
      {arcs.map((arc) => (
        <ArcItem key={`${arc.from}${arc.to}`} arc={arc} where={where} turn={turn} />
      ))}
      {[...up, ...down].map((bar) => (
        <BarItem key={bar.event.id} bar={bar} turn={turn} quad={quadOf(bar.event)} lit={lit.has(bar.event.id)} selected={selected === bar.event.id} onPick={onPick} />
      ))}
    </svg>
  );
}

function BarItem({ bar, turn, quad, lit, selected, onPick }: { bar: Bar; turn: Turn; quad: string; lit: boolean; selected: boolean; onPick(id: string): void }) {
  const { event } = bar;
  const doubts = marksOf(event);
  const name = [days(event.date, event.date_to), event.text, `rung ${event.rung ?? 0}`, ...doubts].join(", ");
  const pick = () => onPick(event.id);
  const [x, y] = turn(bar.x + bar.width / 2, bar.y < MIDDLE ? bar.y - 7 : bar.y + bar.height + 7);
  return (
    <g
      role="button"
      tabindex={0}
      aria-label={name}
      data-event={event.id}
      {...(lit ? { "aria-current": "true" as const } : {})}
      aria-pressed={selected}
      class={`bar ${quad.toLowerCase()}${event.assertion === "alleged" ? " alleged" : ""}${lit ? " lit" : ""}`}
      onClick={pick}
      onKeyDown={(press) => {
        if (press.key === "Enter" || press.key === " ") {
          press.preventDefault();
          pick();
        }
      }}
    >
      <title>{name}</title>
      <rect class="hit" {...box(turn, bar.x - 10, bar.y - 10, Math.max(24, bar.width + 20), Math.max(24, bar.height + 20))} />
      <rect class="mark" {...box(turn, bar.x, bar.y, bar.width, bar.height)} />
      {event.disputed && <path class="cross" d={`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`} />}
    </g>
  );
}

function ArcItem({ arc, where, turn }: { arc: Arc; where: ReadonlyMap<string, Bar>; turn: Turn }) {
  const [from, to] = [where.get(arc.to), where.get(arc.from)];
  if (!from || !to) return null;
  const middle = (bar: Bar) => bar.x + bar.width / 2;
  const after = arc.days.min === arc.days.max ? plural(arc.days.min, "day") : `${arc.days.min} to ${arc.days.max} days`;
  const [a, b] = [middle(from), middle(to)];
  const end = (bar: Bar) => (bar.y < MIDDLE ? bar.y : bar.y + bar.height);
  const away = (bar: Bar) => end(bar) + (bar.y < MIDDLE ? -28 : 28);
  const point = (along: number, across: number) => turn(along, across).join(" ");
  return (
    <path class={`arc ${arc.basis}`} role="img" aria-label={`answered after ${after}`} d={`M${point(a, end(from))}C${point(a, away(from))} ${point(b, away(to))} ${point(b, end(to))}`}>
      <title>answered after {after}</title>
    </path>
  );
}
