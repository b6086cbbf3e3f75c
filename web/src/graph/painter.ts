// Marks on a canvas, and the same marks as SVG. Knows nothing of graphs.

import { CORNERS, DASHES, type Mark, type ShapeMark } from "./marks";

export const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';

/** Paint marks in the order given; yields now and then, so that a caller can paint in slices. */
export function* paintCanvas(context: CanvasRenderingContext2D, marks: readonly Mark[], every = 400): Generator<number> {
  context.lineCap = "butt";
  context.lineJoin = "round";
  let done = 0;
  for (const mark of marks) {
    paint(context, mark);
    if (++done % every === 0) yield done;
  }
}

function paint(c: CanvasRenderingContext2D, mark: Mark): void {
  switch (mark.kind) {
    case "line":
      c.strokeStyle = mark.colour;
      c.lineWidth = mark.width;
      c.setLineDash(DASHES[mark.dash].map((length) => length * mark.unit));
      c.beginPath();
      c.moveTo(mark.x1, mark.y1);
      c.lineTo(mark.x2, mark.y2);
      c.stroke();
      c.setLineDash([]);
      return;
    case "arrow": {
      const [ax, ay, bx, by] = head(mark.x, mark.y, mark.angle, mark.size);
      c.fillStyle = mark.colour;
      c.beginPath();
      c.moveTo(mark.x, mark.y);
      c.lineTo(ax, ay);
      c.lineTo(bx, by);
      c.fill();
      return;
    }
    case "cross":
      for (const [colour, width] of [[mark.halo, 5], [mark.colour, 2]] as const) {
        c.strokeStyle = colour;
        c.lineWidth = width * mark.unit;
        c.beginPath();
        c.moveTo(mark.x - mark.size, mark.y - mark.size);
        c.lineTo(mark.x + mark.size, mark.y + mark.size);
        c.moveTo(mark.x + mark.size, mark.y - mark.size);
        c.lineTo(mark.x - mark.size, mark.y + mark.size);
        c.stroke();
      }
      return;
    case "hollow":
      c.fillStyle = mark.fill;
      c.strokeStyle = mark.colour;
      c.lineWidth = 1.5 * mark.unit;
      c.fillRect(mark.x - mark.size / 2, mark.y - mark.size / 2, mark.size, mark.size);
      c.strokeRect(mark.x - mark.size / 2, mark.y - mark.size / 2, mark.size, mark.size);
      return;
    case "badge": {
      const { unit } = mark;
      const width = badgeWidth(mark.text) * unit;
      c.fillStyle = mark.ground;
      c.strokeStyle = mark.colour;
      c.lineWidth = 1.5 * unit;
      c.beginPath();
      c.roundRect(mark.x - width / 2, mark.y - 8 * unit, width, 16 * unit, 8 * unit);
      c.fill();
      c.stroke();
      text(c, mark.text, mark.x, mark.y, 11 * unit, 600, mark.colour);
      return;
    }
    case "shape":
      outline(c, mark);
      c.fillStyle = mark.fill;
      c.fill();
      c.strokeStyle = mark.stroke;
      c.lineWidth = mark.width;
      c.stroke();
      if (mark.text) text(c, mark.text, mark.x, mark.y, mark.r * 0.68, 600, mark.ink);
      return;
    case "label":
      c.font = `${mark.weight} ${mark.size}px ${FONT}`;
      c.textAlign = "center";
      c.textBaseline = "middle";
      c.strokeStyle = mark.halo;
      c.lineWidth = mark.size / 4;
      c.strokeText(mark.text, mark.x, mark.y);
      c.fillStyle = mark.colour;
      c.fillText(mark.text, mark.x, mark.y);
  }
}

function text(c: CanvasRenderingContext2D, words: string, x: number, y: number, size: number, weight: number, colour: string): void {
  c.font = `${weight} ${size}px ${FONT}`;
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillStyle = colour;
  c.fillText(words, x, y + 0.5);
}

function outline(c: CanvasRenderingContext2D, { shape, x, y, r }: ShapeMark): void {
  c.beginPath();
  const corners = CORNERS[shape];
  if (corners) {
    for (const [cx, cy] of corners) c.lineTo(x + cx * r, y + cy * r);
    c.closePath();
  } else if (shape === "box") c.roundRect(x - r * 1.25, y - r * 0.8, r * 2.5, r * 1.6, r * 0.35);
  else c.arc(x, y, r, 0, 2 * Math.PI);
}

