// The explorer's painter as panels/Picture.tsx uses it: above 4,000 lines heads, dashes and badges wait until the reader comes nearer.

import { camera } from "../../web/src/graph/camera";
import { extentOf } from "../../web/src/graph/layout";
import { scene } from "../../web/src/graph/scene";
import { LOOK, type Painter } from "./graph";

const PLAIN_ABOVE = 4000;

const own: Painter = async (host, { ids, lines, actors, places }) => {
  const canvas = host.appendChild(document.createElement("canvas"));
  const extent = extentOf(places.values());
  const show = (unit: number) => {
    const plain = lines.length > PLAIN_ABOVE && unit > 1;
    view.show(scene({ nodes: ids, lines, actors, places }, { ...LOOK, unit, plain }), extent, LOOK.palette.ground);
  };
  const view = camera(canvas, { picked: () => undefined, scaled: (k) => show(1 / Math.min(k, 4)) });
  // As on the page, the first picture is at the scale that shows all of it.
  show(Math.max((extent.x1 - extent.x0) / host.clientWidth, (extent.y1 - extent.y0) / host.clientHeight));
  while (!canvas.dataset["painted"]) await new Promise(requestAnimationFrame);
};

export default own;
