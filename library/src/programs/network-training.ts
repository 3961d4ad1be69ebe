import { type ColumnSigns, readColumnSigns } from "../cones/column-signs.js";
import { InputError, type OptionNames, rejectUnknownOptions } from "../errors.js";
import {
  type Matrix,
  type MatrixLike,
  matrix,
  type TargetsLike,
  toMatrix,
  toTargets,
} from "../linear-algebra/matrix.js";
import type { LossData, SmoothLoss, SquaredLoss } from "../losses/loss.js";
import { lossOrSquared } from "../losses/squared.js";
import { type ReluNetwork, reluNetwork, reluPredictions } from "../networks/relu.js";
import { currentBackend } from "../numerics/index.js";
import type { GatedReluProgram } from "./masked-program.js";

/**
 * The non-convex training problem itself, with weight decay (2):
 *
 *     F(W, a) = L(Σ_i (Xw_i)₊ a_i) + (λ/2) Σ_i (‖w_i‖² + a_i²),   any number of neurons
 *
 * With a complete arrangement its optimum is that of the exact ReLU program (3) at the same λ.
 * Does not do: several outputs; a loss without gradient.
 */
export interface NetworkTraining<L extends SmoothLoss = SmoothLoss> {
  readonly form: "network";
  readonly kind: "relu-network" | "monotone-relu-network";
  /** n×d */
  readonly inputs: Matrix;
  readonly loss: L;
  readonly data: LossData;
  readonly lambda: number;
  /** One sign a column, for networks that are monotone by the signs of their neurons (`cones/column-signs.ts`); absent: any network. */
  readonly monotone?: ColumnSigns | undefined;
}

/** What `networkTraining` takes. */
export interface NetworkTrainingOptions<L extends SmoothLoss = SmoothLoss> {
  readonly inputs: MatrixLike;
  readonly targets: TargetsLike;
  /** Default: squared. */
  readonly loss?: L;
  /** How often each row counts; default: once. */
  readonly sampleWeights?: ArrayLike<number> | undefined;
  readonly lambda: number;
  /** One of 1 (the network never falls along the column), −1 (never rises) and 0 (free) a column; default: all free. */
  readonly monotone?: ArrayLike<number> | undefined;
}

const known: OptionNames<NetworkTrainingOptions> = {
  inputs: true,
  targets: true,
  loss: true,
  sampleWeights: true,
  lambda: "number",
  monotone: true,
};

/**
 * States the training of the non-convex two-layer ReLU network, F(W, a) = L(Σ_i (Xw_i)₊a_i) + (λ/2) Σ_i (‖w_i‖² + a_i²),
 * for one output.
 * @returns the problem, as `descend` and `generateGates` take it
 * @throws InputError for shapes that do not fit, a negative lambda, several outputs or signs other than −1, 0 and 1
 */
export function networkTraining<L extends SmoothLoss = SquaredLoss>(
  options: NetworkTrainingOptions<L>,
): NetworkTraining<L> {
  rejectUnknownOptions<NetworkTrainingOptions<SmoothLoss>>(options, known, "networkTraining");
  const { lambda, sampleWeights } = options;
  const inputs = toMatrix(options.inputs, "inputs");
  const targets = toTargets(options.targets, inputs.rows);
  if (targets.columns !== 1) {
    throw new InputError({
      code: "several-targets",
      argument: "targets",
      got: `${targets.columns} columns`,
      expected: "one, train one network a column",
    });
  }
  if (!(lambda >= 0 && lambda < Number.POSITIVE_INFINITY)) {
    throw new InputError({
      code: "out-of-range",
      argument: "lambda",
      got: lambda,
      expected: "a finite number, zero or more",
    });
  }
  const weights = sampleWeights ? { weights: readWeights(sampleWeights, inputs.rows) } : {};
  const data = { sampleCount: inputs.rows, outputs: 1, targets: targets.values, ...weights };
  const monotone = readColumnSigns(options.monotone, inputs.columns);
  const kind = monotone ? ("monotone-relu-network" as const) : ("relu-network" as const);
  const problem = { form: "network" as const, kind, inputs, loss: lossOrSquared(options.loss), data, lambda };
  return monotone ? { ...problem, monotone } : problem;
}

function readWeights(given: ArrayLike<number>, rows: number): Float64Array {
  const weights = Float64Array.from(given);
  if (weights.length === rows && weights.every((weight) => weight >= 0 && Number.isFinite(weight))) return weights;
  const got = `${weights.length} entries`;
  const expected = `${rows} finite numbers, zero or more`;
  throw new InputError({ code: "shape-mismatch", argument: "sampleWeights", got, expected });
}

/** What F is made of: that of any program over inputs, whatever its loss and number of outputs. */
type NetworkProblem = Pick<GatedReluProgram, "inputs" | "loss" | "data" | "lambda">;

/**
 * F of a network, computed from its weights alone; several outputs as well.
 * @returns F, in the units of the loss
 * @throws InputError when the network has another number of columns
 */
