import { smallCholesky, solveSmall } from "../../linear-algebra/small-system.js";
import { norm } from "../../linear-algebra/vectors.js";
import { orthonormalSpan, type PricedTable, removeSpan, sideOfSign } from "../../pricing/index.js";
import type { NetworkTraining } from "../../programs/network-training.js";
import { neuronFeatures, neuronProducts, weighedSum } from "./master.js";
import type { Neurons } from "./neurons.js";

/**
 * Newton steps on the vectors v_i = c_iu_i of neurons whose masks and kinks stay as they are,
 *
 *     min over v of L(Σ_i s_iD_iXv_i) + λΣ_i‖v_i‖   where x_jᵀv_i = 0 on the kinks j of neuron i
 *
 * Near the optimum generation itself, by new directions beside the old ones, gains a part of the distance in a round; these steps square it.
 * A step that does not halve the gradient, or moves a row to the other side of a neuron, is not taken.
 * Does not do: more than 200 numbers; neurons that come or go.
 */
export function settleNeurons(problem: NetworkTraining, table: PricedTable, neurons: Neurons): Neurons {
  const { count } = neurons;
  const d = problem.inputs.columns;
  if (count === 0 || count * d > mostNumbers || neurons.weights.some((weight) => !(weight > 0))) return neurons;
  const sides = sidesOf(problem, table, neurons);
  let best = localModel(problem, sides, neurons);
  for (let step = 0; step < mostSteps && best.length > 0; step++) {
    const moved = movedBy(best.neurons, newtonStep(problem, sides, best), d);
    if (!moved || !keepsSides(sides, moved, d)) break;
    const next = localModel(problem, sides, moved);
    if (!(next.length < 0.5 * best.length)) break;
    best = next;
  }
  return best.neurons;
}

const mostNumbers = 200;
const mostSteps = 8;
/** A row is on a neuron's hyperplane within this share of its length. */
const onKink = 1e-9;

/** What a neuron's mask is, as long as it does not change. */
interface NeuronSide {
  /** Rows and barriers, and on which side of the neuron each of them is: 1, 0 (a kink) or −1. */
  readonly rows: Float64Array;
  readonly sides: Int8Array;
  /** Orthonormal rows that span the kinks. */
  readonly span: Float64Array;
}

function sidesOf(problem: NetworkTraining, table: PricedTable, { count, directions, signs }: Neurons): NeuronSide[] {
  const d = problem.inputs.columns;
  return Array.from({ length: count }, (_, i) => {
    const { values: rows, rows: n } = sideOfSign(table, signs[i]).table;
    const sides = Int8Array.from({ length: n }, (_, j) => {
      const product = along(rows, j, directions, i, d);
      return Math.abs(product) <= onKink * norm(rows, j * d, (j + 1) * d) ? 0 : Math.sign(product);
    });
    const kinks = Array.from(sides.keys()).filter((j) => sides[j] === 0);
    return { rows, sides, span: orthonormalSpan(rows, d, kinks) };
  });
}

/** x_jᵀu_i */
function along(rows: Float64Array, j: number, directions: Float64Array, i: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += rows[j * d + k] * directions[i * d + k];
  return sum;
}

function keepsSides(all: readonly NeuronSide[], { directions }: Neurons, d: number): boolean {
  return all.every(({ rows, sides }, i) =>
    sides.every((side, j) => side === 0 || side * along(rows, j, directions, i, d) > 0),
  );
}

/** Neurons with the loss's slopes and curvatures, and the gradient in v. */
interface LocalModel {
  readonly neurons: Neurons;
  /** −∇ in v, without what leads off the kinks. */
  readonly gradient: Float64Array;
  /** Its length. */
  readonly length: number;
  readonly curvature: Float64Array;
}

function localModel(problem: NetworkTraining, sides: readonly NeuronSide[], neurons: Neurons): LocalModel {
  const { inputs, loss, data, lambda } = problem;
  const [n, d] = [inputs.rows, inputs.columns];
  const f = weighedSum(neuronFeatures(neuronProducts(inputs, neurons), n, neurons.signs), neurons.weights, n);
  const [z, curvature] = [new Float64Array(n), new Float64Array(n)];
  loss.negativeGradient(f, data, z);
  if (loss.curvature !== "coupled") loss.secondDerivatives(f, data, curvature);
  const gradient = neurons.directions.map((value) => -lambda * value);
  sides.forEach((side, i) => {
    for (let j = 0; j < n; j++) {
      if (side.sides[j] <= 0) continue;
      for (let k = 0; k < d; k++) gradient[i * d + k] += neurons.signs[i] * z[j] * inputs.values[j * d + k];
    }
    removeSpan(gradient.subarray(i * d, (i + 1) * d), side.span, d);
  });
  return { neurons, gradient, length: norm(gradient), curvature };
}

/** Over all v, with the identity on what leads off the kinks. */
function newtonStep(
  problem: NetworkTraining,
  sides: readonly NeuronSide[],
  { neurons, gradient, curvature }: LocalModel,
): Float64Array {
  const { inputs, lambda } = problem;
  const [n, d] = [inputs.rows, inputs.columns];
  const size = gradient.length;
  const hessian = new Float64Array(size * size);
  const row = new Float64Array(size);
  for (let j = 0; j < n; j++) {
    row.fill(0);
    sides.forEach((side, i) => {
      if (side.sides[j] <= 0) return;
      const own = row.subarray(i * d, (i + 1) * d);
      for (let k = 0; k < d; k++) own[k] = neurons.signs[i] * inputs.values[j * d + k];
      removeSpan(own, side.span, d);
    });
    for (let a = 0; a < size; a++) {
      if (row[a] === 0) continue;
      for (let b = 0; b < size; b++) hessian[a * size + b] += curvature[j] * row[a] * row[b];
    }
  }
  sides.forEach(({ span }, i) => {
    for (let k = 0; k < d; k++)
      addPenalty(hessian, size, { neurons, span, stiffness: lambda / neurons.weights[i] }, i, k);
  });
  return solveSmall(
    smallCholesky(hessian, size, (diagonal) => 1e-13 * Math.abs(diagonal) + 1e-300),
    gradient,
  );
}

/** (λ/‖v_i‖)(P − u_iu_iᵀ) + I − P, its column k. */
function addPenalty(
  hessian: Float64Array,
  size: number,
  given: { readonly neurons: Neurons; readonly span: Float64Array; readonly stiffness: number },
  i: number,
  k: number,
): void {
  const { neurons, span, stiffness } = given;
  const d = neurons.directions.length / neurons.count;
  const unit = new Float64Array(d);
  unit[k] = 1;
  const within = unit.slice();
  removeSpan(within, span, d);
  for (let l = 0; l < d; l++) {
    const flat = neurons.directions[i * d + k] * neurons.directions[i * d + l];
    hessian[(i * d + l) * size + i * d + k] += stiffness * (within[l] - flat) + unit[l] - within[l];
  }
}

/** v + step; undefined where a neuron would vanish. */
function movedBy(neurons: Neurons, step: Float64Array, d: number): Neurons | undefined {
  const [directions, weights] = [neurons.directions.slice(), neurons.weights.slice()];
  for (let i = 0; i < neurons.count; i++) {
    const v = directions.subarray(i * d, (i + 1) * d);
    for (let k = 0; k < d; k++) v[k] = weights[i] * v[k] + step[i * d + k];
    const length = norm(v);
    if (!(length > 0)) return undefined;
    weights[i] = length;
    for (let k = 0; k < d; k++) v[k] /= length;
  }
  return { ...neurons, directions, weights };
}
