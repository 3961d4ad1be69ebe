import { InputError, type OptionNames, rejectUnknownOptions, requirePositive } from "../errors.js";
import {
  type Matrix,
  type MatrixLike,
  matrix,
  type TargetsLike,
  toMatrix,
  toTargets,
} from "../linear-algebra/matrix.js";
import { placeOfLargest } from "../linear-algebra/vectors.js";
import { currentDense } from "../numerics/index.js";
import type { Kernel } from "./kernel.js";
import { kernelRidge } from "./leave-one-out-ridge.js";
import { neuralTangentKernel } from "./neural-tangent-kernel.js";

/** What kernel ridge regression takes. */
export interface KernelRidgeOptions {
  /** n×d */
  readonly inputs: MatrixLike;
  /** n numbers, or n×K; for `kernelRidgeClassification` n whole numbers, the class of each sample. */
  readonly targets: TargetsLike;
  /** Default: the neural tangent kernel (10). */
  readonly kernel?: Kernel;
  /** One penalty, or several to choose from by the leave-one-out error; default 13 from 1e-6 to 1e6 times the mean of diag K. */
  readonly lambda?: number | readonly number[];
}

/** The leave-one-out error of one penalty. */
export interface LeaveOneOut {
  readonly lambda: number;
  /** Mean over samples of ‖y_j − f₋ⱼ(x_j)‖². */
  readonly squaredError: number;
  /** Share of samples whose class is missed; classification only. */
  readonly misclassified?: number;
}

/** A kernel ridge regression, with the leave-one-out error of every λ that was tried. */
export interface KernelRidgeModel {
  readonly lambda: number;
  /** α, n×K. */
  readonly dualCoefficients: Matrix;
  /** For each penalty given, in the order given. */
  readonly leaveOneOut: readonly LeaveOneOut[];
  /** Predictions on the training rows, n×K. */
  readonly fitted: Matrix;
  /** m×K for m new rows. */
  predict(inputs: MatrixLike): Matrix;
}

const known: OptionNames<KernelRidgeOptions> = { inputs: true, targets: true, kernel: "function", lambda: true };

/**
 * Kernel ridge regression, α = (K + λI)⁻¹Y (n×K), f(x) = Σ_j k(x, x_j)α_j, the minimiser of ‖Kα − Y‖² + λ tr(αᵀKα); no ½, no 1/n. Of
 * several λ the best is chosen by the exact leave-one-out error. With the default kernel this is the NTK's regression.
 * @returns the model, with `predict`
 * @throws InputError for shapes that do not fit or a penalty that is not positive
 */
export function kernelRidgeRegression(options: KernelRidgeOptions): KernelRidgeModel {
  rejectUnknownOptions(options, known, "kernelRidgeRegression");
  const inputs = toMatrix(options.inputs, "inputs");
  const targets = toTargets(options.targets, inputs.rows);
  return fit(options, inputs, targets, (lambda, residuals) => ({
    lambda,
    squaredError: meanSquare(residuals, inputs.rows),
  }));
}

/** A classifier by kernel ridge regression. */
export interface KernelRidgeClassifier extends KernelRidgeModel {
  /** The classes met in training, ascending; column k of the scores belongs to class k (one column for two classes: the second). */
  readonly classes: readonly number[];
  /** The class of each new row. */
  classify(inputs: MatrixLike): number[];
}

/**
 * Classification by kernel ridge regression on ±1 codes: one output for two classes, one against the rest for more. λ is chosen by the
 * leave-one-out share of missed samples, then by the squared error.
 * @returns the model, with the class of each new row by `classify`
 * @throws InputError for an unknown option, shapes that do not fit, targets that are no classes, or a penalty that is
 * not positive
 */
export function kernelRidgeClassification(options: KernelRidgeOptions): KernelRidgeClassifier {
  rejectUnknownOptions(options, known, "kernelRidgeClassification");
  const inputs = toMatrix(options.inputs, "inputs");
  const labels = toTargets(options.targets, inputs.rows);
  const classes = classesOf(labels);
  const codes = classCodes(labels.values, classes);
  const model = fit(options, inputs, codes, (lambda, residuals) => {
    const scores = matrix(
      codes.rows,
      codes.columns,
      codes.values.map((value, k) => value - residuals[k]),
    );
    const missed = classesFromScores(scores, classes).filter((label, j) => label !== labels.values[j]).length;
    return { lambda, squaredError: meanSquare(residuals, inputs.rows), misclassified: missed / inputs.rows };
  });
  return { ...model, classes, classify: (rows) => classesFromScores(model.predict(rows), classes) };
}

