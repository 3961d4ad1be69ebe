import type { Magnitude } from "../linear-algebra/block-operator.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { scaled } from "../linear-algebra/vectors.js";
import { type ReluNetwork, reluPredictions } from "../networks/relu.js";
import { BoundedSum, gamma, lengthAbove, nextUp, sumAbove, underflow } from "../numerics/rigorous/index.js";
import {
  boundedMaximum,
  type DualFunction,
  exactness,
  type PricedTable,
  pricedTable,
  provedMaximum,
  slopeAbove,
} from "../pricing/index.js";
import type { DualBound } from "../programs/group-program.js";
import type { NetworkTraining } from "../programs/network-training.js";
import { distanceLength } from "./bounds/rigorous-bounds.js";

/**
 * Both ends of a network's certificate with proved rounding: F = L(f) + (λ/2)Σ(‖w‖² + a²) from above, from its weights alone, and a z̃ with
 * |Σ_j z̃_j(x_jᵀu)₊| ≤ λ for every unit u, given a bound of that maximum at z.
 */

/** The network's predictions as computed, and a value that is never below F. */
export function networkObjectiveAbove(
  { inputs, loss, data, lambda }: NetworkTraining,
  network: ReluNetwork,
): { readonly u: Float64Array; readonly above: number } {
  const u = reluPredictions(network, inputs).values;
  const squares = new BoundedSum();
  for (const { values } of [network.hidden, network.output]) {
    for (const value of values) squares.add(nextUp(value * value));
  }
  const value = loss.valueAbove(u, networkRadius(network, inputs, 1), data);
  return { u, above: nextUp(value + nextUp(nextUp(lambda / 2) * Math.max(0, squares.upper))) };
}

/**
 * Never below |fl(f(x_j)) − f(x_j)|, n×K: the ReLU does not enlarge what a product is off by, so γ_{d+m+4} Σ_k|x_jk| Σ_i|a_i||w_ik|. Several rows
 * may be summed to one prediction. Where a threshold's sign is within rounding, its whole output counts.
 * @param groupSize rows of the inputs a prediction
 */
export function networkRadius(
  { hidden, output, activation }: ReluNetwork,
  { rows: n, columns: d, values: x }: Matrix,
  groupSize: number,
): Float64Array {
  const outputs = output.columns;
  const steps = activation?.name === "threshold";
  const roundings = d + (hidden.rows + groupSize) + 8;
  const slack = nextUp(gamma(roundings) * nextUp(1 + gamma(4 * (roundings + hidden.rows * d))));
  const out = new Float64Array((n / groupSize) * outputs);
  for (let j = 0; j < n; j++) {
    const to = Math.floor(j / groupSize) * outputs;
    for (let i = 0; i < hidden.rows; i++) {
      let [size, product] = [0, 0];
      for (let k = 0; k < d; k++) {
        const term = x[j * d + k] * hidden.values[i * d + k];
        size += Math.abs(term);
        product += term;
      }
      const off = slack * size + underflow(2 * roundings);
      const reach = steps ? (Math.abs(product) <= off ? 1 : slack) : off;
      for (let o = 0; o < outputs; o++) out[to + o] += reach * Math.abs(output.values[i * outputs + o]);
    }
  }
  return out.map((radius) => nextUp(nextUp(radius * nextUp(1 + gamma(4 * roundings))) + underflow(roundings)));
}

/** The best multiple of z that is proved to satisfy the constraint, where `largest` is never below max |φ| at z. */
export function networkDual(
  { inputs, loss, data, lambda, monotone }: NetworkTraining,
  given: Float64Array,
  largest: number,
): DualBound {
  const table = pricedTable(inputs, monotone);
  const magnitude: Magnitude = { values: inputs.values, groupSize: 1, factor: 1, extra: 2 };
  const operator = { magnitude, blockSize: inputs.columns } as Parameters<typeof distanceLength>[0]["operator"];
  let scale = loss.bestDualScale(given, data, largest > 0 ? lambda / largest : Number.MAX_VALUE);
  for (let attempt = 0; attempt < 8 && scale > 0; attempt++) {
    const point = loss.feasible(scaled(given, scale), data);
    const distance = distanceLength({ operator, data }, point, { z: given, scale });
    // Whoever proves a maximum at z̃ itself may end as far above it, and be off by as much twice.
    const room = nextUp(2 * pricingError(table, point));
    const priced = nextUp(nextUp(scale * largest) * (1 + 4 * exactness));
    const bound = nextUp(nextUp(priced + distance) + room);
    if (bound <= lambda) return { point, objective: loss.dualBelow(point, data) };
    scale *= (lambda / bound) * (1 - 2 ** -48);
  }
  const point = new Float64Array(given.length);
  return { point, objective: loss.dualBelow(point, data) };
}

