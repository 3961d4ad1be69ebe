/** How far two numbers are apart, relative to the second where that is above 1. */
export function relativeDifference(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(1, Math.abs(b));
}

/** The largest of some differences, 0 where there are none; NaN where one is, so that it fails every comparison with a limit. */
export function largestDifference(differences: readonly number[]): number {
  return differences.reduce((most, value) => (Number.isNaN(most) || value <= most ? most : value), 0);
}
