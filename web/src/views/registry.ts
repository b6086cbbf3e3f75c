// The views there are: one file each, and one row here. The first is in the page itself, the others come when they are asked for.

import type { ComponentType } from "preact";
import { later } from "../later";
import { CaseView } from "./Case";

export interface View {
  name: string;
  title: string;
  key: string;
  /** Its questions can be asked of the graph as it was recorded once (`recorded_as_of`). */
  past?: true;
  show: ComponentType;
}

export const VIEWS: readonly View[] = [
  { name: "case", title: "Case", key: "c", show: CaseView },
  { name: "graph", title: "Graph", key: "g", past: true, show: later(() => import("./Graph").then((part) => part.GraphView)) },
  { name: "path", title: "Path", key: "p", show: later(() => import("./Path").then((part) => part.PathView)) },
  { name: "dyad", title: "Dyad", key: "d", show: later(() => import("./Dyad").then((part) => part.DyadView)) },
  { name: "board", title: "Board", key: "b", show: later(() => import("./Board").then((part) => part.BoardView)) },
  { name: "day", title: "Day", key: "y", show: later(() => import("./Day").then((part) => part.DayView)) },
  { name: "query", title: "Query", key: "q", show: later(() => import("./Query").then((part) => part.QueryView)) },
  { name: "review", title: "Review", key: "r", show: later(() => import("./Review").then((part) => part.ReviewView)) },
];
