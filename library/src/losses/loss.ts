import { InputError } from "../errors.js";

/**
 * What a loss must offer so that programs, solvers and certificates can use it (maths section 1, table of conjugates).
 *
 * L(u) = Σ_j c_j l(u_j, y_j) sums over the samples (no ½, no 1/n; c_j are sample weights). z = −∇L(u). The dual objective of a
 * group program is D(z) = −L*(−z) = Σ_j c_j d(z_j/c_j, y_j).
 *
 * What a loss can do is in its type. Solvers ask for the curvature that they need, and all others read the facts of
 * `LossFacts`. The name of a loss is for files and messages only.
 */
export type Loss = SmoothLoss | PiecewiseLinearLoss;

/** A loss with a gradient everywhere and a curvature. */
export type SmoothLoss = SquaredLoss | DiagonalLoss | CoupledLoss;

/** What a loss is for, in words that need no table of names. */
export interface LossFacts {
  readonly name: string;
  /** What must be kept to make the same loss again ("delta", "quantile"). */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Numbers of any size, counts ≥ 0, ±1 for two classes in one column, or a one-hot column for every class. */
  readonly targets: "numbers" | "counts" | "signs" | "one-hot";
  /** How many classes it can tell apart: none, two, or any number (as ±1 or one-hot columns). */
  readonly classes: "none" | "two" | "several";
  /**
   * Whether targets may be shifted and divided by a scale before training: every column by its own, one column alone (a parameter is in the
   * targets' units, which are one), or none.
   */
  readonly targetScaling: "every-column" | "one-column" | "none";
  /** The loss for targets that were divided by `scale`, with the same minimiser; absent where it is the same loss in all units. */
  readonly rescaled?: (scale: number) => Loss;
  /** What turns an output u into a prediction: u itself, the mean e^u, or class probabilities 1/(1 + e^{−u}) and softmax(u). */
  readonly link: "identity" | "exp" | "logit" | "softmax";
  /** What predictions are scored in: squared error in the targets' units, shares of right labels, log loss, or the loss itself. */
  readonly metric: "squared-error" | "labels" | "log-loss" | "own-loss";
}

/** What every loss offers, whatever its curvature. */
export interface LossFunctions extends LossFacts {
  /** L(u). */
  value(predictions: Float64Array, data: LossData): number;
  /** out = z = −∇L(u), n×K (for a loss with corners: the negative of one subgradient). */
  negativeGradient(predictions: Float64Array, data: LossData, out: Float64Array): void;
  /** D(z) = −L*(−z); −Infinity outside of the conjugate's domain. */
  dualValue(z: Float64Array, data: LossData): number;
  /** Never below L(v) for any v with |v − u| ≤ radius, entry by entry (n×K each): proved, whatever rounds. Infinity where that overflows. */
  valueAbove(predictions: Float64Array, radius: Float64Array, data: LossData): number;
  /** Never above D(z) at these very doubles: proved. −Infinity unless z lies in the conjugate's domain exactly. */
  dualBelow(z: Float64Array, data: LossData): number;
  /** A z near this one that lies in the conjugate's domain exactly; a new array. */
  feasible(z: Float64Array, data: LossData): Float64Array;
  /** The s in [0, limit] with the largest D(s·z). */
  bestDualScale(z: Float64Array, data: LossData, limit: number): number;
  /** An upper bound of the eigenvalues of ∇²L (Infinity where there is none). */
  lipschitz(data: LossData): number;
  /** Present where the loss has taken in an unpenalised constant (`withConstant`). */
  readonly constant?: FreeConstant;
}

/** What a loss with an unpenalised constant adds to its functions (maths section 9). */
export interface FreeConstant<L extends Loss = Loss> {
  /** The loss without its constant. */
  readonly base: L;
  /** b (K values): the minimiser of L(u + 1bᵀ) for predictions u (n×K). Where it is not unique, one fixed choice. */
  at(predictions: Float64Array, data: LossData): Float64Array;
  /** A z near this one, in the conjugate's domain where this one is, whose sums over the rows are 0 but for the rounding of one addition. */
  balanced(z: Float64Array, outputs: number): Float64Array;
}

