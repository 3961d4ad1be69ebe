import type { Column } from "./columns/column.js";

const fewestDistinct = 5;

/**
 * One number that stands apart from all others of a column like a code for "missing" (-999, 9999), as a note: it is the
 * smallest or largest value, occurs in several rows, and lies farther from the next value than all the others from each other,
 * or is made of nines below a column without negative values.
 */
export function codeNote(name: string, column: Column): string | undefined {
  const sorted = column.sortedNumbers();
  if (!hasDistinct(sorted, fewestDistinct + 1)) return undefined;
  const lowest = { value: sorted[0], count: sorted.findIndex((value) => value !== sorted[0]) };
  const top = sorted.length - 1;
  const highest = { value: sorted[top], count: top - sorted.findLastIndex((value) => value !== sorted[top]) };
  const [second, lastButOne] = [sorted[lowest.count], sorted[top - highest.count]];
  const apart = [
    { ...lowest, gap: second - lowest.value, spread: highest.value - second },
    { ...highest, gap: highest.value - lastButOne, spread: lastButOne - lowest.value },
  ].find(
    ({ value, count, gap, spread }) =>
      (gap > spread || isNegativeCode(value, second)) && count >= Math.max(2, 0.01 * column.length),
  );
  if (!apart) return undefined;
  return `Column "${name}": ${apart.value} in ${apart.count} rows stands apart from all other values, like a code for a missing one (missing reads it so).`;
}

const isNegativeCode = (value: number, next: number): boolean => next >= 0 && /^-9+$/.test(String(value));

function hasDistinct(sorted: Float64Array, count: number): boolean {
  let distinct = 0;
  for (let place = 0; place < sorted.length && distinct < count; place++)
    if (place === 0 || sorted[place] !== sorted[place - 1]) distinct++;
  return distinct === count;
}
