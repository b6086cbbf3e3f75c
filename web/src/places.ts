// Where a text is wrong, as the database tells it, and where that stands in a field.

const LINE = /\(line (\d+), column (\d+)\)/;

/** Where the database says that a text is wrong; null where it does not say. */
export function placeOf(detail: string): { line: number; column: number } | null {
  const found = LINE.exec(detail);
  return found ? { line: Number(found[1]), column: Number(found[2]) } : null;
}

/** Where a line and column, both from 1, stand in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  const before = text.split("\n").slice(0, line - 1);
  return Math.min(text.length, before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1);
}

/** The complaint without what its place and its class already say. */
export const wordsOf = (detail: string): string => detail.replace(LINE, "").replace(/\s+\.$/, ".").replace(/^[\w.]+Error: /, "");
