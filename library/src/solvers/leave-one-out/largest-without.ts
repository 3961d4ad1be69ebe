import type { MaskedRows } from "../../linear-algebra/block-operator.js";
import { maximum, norm, sum } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { type GroupProgram, gradientNorms } from "../../programs/group-program.js";

/**
 * λ_max(−j)/λ_max for every row j: λ is a fraction of λ_max, and λ_max is another one where a row is left out,
 *
 *     λ_max(−j) = max_i ‖Φ_iᵀz^(−j)‖,   z_l^(−j) = z_l + c_l z_j/Σ_{m≠j} c_m for l ≠ j,   z_j^(−j) = 0,
 *
 * with z = −∇L of the network that says only its constant, which answers, and the weights c of the rows. Exact where all rows have one curvature there:
 * the squared loss, and classes. Of a row that occurs several times one occurrence is left out: a share s of its c_j and z_j. Only gates whose slope is
 * near the largest are looked at. Yields every few milliseconds.
 * Does not do: programs whose blocks are not rows of a table behind masks, one a sample; then it is undefined.
 */
export function* largestWithoutRows(
  program: GroupProgram<SmoothLoss>,
  occurrences?: Float64Array,
): Generator<undefined, Float64Array | undefined> {
  const { masked } = program.operator.magnitude;
  if (masked?.groupSize !== 1) return undefined;
  const { loss, data, operator } = program;
  const { sampleCount: n, outputs } = data;
  const z = new Float64Array(n * outputs);
  loss.negativeGradient(new Float64Array(z.length), data, z);
  const norms = gradientNorms(program, z);
  const largest = maximum(norms);
  if (!(largest > 0)) return new Float64Array(n).fill(1);
  const which = nearLargest(norms, largest);
  const slopes = new Float64Array(which.length * operator.blockSize * outputs);
  operator.transpose(z, outputs, which, slopes);
  const weights = data.weights ?? new Float64Array(n).fill(1);
  const sums = new Float64Array(which.length * operator.blockSize);
  operator.transpose(weights, 1, which, sums);
  const total = loss.constant ? sum(weights) : Number.POSITIVE_INFINITY;
  const parts = { masked, slopes, sums, z, outputs };
  const ratios = new Float64Array(n);
  const rowsOfTurn = Math.ceil(workOfTurn / slopes.length);
  for (let row = 0; row < n; row++) {
    if (row % rowsOfTurn === 0) yield undefined;
    const share = occurrences ? 1 / occurrences[row] : 1;
    const weight = share * weights[row];
    const slopesOf = slopesWithout(parts, row, { answer: total > weight ? 1 / (total - weight) : 0, weight, share });
    ratios[row] = which.reduce((most, gate, place) => Math.max(most, norm(slopesOf(gate, place))), 0) / largest;
  }
  return ratios;
}

/** Numbers that are looked at between two turns for others: a few milliseconds. */
const workOfTurn = 1e6;

/** Gates whose slopes are this near to the largest can be the largest without a row; so many of them are looked at. */
const nearShare = 0.7;
const mostLooked = 50;

function nearLargest(norms: Float64Array, largest: number): Int32Array {
  const near = [...norms.keys()].filter((gate) => norms[gate] >= nearShare * largest);
  return Int32Array.from(near.sort((a, b) => norms[b] - norms[a] || a - b).slice(0, mostLooked)).sort();
}

interface Slopes {
  readonly masked: MaskedRows;
  /** Φ_iᵀz and Φ_iᵀc of the gates that are looked at. */
  readonly slopes: Float64Array;
  readonly sums: Float64Array;
  readonly z: Float64Array;
  readonly outputs: number;
}

/** Φ_iᵀz^(−j) of a gate at its place among those that are looked at; one array for all. */
function slopesWithout(
  { masked: { values, masks, words, open, closed }, slopes, sums, z, outputs }: Slopes,
  row: number,
  { answer, weight, share }: { readonly answer: number; readonly weight: number; readonly share: number },
): (gate: number, place: number) => Float64Array {
  const own = z.subarray(row * outputs, (row + 1) * outputs);
  const d = values.length / (z.length / outputs);
  const out = new Float64Array(d * outputs);
  return (gate, place) => {
    const isOpen = (masks[gate * words + (row >> 5)] >>> (row & 31)) & 1;
    for (let i = 0, at = 0; i < d; i++) {
      const x = (isOpen ? open : closed) * values[row * d + i];
      const factor = share * (answer * (sums[place * d + i] - weight * x) - x);
      for (let k = 0; k < outputs; k++, at++) out[at] = slopes[place * d * outputs + at] + factor * own[k];
    }
    return out;
  };
}