/** What the dual constraint of a network's training is about: its table, and the signs of columns where there are any. */
type Constrained = Pick<NetworkTraining, "inputs" | "monotone">;

/**
 * max over unit u of |Σ_j z_j(x_jᵀu)₊|, never below, and above by no more than roundings; undefined where that is not proved (rank above 3 and too
 * many masks, or rows so nearly dependent that cells may be missing). In a monotone network u has the signs of its column, times that of the sum.
 * Yields every few milliseconds.
 */
export function largestDualValue(problem: Constrained, z: Float64Array): Generator<undefined, number | undefined> {
  return largestOfSides(problem, z, provedMaximum);
}

/**
 * The same from above alone, in any rank: as close as a budget of multiplications allows; undefined where nothing is proved.
 * @param largest a value that was met
 */
export function dualValueAbove(
  problem: Constrained,
  z: Float64Array,
  largest: number,
  multiplications?: number,
): Generator<undefined, number | undefined> {
  return largestOfSides(problem, z, (phi) => boundedMaximum(phi, largest, multiplications));
}

/** The largest bound of the functions that are priced, as one over the table itself. */
function* largestOfSides(
  { inputs, monotone }: Constrained,
  z: Float64Array,
  boundOf: (phi: DualFunction) => Generator<undefined, number | undefined>,
): Generator<undefined, number | undefined> {
  const table = pricedTable(inputs, monotone);
  let largest = 0;
  for (const side of table.sides) {
    const bound = yield* boundOf(side.phiAt(z));
    if (bound === undefined) return undefined;
    largest = Math.max(largest, bound);
  }
  return boundInSpace(table, z, largest);
}

/** A bound over the coordinates of the row space as one over the table. */
function boundInSpace(table: PricedTable, z: Float64Array, bound: number): number {
  const { stretch, distance } = coordinateError(table, table.weightsAt(z));
  return nextUp(nextUp(bound * stretch) + distance);
}

/**
 * What rounding may add to a proved maximum, as a share of Σ|z_j|‖x_j‖, which is the slope of φ: sums of n products, and a few hundred halvings of
 * cones. It is room, and no part of a proof.
 */
function pricingError({ stacked, weightsAt }: PricedTable, z: Float64Array): number {
  const { values: x, rows: n, columns: d } = stacked;
  return nextUp(gamma(4 * (n + 8 * d + 256)) * slopeAbove({ x, n, d, z: weightsAt(z) }));
}

/**
 * What rounded coordinates may hide: with x_j = Qᵀc_j + e_j, |φ(u)| ≤ ‖Q‖ max|φ over c| + Σ|z_j|‖e_j‖, and ‖Q‖ ≤ 1 + ‖QQᵀ − I‖_F. Coordinates
 * that are the table itself hide nothing.
 */
function coordinateError({ stacked: x, space }: PricedTable, z: Float64Array) {
  const { basis, coordinates, rank: r } = space;
  if (!basis) return { stretch: 1, distance: 0 };
  const d = x.columns;
  const q = basis.values;
  const within = (value: number, size: number, count: number) =>
    nextUp(Math.abs(value) + nextUp(nextUp(gamma(count) * sumAbove(size, count)) + underflow(count)));
  const gram = lengthAbove(r * r, (at) => {
    const [a, b] = [Math.floor(at / r), at % r];
    let [sum, size] = [a === b ? -1 : 0, a === b ? 1 : 0];
    for (let k = 0; k < d; k++) {
      sum += q[a * d + k] * q[b * d + k];
      size += Math.abs(q[a * d + k] * q[b * d + k]);
    }
    return within(sum, size, d + 1);
  });
  let distance = 0;
  for (let j = 0; j < x.rows; j++) {
    const error = lengthAbove(d, (k) => {
      let sum = x.values[j * d + k];
      let size = Math.abs(sum);
      for (let a = 0; a < r; a++) {
        const term = coordinates.values[j * r + a] * q[a * d + k];
        sum -= term;
        size += Math.abs(term);
      }
      return within(sum, size, r + 1);
    });
    distance = nextUp(distance + nextUp(Math.abs(z[j]) * error));
  }
  return { stretch: nextUp(1 + gram), distance };
}
