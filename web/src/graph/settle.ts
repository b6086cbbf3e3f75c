// ForceAtlas2 over plain arrays, from seeded places; pure, so that the worker and the tests run the same. Old nodes stay where they are.

import iterate from "graphology-layout-forceatlas2/iterate";
import { PER_NODE, type LayoutQuestion } from "./layout";

/** Gravity grows with the distance ("strong"): plain gravity lets an actor without lines drift so far that the rest becomes a dot. */
const SETTINGS = {
  linLogMode: false,
  outboundAttractionDistribution: false,
  adjustSizes: false,
  edgeWeightInfluence: 0.5,
  scalingRatio: 700,
  strongGravityMode: true,
  gravity: 0.5,
  slowDown: 1.2,
  barnesHutOptimize: false,
  barnesHutTheta: 0.6,
};

/** Moves the nodes of the question to where they belong. */
export function settle({ nodes, edges, iterations }: LayoutQuestion): void {
  const settings = { ...SETTINGS, barnesHutOptimize: nodes.length / PER_NODE > 600 };
  for (let round = 0; round < iterations; round++) iterate(settings, nodes, edges);
}
