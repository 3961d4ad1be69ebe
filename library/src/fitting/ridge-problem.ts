import { type Certificate, certify } from "../certificates/certificate.js";
import { type KernelDescription, kernelOf } from "../kernels/described-kernel.js";
import { kernelErrors } from "../kernels/kernel-error.js";
import { type KernelRidge, kernelRidge } from "../kernels/leave-one-out-ridge.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { KernelName } from "../models/kernel-model.js";
import { type KernelRidgeProgram, kernelRidgePoint, kernelRidgeProgram } from "../programs/kernel-ridge.js";
import type { Budget } from "./budget.js";
import { type ReducedRows, reduceRows } from "./reduced-rows.js";
import type { TableSettings } from "./settings.js";

/** The solution of kernel ridge regression at one λ. */
export interface RidgeFit {
  /** α, n×K. */
  readonly dual: Matrix;
  readonly program: KernelRidgeProgram;
  readonly certificate: Certificate;
}

/** Kernel ridge regression on one set of rows, rewritten: one factorisation serves every λ. */
export interface RidgeProblem {
  readonly rows: ReducedRows;
  readonly kernel: KernelDescription;
  readonly ridge: KernelRidge;
  /** tr K, what fractions of λ are of. */
  readonly trace: number;
  at(lambda: number): RidgeFit;
}

/** States the rows of the settings with the NTK (10) or a Gaussian kernel, and factorises. @throws `signal.reason` when aborted */
export async function reduceRidge(settings: TableSettings, name: KernelName, budget: Budget): Promise<RidgeProblem> {
  const rows = reduceRows(settings);
  const { inputs, targets } = rows;
  const kernel = describedKernel(name, inputs.columns);
  const gram = kernelOf(kernel)(inputs);
  await budget.breathe();
  const ridge = kernelRidge(gram.values, inputs.rows, targets.values);
  await budget.breathe();
  const errors = kernelErrors(kernel, inputs);
  const at = (lambda: number): RidgeFit => {
    const dual = matrix(inputs.rows, targets.columns, ridge.dualCoefficients(lambda));
    const program = kernelRidgeProgram(gram, targets, lambda, errors);
    return { dual, program, certificate: certify(program, kernelRidgePoint(dual)) };
  };
  return { rows, kernel, ridge, trace: traceOf(gram), at };
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
