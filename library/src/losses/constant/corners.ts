import { type Corners, type LossData, weightAt } from "../loss.js";

/**
 * The constant of a loss with corners, output by output: b is where the falling sum Σ_j z_j(u + b) passes 0, which it does at one of the
 * corners b_j = σ_jc_j − u_j (σ = ±1). The rows that lie on that corner may have any multiplier between low and high; they share what the
 * others leave, so that the sum is exactly 0 and z is a dual point. Where the sum is 0 between two corners, the middle of them.
 * Does not do: losses with a curvature.
 */
export function cornerConstant(
  corners: Corners,
  u: Float64Array,
  data: LossData,
): { readonly constant: Float64Array; readonly z: Float64Array } {
  const { outputs } = data;
  const constant = new Float64Array(outputs);
  const z = new Float64Array(u.length);
  for (let k = 0; k < outputs; k++) constant[k] = balance(rowsOf(corners, u, data, k), z);
  return { constant, z };
}

/** An entry with the b at which it lies on its corner, and its z below and above that b. */
interface Entry {
  readonly at: number;
  readonly corner: number;
  readonly below: number;
  readonly above: number;
}

function rowsOf({ low, high, offset }: Corners, u: Float64Array, data: LossData, output: number): Entry[] {
  const entries: Entry[] = [];
  for (let k = output; k < u.length; k += data.outputs) {
    const { centre, sign } = offset(data.targets[k]);
    const c = weightAt(data, k);
    // c − σ(u + b) is positive below the corner for σ = 1 and above it for σ = −1; z = σa, a = high where it is positive.
    const [below, above] = sign > 0 ? [c * high, c * low] : [-c * low, -c * high];
    entries.push({ at: k, corner: sign * centre - u[k], below, above });
  }
  return entries.sort((a, b) => a.corner - b.corner || a.at - b.at);
}

/** Fills z of these entries and returns b. */
function balance(entries: readonly Entry[], z: Float64Array): number {
  if (entries.length === 0) return 0;
  let sum = 0;
  for (const { below } of entries) sum += below;
  let first = 0;
  while (first < entries.length) {
    let last = first;
    let next = sum;
    // One entry at least: predictions that overflowed have corners that are no numbers, and equal nothing.
    do {
      next += entries[last].above - entries[last].below;
      last++;
    } while (last < entries.length && entries[last].corner === entries[first].corner);
    if (next <= 0) return settle(entries, first, last, { sum, next }, z);
    sum = next;
    first = last;
  }
  return settle(entries, entries.length - 1, entries.length, { sum: 0, next: 0 }, z);
}

/** b at the corner of entries first … last − 1, whose z are shared so that all sum to 0; the middle of the next corner where they already do. */
function settle(
  entries: readonly Entry[],
  first: number,
  last: number,
  { sum, next }: { readonly sum: number; readonly next: number },
  z: Float64Array,
): number {
  // The share of the way from `below` to `above` at which the sum is 0.
  const share = sum > next ? sum / (sum - next) : 0;
  entries.forEach(({ at, below, above }, position) => {
    if (position < first) z[at] = above;
    else if (position >= last) z[at] = below;
    else z[at] = below + share * (above - below);
  });
  const here = entries[first].corner;
  if (next === 0 && sum > 0 && last < entries.length) return (here + entries[last].corner) / 2;
  return here;
}