/** out = diag ∇²L(u) or a bound of it, n×K. */
export type SecondDerivatives = (predictions: Float64Array, data: LossData, out: Float64Array) => void;

/** The squared error, ∇²L = 2 diag(c) whatever u: what least-squares solvers (LSQR, the matrix-free Newton, SimpleMKL) take. */
export interface SquaredLoss extends LossFunctions {
  readonly curvature: "constant";
  readonly secondDerivatives: SecondDerivatives;
}

/** A loss whose second derivative exists almost everywhere and is diagonal. */
export interface DiagonalLoss extends LossFunctions {
  readonly curvature: "diagonal";
  readonly secondDerivatives: SecondDerivatives;
  /** out ≥ diag ∇²L: curvature of a quadratic above L that touches it at u; for losses that can be flat on most rows. */
  readonly majoriser?: SecondDerivatives;
}

/** A loss that couples the outputs of a row: ∇²L(u) = c(diag π − ππᵀ) with the class probabilities π(u). */
export interface CoupledLoss extends LossFunctions {
  readonly curvature: "coupled";
  /** out = π(u), n×K. */
  probabilities(predictions: Float64Array, data: LossData, out: Float64Array): void;
}

/**
 * A loss with corners, without curvature: a maximum over multipliers, l(u) = max over a in [low, high] of a·(c − σu), so z = σa and
 * d(z) = a·c.
 */
export interface PiecewiseLinearLoss extends LossFunctions {
  readonly curvature: "none";
  readonly corners: Corners;
}

/** The multipliers of a piecewise-linear loss, and what they multiply. */
export interface Corners {
  readonly low: number;
  readonly high: number;
  /** c and σ of one entry. */
  offset(y: number): { readonly centre: number; readonly sign: number };
}

/** What a loss is measured against. */
export interface LossData {
  readonly sampleCount: number;
  readonly outputs: number;
  /** n×K row-major. */
  readonly targets: Float64Array;
  /** One weight a sample; all 1 when absent. */
  readonly weights?: Float64Array;
}

/** c_j of entry k of an n×K array. */
export function weightAt(data: LossData, k: number): number {
  return data.weights ? data.weights[data.outputs === 1 ? k : Math.floor(k / data.outputs)] : 1;
}

export function largestWeight(data: LossData): number {
  let largest = data.weights ? 0 : 1;
  for (const value of data.weights ?? []) largest = Math.max(largest, value);
  return largest;
}

/** Whether outputs become class probabilities without calibration. */
export function hasProbabilities({ link }: Pick<LossFacts, "link">): boolean {
  return link === "logit" || link === "softmax";
}

/**
 * The links of the losses that make class probabilities, by the names that model files use: what reading a file asks of a loss, without the loss.
 * A softmax is over one output for each class.
 */
export const probabilityLinks: ReadonlyMap<string, LossFacts["link"]> = new Map([
  ["logistic", "logit"],
  ["softmax", "softmax"],
]);

/** The loss in units in which targets are divided by `scale`: the same minimiser, L divided by a constant. */
export function rescaledLoss(loss: Loss, scale: number): Loss {
  return loss.rescaled?.(scale) ?? loss;
}

/** A loss whose name came from a file or an option, where only the squared one works. @throws InputError for another loss */
export function requireSquared(loss: Loss, purpose: string): SquaredLoss {
  if (loss.curvature === "constant") return loss;
  throw unsupportedLoss(loss, `squared() for ${purpose}`);
}

/** A loss whose name came from a file or an option, where a gradient is needed. @throws InputError for a loss with corners */
export function requireSmooth(loss: Loss, purpose: string): SmoothLoss {
  if (loss.curvature !== "none") return loss;
  throw unsupportedLoss(loss, `one with a gradient for ${purpose}`);
}

/** A loss where sums over the rows with a curvature are needed, one output after the other. @throws InputError for others */
export function requireUncoupled(loss: Loss, purpose: string): SquaredLoss | DiagonalLoss {
  if (loss.curvature === "constant" || loss.curvature === "diagonal") return loss;
  throw unsupportedLoss(loss, `one of a single output and with a gradient for ${purpose}`);
}

function unsupportedLoss({ name: got }: Loss, expected: string): InputError {
  return new InputError({ code: "unsupported-loss", argument: "loss", got, expected });
}
