/**
 * Weights further along the way of three that follow each other: where log η_i moved by nearly the same amount twice, it moves `reach`
 * times as far again,
 *
 *     η_i ← η_i (η_i⁽³⁾/η_i⁽²⁾)^reach   where the two last ratios differ by less than a fifth of themselves
 *
 * by at most a factor of 1000. A zero stays zero. Gives no guarantee: the caller keeps it only where it lowers the objective.
 */
export function extrapolated(
  first: Float64Array,
  second: Float64Array,
  third: Float64Array,
  reach: number,
): Float64Array {
  return third.map((value, i) => {
    if (!(first[i] > 0 && second[i] > 0 && value > 0)) return value;
    const before = Math.log(second[i] / first[i]);
    const step = Math.log(value / second[i]);
    if (Math.abs(step - before) > 0.2 * Math.abs(step)) return value;
    return value * Math.exp(Math.min(limit, Math.max(-limit, reach * step)));
  });
}

const limit = Math.log(1000);
