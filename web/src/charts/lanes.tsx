// Two lanes in time: what a did hangs below the axis, what b did stands above. Each action is an element of its own that keys can reach.

import { scaleUtc } from "d3-scale";
import { utcFormat } from "d3-time-format";
import { useRef } from "preact/hooks";
import { bodyOfElement } from "../figure";
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

const W = 840;
const H = 320;
const LEFT = 34;
const RIGHT = 10;
const MIDDLE = H / 2;
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

export function Lanes({ above, below, names, arcs, quadOf, lit, selected, onPick }: LanesProps) {
  const all = [...above, ...below].filter((event) => event.date);
  const drawn = useRef<SVGSVGElement>(null);
  usePicture(() => bodyOfElement(drawn.current!), []);
  if (!all.length) return null;
  const lowest = Math.min(...all.map((event) => at(event.date!)));
  const highest = Math.max(...all.map((event) => at(event.date_to ?? event.date!)));
  const pad = Math.max(DAY_MS * 3, (highest - lowest) * 0.03);
  const x = scaleUtc()
    .domain([lowest - pad, highest + pad])
    .range([LEFT, W - RIGHT]);
  const up = bars(above, true, x);
  const down = bars(below, false, x);
  const where = new Map([...up, ...down].map((bar) => [bar.event.id, bar]));
  const format = utcFormat(highest - lowest > 3 * 365 * DAY_MS ? "%Y" : "%Y-%m");
  return (
    <figure class="lanes" tabIndex={0}>
      <svg ref={drawn} viewBox={`0 0 ${W} ${H}`} role="group" aria-label={`${names.above} above the axis, ${names.below} below; height is the rung of the ladder`}>
        {[2, 4, 6, 8].flatMap((rung) =>
          [MIDDLE - rung * STEP, MIDDLE + rung * STEP].map((y) => (
            <g key={`${rung}${y}`}>
              <line x1={LEFT} x2={W - RIGHT} y1={y} y2={y} class="grid" />
              <text x={LEFT - 6} y={y} class="axis" text-anchor="end" dominant-baseline="central">
                {rung}
              </text>
            </g>
          )),
        )}
        <line x1={LEFT} x2={W - RIGHT} y1={MIDDLE} y2={MIDDLE} class="zero" />
        {x.ticks(7).map((tick) => (
          <text key={+tick} x={x(tick)} y={H - 4} class="axis" text-anchor="middle">
            {format(tick)}
          </text>
        ))}
        <text x={W - RIGHT} y={14} class="axis" text-anchor="end">
          {names.above}
        </text>
        <text x={W - RIGHT} y={H - 20} class="axis" text-anchor="end">
          {names.below}
        </text>
        {arcs.map((arc) => (
          <ArcItem key={`${arc.from}${arc.to}`} arc={arc} where={where} />
        ))}
        {[...up, ...down].map((bar) => (
          <BarItem key={bar.event.id} bar={bar} quad={quadOf(bar.event)} lit={lit.has(bar.event.id)} selected={selected === bar.event.id} onPick={onPick} />
        ))}
      </svg>
    </figure>
  );
}

function BarItem({ bar, quad, lit, selected, onPick }: { bar: Bar; quad: string; lit: boolean; selected: boolean; onPick(id: string): void }) {
  const { event } = bar;
  const doubts = marksOf(event);
  const name = [days(event.date, event.date_to), event.text, `rung ${event.rung ?? 0}`, ...doubts].join(", ");
  const pick = () => onPick(event.id);
  const tip = bar.y < MIDDLE ? bar.y - 7 : bar.y + bar.height + 7;
  return (
    <g
      role="button"
      tabIndex={0}
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
      <rect class="hit" x={bar.x - 10} y={bar.y - 10} width={Math.max(24, bar.width + 20)} height={Math.max(24, bar.height + 20)} />
      <rect class="mark" x={bar.x} y={bar.y} width={bar.width} height={bar.height} />
      {event.disputed && <path class="cross" d={`M${bar.x + bar.width / 2 - 4} ${tip - 4}l8 8m0 -8l-8 8`} />}
    </g>
  );
}

function ArcItem({ arc, where }: { arc: Arc; where: ReadonlyMap<string, Bar> }) {
  const [from, to] = [where.get(arc.to), where.get(arc.from)];
  if (!from || !to) return null;
  const middle = (bar: Bar) => bar.x + bar.width / 2;
  const after = arc.days.min === arc.days.max ? plural(arc.days.min, "day") : `${arc.days.min} to ${arc.days.max} days`;
  const [a, b] = [middle(from), middle(to)];
  const end = (bar: Bar) => (bar.y < MIDDLE ? bar.y : bar.y + bar.height);
  const away = (bar: Bar) => end(bar) + (bar.y < MIDDLE ? -28 : 28);
  return (
    <path class={`arc ${arc.basis}`} role="img" aria-label={`answered after ${after}`} d={`M${a} ${end(from)}C${a} ${away(from)} ${b} ${away(to)} ${b} ${end(to)}`}>
      <title>answered after {after}</title>
    </path>
  );
}
