// A canvas that shows marks: pans and zooms by moving the last picture, paints anew when the gesture rests, a slice at a time.

import { quadtree, type Quadtree } from "d3-quadtree";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import type { LineMark, Mark, ShapeMark } from "./marks";
import { paintCanvas } from "./painter";

/** The picture is painted larger than the view by this on each side, so that a small pan shows no edge. */
const MARGIN = 0.15;
const SLICE_MS = 10;
const REST_MS = 120;

export interface Camera {
  show(marks: readonly Mark[], extent: Extent, ground: string): void;
  fit(): void;
  zoomBy(factor: number): void;
  panBy(dx: number, dy: number): void;
  destroy(): void;
}

export interface Extent {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface CameraEvents {
  picked(id: string | null, double: boolean): void;
  scaled(k: number): void;
}

export function camera(canvas: HTMLCanvasElement, events: CameraEvents): Camera {
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  const picture = document.createElement("canvas");
  const inner = picture.getContext("2d", { alpha: false });
  if (!inner) throw new Error("This browser gives no canvas to draw on.");
  let marks: readonly Mark[] = [];
  let extent: Extent = { x0: 0, y0: 0, x1: 1, y1: 1 };
  let ground = "#fff";
  let at: ZoomTransform = zoomIdentity;
  let painted: ZoomTransform = zoomIdentity;
  let timer = 0;
  let frame = 0;
  let tree: Quadtree<ShapeMark> = quadtree();
  let lines: LineMark[] = [];
  let started = false;

  const size = () => ({ w: canvas.clientWidth || 1, h: canvas.clientHeight || 1, ratio: Math.min(2, devicePixelRatio || 1) });

  function resize(): void {
    const { w, h, ratio } = size();
    canvas.width = Math.round(w * ratio);
    canvas.height = Math.round(h * ratio);
    picture.width = Math.round(w * (1 + 2 * MARGIN) * ratio);
    picture.height = Math.round(h * (1 + 2 * MARGIN) * ratio);
    begin();
    repaint();
  }

  /** The first picture is fitted in, once there is one and room for it: a tab that is not open has none. */
  function begin(): void {
    if (started || !marks.length || !canvas.clientWidth) return;
    started = true;
    fit();
  }

  /** Copy what was last painted to where it now belongs. */
  function move(): void {
    const { w, h, ratio } = size();
    const scale = at.k / painted.k;
    const left = at.x - painted.x * scale - w * MARGIN * scale;
    const top = at.y - painted.y * scale - h * MARGIN * scale;
    context!.setTransform(ratio, 0, 0, ratio, 0, 0);
    context!.fillStyle = ground;
    context!.fillRect(0, 0, w, h);
    context!.drawImage(picture, left, top, w * (1 + 2 * MARGIN) * scale, h * (1 + 2 * MARGIN) * scale);
  }

  function repaint(): void {
    cancelAnimationFrame(frame);
    const { w, h, ratio } = size();
    const target = at;
    painted = at;
    inner!.setTransform(1, 0, 0, 1, 0, 0);
    inner!.fillStyle = ground;
    inner!.fillRect(0, 0, picture.width, picture.height);
    inner!.setTransform(ratio * target.k, 0, 0, ratio * target.k, ratio * (target.x + w * MARGIN), ratio * (target.y + h * MARGIN));
    const work = paintCanvas(inner!, marks);
    const slice = () => {
      const until = performance.now() + SLICE_MS;
      let done = false;
      while (!done && performance.now() < until) done = work.next().done === true;
      move();
      if (!done) frame = requestAnimationFrame(slice);
      else canvas.dataset["painted"] = String(marks.length);
    };
    slice();
  }

  const behaviour: ZoomBehavior<HTMLCanvasElement, unknown> = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent([0.05, 8])
    .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      at = event.transform;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(move);
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        events.scaled(at.k);
        repaint();
      }, REST_MS);
    });
  const selection = select(canvas).call(behaviour).on("dblclick.zoom", null);
  const observer = new ResizeObserver(resize);
  observer.observe(canvas);

  function pick(event: MouseEvent): string | null {
    const box = canvas.getBoundingClientRect();
    const [x, y] = at.invert([event.clientX - box.left, event.clientY - box.top]);
    const node = tree.find(x, y, 26);
    if (node && Math.hypot(node.x - x, node.y - y) <= node.r + 4) return node.of;
    let best: { of: string; away: number } | null = null;
    for (const line of lines) {
      const away = distance(line, x, y);
      if (away < 6 / at.k + line.width / 2 && (!best || away < best.away)) best = { of: line.of, away };
    }
    return best?.of ?? null;
  }
  const click = (event: MouseEvent) => events.picked(pick(event), false);
  const twice = (event: MouseEvent) => events.picked(pick(event), true);
  canvas.addEventListener("click", click);
  canvas.addEventListener("dblclick", twice);

  function fit(): void {
    const { w, h } = size();
    const k = Math.min(4, 0.86 * Math.min(w / Math.max(1, extent.x1 - extent.x0), h / Math.max(1, extent.y1 - extent.y0)));
    const transform = zoomIdentity.translate(w / 2, h / 2).scale(k).translate(-(extent.x0 + extent.x1) / 2, -(extent.y0 + extent.y1) / 2);
    selection.call(behaviour.transform, transform);
  }

  return {
    show(next, bounds, colour) {
      marks = next;
      extent = bounds;
      ground = colour;
      tree = quadtree(
        marks.filter((mark): mark is ShapeMark => mark.kind === "shape"),
        (mark) => mark.x,
        (mark) => mark.y,
      );
      lines = marks.filter((mark): mark is LineMark => mark.kind === "line");
      begin();
      repaint();
    },
    fit,
    zoomBy: (factor) => void selection.call(behaviour.scaleBy, factor),
    panBy: (dx, dy) => void selection.call(behaviour.translateBy, dx / at.k, dy / at.k),
    destroy() {
      observer.disconnect();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      canvas.removeEventListener("click", click);
      canvas.removeEventListener("dblclick", twice);
      selection.on(".zoom", null);
      picture.width = picture.height = 0;
    },
  };
}

function distance(line: LineMark, x: number, y: number): number {
  const dx = line.x2 - line.x1;
  const dy = line.y2 - line.y1;
  const along = Math.max(0, Math.min(1, ((x - line.x1) * dx + (y - line.y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - line.x1 - along * dx, y - line.y1 - along * dy);
}
