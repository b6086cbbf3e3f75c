// Palette by figures: contrast on its ground, and distance between quads as people with and without colour blindness see them.

import { describe, expect, test } from "vitest";
import { DARK, GREY, LIGHT, type Palette } from "../src/graph/theme";

type Rgb = [number, number, number];

const rgb = (hex: string): Rgb => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as Rgb;
const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = (hex: string) => {
  const [r, g, b] = rgb(hex).map(linear) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
};

// Linear simulations after Vienot, Brettel and Mollon (1999) for the reds and greens; tritan by the same construction.
const SEEN: Record<string, number[][]> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
  deutan: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
  tritan: [[1, 0.14461, -0.14461], [0, 0.85924, 0.14076], [0, 0.85924, 0.14076]],
};

function lab(hex: string, by: number[][]): Rgb {
  const source = rgb(hex).map(linear);
  const [r, g, b] = by.map((row) => Math.max(0, row.reduce((sum, weight, i) => sum + weight * source[i]!, 0))) as Rgb;
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [
    f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047),
    f(0.2126 * r + 0.7152 * g + 0.0722 * b),
    f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883),
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each([["light", LIGHT], ["dark", DARK], ["grey", GREY]] as [string, Palette][])("%s palette", (_, palette) => {
  const quads = Object.values(palette.quads);
  test("every quad stands 3:1 or more on its ground", () => {
    for (const colour of [...quads, palette.tie, ...palette.rungs]) expect(contrast(colour, palette.ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(palette.ink, palette.ground)).toBeGreaterThanOrEqual(7);
    expect(contrast(palette.soft, palette.ground)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(Object.keys(SEEN))("quads are 18 or more apart (CIE76), %s", (sight) => {
    const seen = quads.map((colour) => lab(colour, SEEN[sight]!));
    seen.forEach((a, i) => seen.slice(i + 1).forEach((b) => expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThanOrEqual(18)));
  });
});
