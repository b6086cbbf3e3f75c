// cytoscape.js on its canvas: the same places, sizes and colours; straight lines with heads, names by its own threshold.

import cytoscape from "cytoscape";
import { colour, LOOK, width, type Painter } from "./graph";

const painter: Painter = (host, { ids, lines, actors, places, radii }) =>
  new Promise((resolve) => {
    const view = cytoscape({
      container: host,
      elements: [
        ...ids.map((id) => ({ data: { id, label: actors.get(id)!.name, size: 2 * radii.get(id)! }, position: { ...places.get(id)! } })),
        ...lines.map((line) => ({ data: { id: line.id, source: line.source, target: line.target, colour: colour(line), width: width(line) } })),
      ],
      layout: { name: "preset" },
      style: [
        { selector: "node", style: { label: "data(label)", width: "data(size)", height: "data(size)", "background-color": LOOK.palette.node, "border-width": 1.5, "min-zoomed-font-size": 8 } },
        { selector: "edge", style: { width: "data(width)", "line-color": "data(colour)", "curve-style": "straight", "target-arrow-shape": "triangle", "target-arrow-color": "data(colour)" } },
      ],
    });
    view.one("render", () => resolve());
  });

export default painter;
