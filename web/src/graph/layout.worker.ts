// Places for nodes, away from the page's thread.

import type { LayoutAnswer, LayoutQuestion } from "./layout";
import { settle } from "./settle";

self.onmessage = ({ data }: MessageEvent<LayoutQuestion>) => {
  settle(data);
  const answer: LayoutAnswer = { nodes: data.nodes, token: data.token };
  self.postMessage(answer, { transfer: [data.nodes.buffer] });
};
