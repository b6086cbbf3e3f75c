// What a picture is made of: flat marks that a canvas and an SVG paint alike. No meaning here, and no painting.

export type Dash = "solid" | "long" | "short" | "dots";
export type Shape = "square" | "hexagon" | "box" | "diamond" | "circle" | "octagon" | "triangle";

export interface LineMark {
  kind: "line";
  of: string;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  width: number;
  colour: string;
  dash: Dash;
  unit: number;
}
export interface ArrowMark {
  kind: "arrow";
  of: string;
  x: number;
  y: number;
  angle: number;
  size: number;
  colour: string;
}
export interface CrossMark {
  kind: "cross";
  of: string;
  x: number;
  y: number;
  size: number;
  colour: string;
  halo: string;
  unit: number;
}
export interface BoxMark {
  kind: "hollow";
  of: string;
  x: number;
  y: number;
  size: number;
  colour: string;
  fill: string;
  unit: number;
}
export interface BadgeMark {
  kind: "badge";
  of: string;
  x: number;
  y: number;
  text: string;
  colour: string;
  ground: string;
  unit: number;
}
export interface ShapeMark {
  kind: "shape";
  of: string;
  shape: Shape;
  x: number;
  y: number;
  r: number;
  fill: string;
  stroke: string;
  width: number;
  text: string;
  ink: string;
}
export interface LabelMark {
  kind: "label";
  of: string;
  x: number;
  y: number;
  text: string;
  size: number;
  weight: 400 | 600;
  colour: string;
  halo: string;
}

export type Mark = LineMark | ArrowMark | CrossMark | BoxMark | BadgeMark | ShapeMark | LabelMark;

export const DASHES: Record<Dash, readonly number[]> = { solid: [], long: [12, 6], short: [5, 4], dots: [1.5, 4] };

/** Corners of a shape of radius 1, in order; a circle and a box have none of their own. */
export const CORNERS: Partial<Record<Shape, readonly (readonly [number, number])[]>> = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  diamond: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
  triangle: [[0, -1.15], [1.1, 0.8], [-1.1, 0.8]],
  hexagon: ring(6, 0),
  octagon: ring(8, Math.PI / 8),
};

function ring(n: number, turn: number): readonly (readonly [number, number])[] {
  return Array.from({ length: n }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / n;
    return [Math.cos(angle) * 1.08, Math.sin(angle) * 1.08] as const;
  });
}
