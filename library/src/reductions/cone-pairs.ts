import { type Arrangement, gateVector, maskBit } from "../arrangements/arrangement.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import type { Loss, LossData } from "../losses/loss.js";
import { type ReluNetwork, reluNetwork, reluPredictions } from "../networks/relu.js";
import type { SparseBlocks } from "../programs/group-program.js";

/**
 * Gated blocks w_i written as v_i − u_i with v_i, u_i ∈ K_i = {x : (2D_i − I)Xx ≥ 0} (28): then each is a plain ReLU neuron that equals
 * its gated half on every training row. Columns of d×K blocks are written one by one.
 */
export interface ConePairs {
  readonly which: Int32Array;
  /** v, ordered as `SparseBlocks.blocks`. */
  readonly positive: Float64Array;
  /** u */
  readonly negative: Float64Array;
}

/** What a decomposition works on. */
export interface ConeProblem {
  /** n×d, the columns of the program. */
  readonly inputs: Matrix;
  readonly arrangement: Arrangement;
  /** K */
  readonly outputs: number;
  readonly point: SparseBlocks;
}

/** How blocks become pairs: the cheap feasible way here, the one of least norm in `programs/cone-decomposition`. */
export interface Decomposition {
  readonly name: string;
  decompose(problem: ConeProblem): ConePairs | Promise<ConePairs>;
}

/**
 * The feasible pair along the gate: v = w + t g, u = t g (or v = t g, u = −w + t g, whichever is shorter) with the least t ≥ 0.
 * Always exists, since g_i lies inside K_i. Does not do: least norm.
 */
export function alongGate(): Decomposition {
  return { name: "along-gate", decompose: (problem) => decomposeAlongGates(problem) };
}

function decomposeAlongGates({ inputs, arrangement, outputs, point }: ConeProblem): ConePairs {
  const positive = new Float64Array(point.blocks.length);
  const negative = new Float64Array(point.blocks.length);
  const d = inputs.columns;
  point.which.forEach((block, a) => {
    const gate = gateVector(arrangement, block);
    const direction = gate.map((value) => value / norm(gate));
    const margins = signedProducts(inputs, arrangement, block, direction);
    for (let k = 0; k < outputs; k++) {
      const at = (row: number) => (a * d + row) * outputs + k;
      const w = Float64Array.from({ length: d }, (_, row) => point.blocks[at(row)]);
      const products = signedProducts(inputs, arrangement, block, w);
      const [up, down] = [leastMultiple(products, margins, 1), leastMultiple(products, margins, -1)];
      const [sign, t] = up <= down ? [1, up] : [-1, down];
      for (let row = 0; row < d; row++) {
        const long = sign * w[row] + t * direction[row];
        const short = t * direction[row];
        positive[at(row)] = sign > 0 ? long : short;
        negative[at(row)] = sign > 0 ? short : long;
      }
    }
  });
  return { which: point.which, positive, negative };
}

/** (2D_i − I)Xv: at least 0 everywhere when v ∈ K_i. */
function signedProducts(inputs: Matrix, arrangement: Arrangement, block: number, v: Float64Array): Float64Array {
  return Float64Array.from({ length: inputs.rows }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < inputs.columns; k++) sum += inputs.values[j * inputs.columns + k] * v[k];
    return maskBit(arrangement, j, block) ? sum : -sum;
  });
}

/** The least t ≥ 0 with sign·products + t·margins ≥ 0 where margins > 0. */
function leastMultiple(products: Float64Array, margins: Float64Array, sign: 1 | -1): number {
  let t = 0;
  for (let j = 0; j < products.length; j++) {
    const product = sign * products[j];
    if (product < 0 && margins[j] > 0) t = Math.max(t, -product / margins[j]);
  }
  return t;
}

/** How far the pairs leave their cones, relative to the largest |x_jᵀv|. */
export function coneViolation({ inputs, arrangement, outputs }: ConeProblem, pairs: ConePairs): number {
  const d = inputs.columns;
  let worst = 0;
  let largest = 0;
  pairs.which.forEach((block, a) => {
    for (const side of [pairs.positive, pairs.negative]) {
      for (let k = 0; k < outputs; k++) {
        const v = Float64Array.from({ length: d }, (_, row) => side[(a * d + row) * outputs + k]);
        for (const product of signedProducts(inputs, arrangement, block, v)) {
          worst = Math.max(worst, -product);
          largest = Math.max(largest, Math.abs(product));
        }
      }
    }
  });
  return largest > 0 ? worst / largest : 0;
}

/** Neurons of the pairs: w⁽¹⁾ = v/√‖v‖, w⁽²⁾ = +√‖v‖, and −√‖u‖ for u; zero vectors give none. */
export function neuronsOfPairs(pairs: ConePairs, featureCount: number, outputs: number): ReluNetwork {
  const hidden: number[] = [];
  const output: number[] = [];
  pairs.which.forEach((_, a) => {
    for (let k = 0; k < outputs; k++) {
      for (const [side, sign] of [
        [pairs.positive, 1],
        [pairs.negative, -1],
      ] as const) {
        const v = Float64Array.from({ length: featureCount }, (_, row) => side[(a * featureCount + row) * outputs + k]);
        const root = Math.sqrt(norm(v));
        if (root === 0) continue;
        for (const value of v) hidden.push(value / root);
        for (let other = 0; other < outputs; other++) output.push(other === k ? sign * root : 0);
      }
    }
  });
  const count = output.length / outputs;
  return reluNetwork(matrix(count, featureCount, hidden), matrix(count, outputs, output));
}

/** Σ_j ‖w_j⁽¹⁾‖‖w_j⁽²⁾‖ */
export function neuronNorms({ hidden, output }: ReluNetwork): number {
  let sum = 0;
  for (let j = 0; j < hidden.rows; j++) {
    sum +=
      norm(hidden.values, j * hidden.columns, (j + 1) * hidden.columns) *
      norm(output.values, j * output.columns, (j + 1) * output.columns);
  }
  return sum;
}

/** L(f(X)) + λ Σ_j ‖w_j⁽¹⁾‖‖w_j⁽²⁾‖: the value of (3) at these neurons, from the network itself. */
export function reluObjective(
  network: ReluNetwork,
  inputs: Matrix,
  loss: Loss,
  data: LossData,
  lambda: number,
): number {
  return loss.value(reluPredictions(network, inputs).values, data) + lambda * neuronNorms(network);
}