function head(x: number, y: number, angle: number, size: number): [number, number, number, number] {
  const spread = 0.42;
  return [
    x - size * Math.cos(angle - spread) * 1.4,
    y - size * Math.sin(angle - spread) * 1.4,
    x - size * Math.cos(angle + spread) * 1.4,
    y - size * Math.sin(angle + spread) * 1.4,
  ];
}

function badgeWidth(words: string): number {
  return 10 + words.length * 6.6;
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeXml(words: string): string {
  // Control characters are no XML; what is left out is told by nobody, so they become the replacement sign.
  return words.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, "\uFFFD").replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}

/** The marks as SVG elements; text stays text. */
export function paintSvg(marks: readonly Mark[]): string {
  return marks.map(element).join("\n");
}

function element(mark: Mark): string {
  const n = (value: number) => value.toFixed(1);
  switch (mark.kind) {
    case "line": {
      const dash = DASHES[mark.dash].length ? ` stroke-dasharray="${DASHES[mark.dash].map((length) => n(length * mark.unit)).join(" ")}"` : "";
      return `<line x1="${n(mark.x1)}" y1="${n(mark.y1)}" x2="${n(mark.x2)}" y2="${n(mark.y2)}" stroke="${mark.colour}" stroke-width="${n(mark.width)}"${dash}/>`;
    }
    case "arrow": {
      const [ax, ay, bx, by] = head(mark.x, mark.y, mark.angle, mark.size);
      return `<path d="M${n(mark.x)} ${n(mark.y)}L${n(ax)} ${n(ay)}L${n(bx)} ${n(by)}Z" fill="${mark.colour}"/>`;
    }
    case "cross": {
      const { x, y, size } = mark;
      const path = `M${n(x - size)} ${n(y - size)}L${n(x + size)} ${n(y + size)}M${n(x + size)} ${n(y - size)}L${n(x - size)} ${n(y + size)}`;
      return `<path d="${path}" stroke="${mark.halo}" stroke-width="${n(5 * mark.unit)}" fill="none"/><path d="${path}" stroke="${mark.colour}" stroke-width="${n(2 * mark.unit)}" fill="none"/>`;
    }
    case "hollow":
      return `<rect x="${n(mark.x - mark.size / 2)}" y="${n(mark.y - mark.size / 2)}" width="${n(mark.size)}" height="${n(mark.size)}" fill="${mark.fill}" stroke="${mark.colour}" stroke-width="${n(1.5 * mark.unit)}"/>`;
    case "badge": {
      const { unit } = mark;
      const width = badgeWidth(mark.text) * unit;
      return (
        `<rect x="${n(mark.x - width / 2)}" y="${n(mark.y - 8 * unit)}" width="${n(width)}" height="${n(16 * unit)}" rx="${n(8 * unit)}" fill="${mark.ground}" stroke="${mark.colour}" stroke-width="${n(1.5 * unit)}"/>` +
        svgText(mark.text, mark.x, mark.y, 11 * unit, 600, mark.colour)
      );
    }
    case "shape":
      return `${svgShape(mark)}${mark.text ? svgText(mark.text, mark.x, mark.y, mark.r * 0.68, 600, mark.ink) : ""}`;
    case "label":
      return svgText(mark.text, mark.x, mark.y, mark.size, mark.weight, mark.colour, mark.halo);
  }
}

function svgShape({ shape, x, y, r, fill, stroke, width }: ShapeMark): string {
  const style = `fill="${fill}" stroke="${stroke}" stroke-width="${width}"`;
  const corners = CORNERS[shape];
  if (corners) return `<polygon points="${corners.map(([cx, cy]) => `${(x + cx * r).toFixed(1)},${(y + cy * r).toFixed(1)}`).join(" ")}" ${style}/>`;
  if (shape === "box")
    return `<rect x="${(x - r * 1.25).toFixed(1)}" y="${(y - r * 0.8).toFixed(1)}" width="${(r * 2.5).toFixed(1)}" height="${(r * 1.6).toFixed(1)}" rx="${(r * 0.35).toFixed(1)}" ${style}/>`;
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}" ${style}/>`;
}

function svgText(words: string, x: number, y: number, size: number, weight: number, colour: string, halo = ""): string {
  const around = halo ? ` stroke="${halo}" stroke-width="${(size / 4).toFixed(1)}" paint-order="stroke"` : "";
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size.toFixed(1)}" font-weight="${weight}" text-anchor="middle" dominant-baseline="central" fill="${colour}"${around}>${escapeXml(words)}</text>`;
}
