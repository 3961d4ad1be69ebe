import type { Matrix } from "../../linear-algebra/matrix.js";
import { type Neurons, selectNeurons } from "./neurons.js";

/**
 * Drops small weights and merges neurons of one sign into the sum of their vectors c·u where one mask holds both
 * (which changes no prediction and lowers the penalty) or, for polishing to repair, where their cosine is above `closeness`.
 * Does not do: solving for the weights again, which merged neurons may ask for.
 * @param products Xu_i, one neuron a row (m×n); overwritten
 */
export function pruneNeurons(
  inputs: Matrix,
  neurons: Neurons,
  products: Float64Array,
  { closeness, least }: Pruning,
): Neurons {
  const [n, d] = [inputs.rows, inputs.columns];
  const { weights, signs, count } = neurons;
  const merged = { ...neurons, ...copiesOf(neurons) };
  const largest = weights.reduce((best, value) => Math.max(best, value), 0);
  const order = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a] || a - b);
  const kept: number[] = [];
  for (const i of order) {
    if (!(weights[i] > least * largest)) break;
    const isTwin = (j: number) =>
      signs[i] === signs[j] && (cosine(merged.directions, i, j, d) > closeness || oneMaskHolds(products, n, i, j));
    const twin = kept.find(isTwin);
    if (twin === undefined) kept.push(i);
    else {
      merge(merged, twin, i, d);
      for (let k = 0; k < n; k++) products[twin * n + k] += products[i * n + k];
    }
  }
  kept.sort((a, b) => a - b);
  return kept.length === count ? neurons : selectNeurons(merged, kept, d);
}

/** What may go. */
export interface Pruning {
  readonly closeness: number;
  /** Weights up to this share of the largest. */
  readonly least: number;
}

/** What merging writes to. */
type Merged = Pick<Neurons, "directions" | "weights"> & { readonly kinks: Int32Array[] };

function copiesOf({ directions, weights, kinks }: Neurons): Merged {
  return { directions: directions.slice(), weights: weights.slice(), kinks: kinks.slice() };
}

/** c_i u_i ← c_i u_i + c_j u_j, on the kinks both have. */
function merge({ directions, weights, kinks }: Merged, i: number, j: number, d: number): void {
  const others = new Set(kinks[j]);
  kinks[i] = kinks[i].filter((row) => others.has(row));
  let square = 0;
  for (let k = 0; k < d; k++) {
    const value = weights[i] * directions[i * d + k] + weights[j] * directions[j * d + k];
    directions[i * d + k] = value;
    square += value * value;
  }
  const length = Math.sqrt(square);
  weights[i] = length;
  for (let k = 0; k < d; k++) directions[i * d + k] /= length;
}

/** No sample lies strictly inside for one and strictly outside for the other. */
function oneMaskHolds(products: Float64Array, n: number, i: number, j: number): boolean {
  for (let k = 0; k < n; k++) {
    const one = products[i * n + k];
    const other = products[j * n + k];
    if ((one > 1e-12 && other < -1e-12) || (one < -1e-12 && other > 1e-12)) return false;
  }
  return true;
}

function cosine(directions: Float64Array, i: number, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += directions[i * d + k] * directions[j * d + k];
  return sum;
}
