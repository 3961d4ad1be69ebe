import { certify } from "../certificates/certificate.js";
import type { Budget } from "../fitting/budget.js";
import { reduceRows } from "../fitting/reduced-rows.js";
import { type KernelDescription, kernelOf } from "../kernels/described-kernel.js";
import { kernelRidge } from "../kernels/kernel-ridge.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { rawNetwork } from "../models/raw-network.js";
import type { KernelName } from "../models/trained-model.js";
import type { KernelSettings } from "../options/settings.js";
import { chooseKernelPenalty } from "../penalty-choice/leave-one-out.js";
import { kernelRidgePoint, kernelRidgeProgram } from "../programs/kernel-ridge.js";
import { type KernelTrainResult, pathPoint, trainResult } from "./train-result.js";

/**
 * Kernel ridge regression on the standardised table, with the NTK (10) or a Gaussian kernel: every λ from one factorisation, chosen by the
 * exact leave-one-out error; fractions of λ are fractions of tr K.
 */
export async function trainKernel(settings: KernelSettings, budget: Budget): Promise<KernelTrainResult> {
  const { model, labels } = settings;
  const rows = reduceRows(settings);
  const { inputs, targets, reduction } = rows;
  const kernel = describedKernel(model, inputs.columns);
  const gram = kernelOf(kernel)(inputs);
  await budget.breathe();
  const ridge = kernelRidge(gram.values, inputs.rows, targets.values);
  await budget.breathe();
  const penalty = chooseKernelPenalty(settings.penalty, { rows, ridge, trace: traceOf(gram), labels });
  const dual = matrix(inputs.rows, targets.columns, ridge.dualCoefficients(penalty.lambda));
  const program = kernelRidgeProgram(gram, targets, penalty.lambda);
  const certificate = { ...certify(program, kernelRidgePoint(program, dual)), maskCount: 0 };
  return trainResult(settings, penalty, {
    status: certificate.relativeGap <= settings.tolerance ? "solved" : "stalled",
    maskCount: 0,
    activeGates: 0,
    reduction,
    coverage: certificate.coverage,
    gates: matrix(inputs.columns, 0),
    point: { which: new Int32Array(0), blocks: new Float64Array(0) },
    network: rawNetwork({ kind: "kernel", kernel, scale: 1, rows: inputs, dual }, reduction),
    decomposition: null,
    certificate,
    program,
    path: [pathPoint(penalty, certificate, 0)],
    seconds: budget.elapsed(),
  });
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