function fit(
  options: KernelRidgeOptions,
  inputs: Matrix,
  targets: Matrix,
  judge: (lambda: number, residuals: Float64Array) => LeaveOneOut,
): KernelRidgeModel {
  const kernel = options.kernel ?? neuralTangentKernel;
  const gram = kernel(inputs);
  const lambdas = penalties(options.lambda, gram);
  const ridge = kernelRidge(gram.values, inputs.rows, targets.values);
  const leaveOneOut = lambdas.map((lambda) => judge(lambda, ridge.leaveOneOutResiduals(lambda)));
  const { lambda } = leaveOneOut.reduce((best, other) => (better(other, best) ? other : best));
  const dualCoefficients = matrix(inputs.rows, targets.columns, ridge.dualCoefficients(lambda));
  return {
    lambda,
    dualCoefficients,
    leaveOneOut,
    fitted: product(gram, dualCoefficients),
    predict: (rows) => product(kernel(rows, inputs), dualCoefficients),
  };
}

function better(a: LeaveOneOut, b: LeaveOneOut): boolean {
  const [first, second] = [a.misclassified ?? 0, b.misclassified ?? 0];
  return first < second || (first === second && a.squaredError < b.squaredError);
}

function penalties(lambda: KernelRidgeOptions["lambda"], gram: Matrix): readonly number[] {
  if (lambda === undefined) {
    let trace = 0;
    for (let i = 0; i < gram.rows; i++) trace += gram.values[i * gram.rows + i];
    const size = trace > 0 ? trace / gram.rows : 1;
    return Array.from({ length: 13 }, (_, k) => size * Number(`1e${k - 6}`));
  }
  const list = typeof lambda === "number" ? [lambda] : lambda;
  for (const value of list) requirePositive("lambda", value, "penalty");
  if (list.length === 0)
    throw new InputError({ code: "empty", argument: "lambda", got: "an empty list", expected: "at least one penalty" });
  return list;
}

function product(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.rows, b.columns);
  currentDense().multiply(a.values, a.rows, a.columns, b.values, b.columns, out.values);
  return out;
}

function meanSquare(residuals: Float64Array, n: number): number {
  let sum = 0;
  for (const value of residuals) sum += value * value;
  return sum / n;
}

function classesOf(labels: Matrix): number[] {
  const odd = labels.values.find((label) => !Number.isInteger(label));
  if (labels.columns !== 1 || odd !== undefined) {
    const got = labels.columns !== 1 ? `${labels.columns} columns` : `${odd}`;
    throw new InputError({
      code: "wrong-targets",
      argument: "targets",
      got: got,
      expected: "one whole number a sample, its class",
    });
  }
  const classes = [...new Set(labels.values)].sort((a, b) => a - b);
  if (classes.length < 2) {
    throw new InputError({
      code: "constant-target",
      argument: "targets",
      got: `class ${classes[0]} in every row`,
      expected: "at least two classes",
    });
  }
  return classes;
}

/** ±1 codes, n×1 for two classes and n×K for K. */
function classCodes(labels: Float64Array, classes: readonly number[]): Matrix {
  const coded = classes.length === 2 ? classes.slice(1) : classes;
  const codes = matrix(labels.length, coded.length);
  labels.forEach((label, j) => {
    coded.forEach((name, k) => {
      codes.values[j * coded.length + k] = label === name ? 1 : -1;
    });
  });
  return codes;
}

function classesFromScores(scores: Matrix, classes: readonly number[]): number[] {
  const { rows, columns, values } = scores;
  return Array.from({ length: rows }, (_, j) => {
    if (columns === 1) return values[j] >= 0 ? classes[1] : classes[0];
    return classes[placeOfLargest(values, j * columns, columns)];
  });
}
