import type { Column } from "./columns/column.js";

const fewestDistinct = 5;

/**
 * One number that stands apart from all others of a column like a code for "missing" (-999, 9999), as a note: it is the
 * smallest or largest value, occurs in several rows, and lies farther from the next value than all the others from each other,
 * or is made of nines below a column without negative values.
 */
export function codeNote(name: string, column: Column): string | undefined {
  const { values, counts } = column.numberCounts();
  if (values.length <= fewestDistinct) return undefined;
  const top = values.length - 1;
  const [lowest, highest] = [
    { value: values[0], count: counts[0] },
    { value: values[top], count: counts[top] },
  ];
  const [second, lastButOne] = [values[1], values[top - 1]];
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
