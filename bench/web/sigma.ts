// sigma 3 on graphology: the same places, sizes and colours; arrows, no dashes (it has none), no badges.

import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { colour, LOOK, width, type Painter } from "./graph";

const painter: Painter = async (host, { ids, lines, actors, places, radii }) => {
  const graph = new MultiDirectedGraph();
  for (const id of ids) graph.addNode(id, { ...places.get(id)!, size: radii.get(id)! / 2, label: actors.get(id)!.name, color: LOOK.palette.ink });
  for (const line of lines) graph.addEdgeWithKey(line.id, line.source, line.target, { size: width(line), color: colour(line), type: "arrow" });
  new Sigma(graph, host, { defaultEdgeType: "arrow", labelRenderedSizeThreshold: 10 }); // renders before it returns
};

export default painter;
