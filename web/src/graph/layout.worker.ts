// Places for nodes, away from the page's thread: ForceAtlas2 over plain arrays, from seeded places. Old nodes stay where they are.

import iterate from "graphology-layout-forceatlas2/iterate";
import type { LayoutAnswer, LayoutQuestion } from "./layout";

const SETTINGS = {
  linLogMode: false,
  outboundAttractionDistribution: false,
  adjustSizes: false,
  edgeWeightInfluence: 0.5,
  scalingRatio: 700,
  strongGravityMode: false,
  gravity: 1,
  slowDown: 1.2,
  barnesHutOptimize: false,
  barnesHutTheta: 0.6,
};

self.onmessage = ({ data }: MessageEvent<LayoutQuestion>) => {
  const { nodes, edges, iterations, token } = data;
  const settings = { ...SETTINGS, barnesHutOptimize: nodes.length / 10 > 600 };
  for (let round = 0; round < iterations; round++) iterate(settings, nodes, edges);
  const answer: LayoutAnswer = { nodes, token };
  self.postMessage(answer, { transfer: [nodes.buffer] });
};
