import { distanceOf, type NearestProblem } from "./nearest-problem.js";

/**
 * The row with its changed numbers written in as few digits as the outcome allows: each is rounded away from where it came from, as long as the model
 * still says what is wanted, the number stays within its bounds, and the row is at most 1 % farther. A border itself has seventeen digits that say
 * nothing.
 */
export function withFewDigits(problem: NearestProblem, row: Float64Array): Float64Array {
  const { x, groups, changes } = problem;
  const most = 1.01 * distanceOf(problem, row) + 1e-6;
  const rounded = row.slice();
  groups.forEach(({ first: c }, group) => {
    const change = changes[group];
    if (change.kind !== "number" || row[c] === x[c]) return;
    const { least = Number.NEGATIVE_INFINITY, most: greatest = Number.POSITIVE_INFINITY } = change;
    const exact = rounded[c];
    for (let digits = 1; digits < 16; digits++) {
      rounded[c] = roundedAway(exact, exact > x[c], digits);
      const within = rounded[c] >= Math.min(least, x[c]) && rounded[c] <= Math.max(greatest, x[c]);
      if (within && distanceOf(problem, rounded) <= most && problem.holds(rounded)) return;
    }
    rounded[c] = exact;
  });
  return rounded;
}

/** The nearest number of so many digits that is not below (or not above) the value. */
function roundedAway(value: number, upwards: boolean, digits: number): number {
  const nearest = Number(value.toPrecision(digits));
  if (upwards ? nearest >= value : nearest <= value) return nearest;
  const exponent = Number(value.toExponential(digits - 1).split("e")[1]);
  const unit = Number(`1e${exponent - digits + 1}`);
  return Number((nearest + (upwards ? unit : -unit)).toPrecision(digits));
}
