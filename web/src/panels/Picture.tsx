// A graph on the screen: the canvas for eyes, and beside it the list of the same elements for keys and screen readers.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { bodyOfMarks, unitOf } from "../figure";
import { camera, type Camera } from "../graph/camera";
import { extentOf, Layouter } from "../graph/layout";
import { scene, type Look, type Point } from "../graph/scene";
import { DARK, GREY, LIGHT } from "../graph/theme";
import { narrow } from "../narrow";
import { choose, chosen } from "../selection";
import { usePicture } from "../showing";
import { dark } from "../theming";
import type { Actor, GraphData } from "../types";
import { degrees, letters, lineSentence, nodeSentence, vocabulary } from "../words";
import { Elements } from "./Elements";

const PLAIN_ABOVE = 4000;

interface Props {
  graph: GraphData;
  actors: ReadonlyMap<string, Actor>;
  colourBy: Look["colourBy"];
  onOpen?(id: string): void;
}

/** Places are kept while a graph grows, so that what the reader knows stays where it was. */
export function Picture({ graph, actors, colourBy, onOpen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<Camera | null>(null);
  const layouter = useMemo(() => new Layouter(), []);
  const kept = useRef<Map<string, Point>>(new Map());
  const [placed, setPlaced] = useState<ReadonlyMap<string, Point>>(new Map());
  const [unit, setUnit] = useState(1);
  const selected = chosen.value?.what === "event" ? null : (chosen.value?.id ?? null);
  const palette = dark.value ? DARK : LIGHT;

  useEffect(() => () => layouter.close(), [layouter]);
  useEffect(() => {
    let stale = false;
    layouter.place(graph.nodes, graph.edges, kept.current).then((next) => {
      if (!next || stale) return;
      kept.current = next;
      setPlaced(next);
    });
    return () => {
      stale = true;
    };
  }, [graph, layouter]);

  const pick = (id: string | null) => choose(id && actors.has(id) ? "actor" : "line", id);
  useEffect(() => {
    if (!canvas.current) return;
    view.current = camera(canvas.current, {
      picked: (id, double) => (double && id && onOpen ? onOpen(id) : pick(id)),
      scaled: (k) => setUnit(1 / Math.min(k, 4)),
    });
    return () => view.current?.destroy();
  }, []);

  const shown = { nodes: graph.nodes, lines: graph.edges, actors, places: placed };
  const look: Look = {
    palette,
    colourBy,
    letters: useMemo(() => letters([...new Set(graph.edges.flatMap((line) => Object.keys(line.by_type)))]), [graph]),
    selected,
    labels: 40,
    plain: graph.edges.length > PLAIN_ABOVE && unit > 1,
    unit,
  };
  const marks = useMemo(() => scene(shown, look), [graph, actors, placed, palette, colourBy, selected, unit]);
  usePicture(
    ({ columns, tone }) => {
      const fine = unitOf(extentOf(placed.values()), columns);
      return bodyOfMarks(scene(shown, { ...look, palette: tone === "grey" ? GREY : LIGHT, selected: null, unit: fine, plain: false }), fine);
    },
    [graph, actors, placed, colourBy],
  );
  useEffect(() => view.current?.show(marks, extentOf(placed.values()), palette.ground), [marks, placed, palette]);

  const entries = useMemo(() => {
    const near = degrees(graph.edges);
    return [
      ...graph.nodes.map((id) => ({ id, what: "actor" as const, text: nodeSentence(id, actors.get(id), near.get(id) ?? 0) })),
      ...graph.edges.map((line) => ({ id: line.id, what: "line" as const, text: lineSentence(line, actors) })),
    ];
  }, [graph, actors, vocabulary.value]);
  const [tab, setTab] = useState<Tab>("list");
  // Under one another they would fill two narrow screens: there the picture is a tab, and the sentences come first.
  const shows = (one: Tab) => !narrow.value || tab === one;
  return (
    <>
      {narrow.value && <Tabs at={tab} to={setTab} />}
      <div class="picture" hidden={!shows("picture")}>
        <canvas ref={canvas} aria-hidden="true" />
        <div class="tools">
          <button type="button" onClick={() => view.current?.fit()} aria-keyshortcuts="f">
            Fit
          </button>
          <button type="button" aria-label="Zoom in" onClick={() => view.current?.zoomBy(1.4)}>
            +
          </button>
          <button type="button" aria-label="Zoom out" onClick={() => view.current?.zoomBy(1 / 1.4)}>
            −
          </button>
          <button type="button" aria-label="Pan left" onClick={() => view.current?.panBy(80, 0)}>
            ←
          </button>
          <button type="button" aria-label="Pan right" onClick={() => view.current?.panBy(-80, 0)}>
            →
          </button>
          <button type="button" aria-label="Pan up" onClick={() => view.current?.panBy(0, 80)}>
            ↑
          </button>
          <button type="button" aria-label="Pan down" onClick={() => view.current?.panBy(0, -80)}>
            ↓
          </button>
        </div>
      </div>
      {shows("list") && <Elements entries={entries} selected={selected} onSelect={(entry) => choose(entry.what, entry.id)} onOpen={(entry) => onOpen?.(entry.id)} />}
    </>
  );
}

type Tab = "list" | "picture";
const TABS: readonly (readonly [Tab, string])[] = [["list", "In words"], ["picture", "Picture"]];

function Tabs({ at, to }: { at: Tab; to(tab: Tab): void }) {
  return (
    <p class="tabs" role="group" aria-label="The graph">
      {TABS.map(([tab, text]) => (
        <button type="button" key={tab} aria-pressed={tab === at} onClick={() => to(tab)}>
          {text}
        </button>
      ))}
    </p>
  );
}