export function networkObjective(problem: NetworkProblem, network: ReluNetwork): number {
  const { loss, data, lambda, inputs } = problem;
  let squares = 0;
  for (const value of network.hidden.values) squares += value * value;
  for (const value of network.output.values) squares += value * value;
  return loss.value(reluPredictions(network, inputs).values, data) + (lambda / 2) * squares;
}

/** F and its gradient in flat weights θ = [w_1 … w_m, a_1 … a_m], for many evaluations on one problem. */
export interface WeightObjective {
  readonly size: number;
  /** F(θ); `gradient` is overwritten. At a kink the derivative of (·)₊ is 0. */
  evaluate(theta: Float64Array, gradient: Float64Array): number;
}

export function weightObjective(problem: NetworkTraining, neurons: number): WeightObjective {
  const { inputs, loss, data, lambda } = problem;
  const [n, d, m] = [inputs.rows, inputs.columns, neurons];
  const predictions = new Float64Array(n);
  const z = new Float64Array(n);
  const activations = new Float64Array(m * n);
  const layer = hiddenLayer(inputs, m);
  return {
    size: m * (d + 1),
    evaluate(theta, gradient) {
      layer.activations(theta, activations);
      addOutputs(activations, theta.subarray(m * d), predictions.fill(0));
      loss.negativeGradient(predictions, data, z);
      outputGradients(activations, z, theta.subarray(m * d), gradient.subarray(m * d));
      layer.pullBack(activations, gradient);
      let squares = 0;
      for (let k = 0; k < m * d; k++) gradient[k] = -gradient[k];
      for (let k = 0; k < theta.length; k++) {
        squares += theta[k] * theta[k];
        gradient[k] += lambda * theta[k];
      }
      return loss.value(predictions, data) + (lambda / 2) * squares;
    },
  };
}

/** f += Σ_i a_i (Xw_i)₊, from activations WXᵀ (m×n) and output weights a. */
function addOutputs(activations: Float64Array, output: Float64Array, predictions: Float64Array): void {
  const n = predictions.length;
  for (let i = 0, at = 0; i < output.length; i++) {
    const a = output[i];
    for (let j = 0; j < n; j++, at++) predictions[j] += a * Math.max(activations[at], 0);
  }
}

/** −∂/∂a_i = z·(Xw_i)₊; the activations become what multiplies the rows in −∂/∂w_i. */
function outputGradients(
  activations: Float64Array,
  z: Float64Array,
  output: Float64Array,
  gradient: Float64Array,
): void {
  const n = z.length;
  for (let i = 0, at = 0; i < output.length; i++) {
    const a = output[i];
    let slope = 0;
    for (let j = 0; j < n; j++, at++) {
      const activation = activations[at];
      slope += z[j] * Math.max(activation, 0);
      activations[at] = activation > 0 ? a * z[j] : 0;
    }
    gradient[i] = -slope;
  }
}

/** WXᵀ (m×n) and back, FX (m×d): the numeric core for large layers, plain loops where its overhead would rule. */
interface HiddenLayer {
  activations(theta: Float64Array, out: Float64Array): void;
  /** The first m·d entries of `out` become FX. */
  pullBack(factors: Float64Array, out: Float64Array): void;
}

function hiddenLayer(inputs: Matrix, m: number): HiddenLayer {
  const { values: x, rows: n, columns: d } = inputs;
  if (m * n * d < 20_000) return smallHiddenLayer(x, n, d, m);
  const backend = currentBackend();
  const transposed = new Float64Array(n * d);
  for (let j = 0; j < n; j++) for (let k = 0; k < d; k++) transposed[k * n + j] = x[j * d + k];
  return {
    activations: (theta, out) => backend.multiply(theta.subarray(0, m * d), m, d, transposed, n, out),
    pullBack: (factors, out) => backend.multiply(factors, m, n, x, d, out.subarray(0, m * d)),
  };
}

function smallHiddenLayer(x: Float64Array, n: number, d: number, m: number): HiddenLayer {
  return {
    activations(theta, out) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let k = 0; k < d; k++) sum += x[j * d + k] * theta[i * d + k];
          out[i * n + j] = sum;
        }
      }
    },
    pullBack(factors, out) {
      out.fill(0, 0, m * d);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          const factor = factors[i * n + j];
          if (factor !== 0) for (let k = 0; k < d; k++) out[i * d + k] += factor * x[j * d + k];
        }
      }
    },
  };
}

/** The network of flat weights θ = [w_1 … w_m, a_1 … a_m]. */
export function networkFromWeights(theta: Float64Array, featureCount: number): ReluNetwork {
  const neurons = theta.length / (featureCount + 1);
  return reluNetwork(
    matrix(neurons, featureCount, theta.slice(0, neurons * featureCount)),
    matrix(neurons, 1, theta.slice(neurons * featureCount)),
  );
}

/** θ = [w_1 … w_m, a_1 … a_m] of a network. */
export function weightsOf(network: ReluNetwork): Float64Array {
  const theta = new Float64Array(network.hidden.values.length + network.output.values.length);
  theta.set(network.hidden.values);
  theta.set(network.output.values, network.hidden.values.length);
  return theta;
}
