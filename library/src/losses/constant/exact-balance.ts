import { BoundedSum } from "../../numerics/rigorous/index.js";
import { gridOf, towardsZero } from "../bounds/softmax-bounds.js";
import type { LossData } from "../loss.js";

/**
 * z with Σ_j z_jk = 0 exactly for every output k, as the dual of a free constant asks (maths section 9). All entries become whole multiples of
 * one power of two, on which sums do not round; what is left of a sum is then taken from the entries of its own sign. Domains of uncoupled
 * losses hold every z between 0 and one of theirs, so that z stays in them. Does not do: losses that couple outputs (`exactlyTransferred`).
 * @param movable the first entries, from which alone something is taken; where they do not hold enough the sums are not 0
 */
export function exactlyBalanced(z: Float64Array, outputs: number, movable = z.length): Float64Array {
  const grid = gridOf(z);
  const out = z.map((value) => towardsZero(value, grid));
  for (let output = 0; output < outputs; output++) {
    let rest = 0;
    let heavy = 0;
    for (let k = output; k < out.length; k += outputs) rest += out[k];
    for (let k = output; k < movable; k += outputs) if (out[k] * rest > 0) heavy += 1;
    for (let k = output; k < movable && rest !== 0; k += outputs) {
      if (!(out[k] * rest > 0)) continue;
      const share = Math.max(grid, Math.ceil(Math.abs(rest) / heavy / grid) * grid);
      const taken = Math.sign(rest) * Math.min(share, Math.abs(out[k]), Math.abs(rest));
      out[k] -= taken;
      rest -= taken;
      heavy -= 1;
    }
  }
  return out;
}

/**
 * The same for softmax, whose rows sum to 0 exactly and lie on the grid already: probability a = onehot(y) − z/c moves from classes whose sum is
 * too low to classes whose sum is too high, within rows, which keeps both kinds of sums and a ≥ 0.
 */
export function exactlyTransferred(
  z: Float64Array,
  { outputs, sampleCount, targets, weights }: LossData,
): Float64Array {
  const out = z.slice();
  const grid = gridOf(z);
  const sums = new Float64Array(outputs);
  for (let k = 0; k < out.length; k++) sums[k % outputs] += out[k];
  for (let j = 0; j < sampleCount && sums.some((sum) => sum !== 0); j++) {
    const from = j * outputs;
    for (let low = 0; low < outputs; low++) {
      for (let high = 0; high < outputs && sums[low] < 0; high++) {
        if (!(sums[high] > 0)) continue;
        const mass = (targets[from + low] === 1 ? (weights?.[j] ?? 1) : 0) - out[from + low];
        const moved = Math.min(-sums[low], sums[high], towardsZero(mass, grid));
        out[from + low] += moved;
        out[from + high] -= moved;
        sums[low] += moved;
        sums[high] -= moved;
      }
    }
  }
  return out;
}

/** Whether Σ_j z_jk = 0 for every output, and proved: no addition rounds. */
export function sumsAreZero(z: Float64Array, outputs: number): boolean {
  for (let output = 0; output < outputs; output++) {
    const sum = new BoundedSum();
    for (let k = output; k < z.length; k += outputs) sum.add(z[k]);
    if (!sum.isExactlyZero) return false;
  }
  return true;
}
