// The service's answers as this page reads them. Shapes come from the generated description; nothing is asked here.

import type { components } from "./api.gen";

type Schemas = components["schemas"];

export type Actor = Schemas["Actor"];
export type Event = Schemas["Event"];
export type Claim = Schemas["Claim"];
export type Source = Schemas["Source"];
export type Meta = Schemas["Meta"];
/** A long address and the short one that stands for it. */
export type Kept = Schemas["ViewAnswer"];

/** Every answer: `data` names by id what stands once in a table. */
export interface Envelope<Data> {
  data: Data;
  actors: Actor[];
  events: Event[];
  sources: Source[];
  claims: Claim[];
  meta: Meta;
}

/** What went wrong (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  hint: string;
  request_id: string;
}

export type Quad = "VCOOP" | "MCOOP" | "VCONF" | "MCONF";

/** One folded line: every action, or every tie, from one actor to another. */
export interface Line {
  id: string;
  source: string;
  target: string;
  is_tie: boolean;
  n: number;
  by_type: Record<string, number>;
  by_status: Record<string, number>;
  by_assertion: Record<string, number>;
  by_quad: Record<string, number>;
  disputed: number;
  max_rung: number | null;
  first: string | null;
  last: string | null;
  events: string[];
  events_left_out: number;
}

export interface GraphData {
  nodes: string[];
  edges: Line[];
}

export interface CaseData {
  name: string;
  title: string;
  question: string;
  sentences: { text: string; link: string }[];
  graph: GraphData;
}

export interface ActionType {
  code: string;
  edge_type: string;
  verb_phrase: string;
  quad: string;
  rung: number;
  sentence: string;
}

export interface TieType {
  code: string;
  verb_phrase: string;
  inverse_phrase: string;
}
