import { numberOf } from "./cells.js";
import type { Cell } from "./table.js";

const fewestDistinct = 5;

/**
 * One number that stands apart from all others of a column like a code for "missing" (-999, 9999), as a note: it is the
 * smallest or largest value, occurs in several rows, and lies farther from the next value than all the others from each other,
 * or is made of nines below a column without negative values.
 */
export function codeNote(name: string, cells: readonly Cell[]): string | undefined {
  const counts = new Map<number, number>();
  for (const cell of cells) {
    const value = numberOf(cell);
    if (Number.isFinite(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const values = [...counts.keys()].toSorted((a, b) => a - b);
  if (values.length < fewestDistinct + 1) return undefined;
  const last = values.length - 1;
  const apart = [
    { value: values[0], gap: values[1] - values[0], spread: values[last] - values[1] },
    { value: values[last], gap: values[last] - values[last - 1], spread: values[last - 1] - values[0] },
  ].find(
    ({ value, gap, spread }) =>
      (gap > spread || isNegativeCode(value, values[1])) &&
      (counts.get(value) ?? 0) >= Math.max(2, 0.01 * cells.length),
  );
  if (!apart) return undefined;
  return `Column "${name}": ${apart.value} in ${counts.get(apart.value)} rows stands apart from all other values, like a code for a missing one (missing reads it so).`;
}

const isNegativeCode = (value: number, next: number): boolean => next >= 0 && /^-9+$/.test(String(value));
