import { certify } from "../certificates/certificate.js";
import type { Budget } from "../fitting/budget.js";
import { type KernelDescription, kernelOf } from "../kernels/described-kernel.js";
import { kernelRidge } from "../kernels/kernel-ridge.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { rawNetwork } from "../models/raw-network.js";
import type { CrossValidation, KernelName } from "../models/trained-model.js";
import type { KernelTrainResult } from "../options/options.js";
import type { Settings } from "../options/settings.js";
import { kernelRidgePoint, kernelRidgeProgram } from "../programs/kernel-ridge.js";
import { decodeOutputs } from "../reductions/class-labels.js";
import { learnReduction, type Reduction, reducedTable } from "../reductions/reduction.js";
import { accuracy } from "../scoring/metrics.js";

/** Fractions of tr K tried for λ: written out, so that no engine's pow can change a bit of them. */
const kernelFractions: readonly number[] = [
  1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7, 3e-8, 1e-8,
];

/**
 * Kernel ridge regression on the standardised table, with the NTK (10) or a Gaussian kernel: every λ from one factorisation, chosen by the
 * exact leave-one-out error; fractions of λ are fractions of tr K.
 */
export async function trainKernel(
  settings: Settings,
  kernelName: KernelName,
  budget: Budget,
): Promise<KernelTrainResult> {
  const { inputs, targets, options, task, labels, model, loss, penalty } = settings;
  const reduction = learnReduction(inputs, targets, options);
  const { inputs: rows, targets: mapped } = reducedTable(reduction, inputs, targets);
  const kernel = describedKernel(kernelName, rows.columns);
  const gram = kernelOf(kernel)(rows);
  await budget.breathe();
  const ridge = kernelRidge(gram.values, rows.rows, mapped.values);
  await budget.breathe();
  const trace = traceOf(gram);
  const fractions = settings.fractionsGiven ? settings.fractions : kernelFractions;
  const leaveOneOut = (lambda: number) => scoreLeftOut(ridge.leaveOneOutResiduals(lambda), mapped, reduction, settings);
  const crossValidation = penalty === "auto" ? choose(fractions, trace, leaveOneOut, settings) : null;
  const lambda = penaltyOf(penalty, crossValidation, trace);
  const lambdaFraction = lambda / trace;
  const dual = matrix(rows.rows, targets.columns, ridge.dualCoefficients(lambda));
  const program = kernelRidgeProgram(gram, mapped, lambda);
  const certificate = { ...certify(program, kernelRidgePoint(program, dual)), maskCount: 0 };
  const { primalObjective, relativeGap } = certificate;
  return {
    task,
    model,
    labels,
    loss: loss.name,
    options,
    status: relativeGap <= options.tolerance ? "solved" : "stalled",
    lambda,
    lambdaFraction,
    penaltyRule: null,
    sampleCount: inputs.rows,
    featureCount: inputs.columns,
    outputCount: targets.columns,
    maskCount: 0,
    activeGates: 0,
    reduction,
    coverage: certificate.coverage,
    gates: matrix(rows.columns, 0),
    point: { which: new Int32Array(0), blocks: new Float64Array(0) },
    network: rawNetwork({ kind: "kernel", kernel, scale: 1, rows, dual }, reduction),
    decomposition: null,
    crossValidation,
    notes: crossValidation
      ? ["λ was chosen by the exact leave-one-out error; its fraction is of the trace of the kernel matrix."]
      : ["The fraction of λ is of the trace of the kernel matrix."],
    certificate,
    program,
    path: [{ lambda, lambdaFraction, primalObjective, relativeGap, activeGates: 0 }],
    seconds: budget.elapsed(),
  };
}

/** On standardised columns √d is a middling distance. */
function describedKernel(name: KernelName, columns: number): KernelDescription {
  return name === "gaussian" ? { kind: "gaussian", bandwidth: Math.sqrt(columns) } : { kind: "neural-tangent" };
}

function traceOf({ rows, values }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i * rows + i];
  return sum > 0 ? sum : 1;
}

function penaltyOf(penalty: Settings["penalty"], chosen: CrossValidation | null, trace: number): number {
  if (chosen) return chosen.lambdaFraction * trace;
  if (typeof penalty === "object" && "lambda" in penalty) return penalty.lambda;
  return typeof penalty === "object" && "lambdaFraction" in penalty ? penalty.lambdaFraction * trace : trace;
}

interface LeftOut {
  readonly mean: number;
  readonly standardError: number;
  /** What is made least. */
  readonly cost: number;
}

/** The leave-one-out score in the targets' own units. */
function scoreLeftOut(residuals: Float64Array, mapped: Matrix, { outputs }: Reduction, { labels }: Settings): LeftOut {
  const n = mapped.rows;
  const k = mapped.columns;
  const squares = new Float64Array(n);
  for (let at = 0; at < residuals.length; at++) {
    squares[Math.floor(at / k)] += (residuals[at] * outputs.scale[at % k]) ** 2 / k;
  }
  const meanSquare = squares.reduce((sum, value) => sum + value, 0) / n;
  if (labels) {
    const predicted = mapped.values.map((value, at) => value - residuals[at]);
    const share = accuracy(decodeOutputs(mapped.values, labels), decodeOutputs(predicted, labels));
    return { mean: share, standardError: Math.sqrt((share * (1 - share)) / n), cost: 0.1 * meanSquare - share };
  }
  const error = Math.sqrt(meanSquare);
  const variance = squares.reduce((sum, value) => sum + (value - meanSquare) ** 2, 0) / Math.max(1, n - 1);
  const standardError = error > 0 ? Math.sqrt(variance / n) / (2 * error) : 0;
  return { mean: error, standardError, cost: error };
}

function choose(
  fractions: readonly number[],
  trace: number,
  leaveOneOut: (lambda: number) => LeftOut,
  { labels, inputs }: Settings,
): CrossValidation {
  const points = fractions.map((lambdaFraction) => ({ lambdaFraction, ...leaveOneOut(lambdaFraction * trace) }));
  const best = points.reduce((least, point) => (point.cost < least.cost ? point : least));
  const plain = ({ lambdaFraction, mean, standardError }: (typeof points)[number]) => ({
    lambdaFraction,
    mean,
    standardError,
  });
  return { ...plain(best), metric: labels ? "accuracy" : "rmse", folds: inputs.rows, path: points.map(plain) };
}
