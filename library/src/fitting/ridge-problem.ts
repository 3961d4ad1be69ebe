import { type Certificate, certifyInSteps } from "../certificates/certificate.js";
import type { KernelDescription } from "../kernels/described-kernel.js";
import { type SteppedRidge, steppedRidge } from "../kernels/leave-one-out-ridge.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { KernelName } from "../models/kernel-model.js";
import { type RidgeOfTable, ridgeOfTableInSteps } from "../models/ridge-of-table.js";
import { type KernelRidgeProgram, kernelRidgePoint } from "../programs/kernel-ridge.js";
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
  readonly ridge: SteppedRidge;
  /** tr K, with the weights of rows in it: what fractions of λ are of. */
  readonly trace: number;
  at(lambda: number): Generator<undefined, RidgeFit>;
}

/** States the rows of the settings with the NTK (10) or a Gaussian kernel, and factorises. @throws `signal.reason` when aborted */
export async function reduceRidge(settings: TableSettings, name: KernelName, budget: Budget): Promise<RidgeProblem> {
  const rows = reduceRows(settings);
  const { inputs } = rows;
  const kernel = describedKernel(name, inputs.columns);
  const table = await budget.run(ridgeOfTableInSteps(kernel, rows, settings.sampleWeights));
  const { gram, trace, targets } = table;
  await budget.breathe();
  const ridge = steppedRidge(gram.values, inputs.rows, targets.values);
  await budget.breathe();
  const at = (lambda: number) => fitAt({ table, ridge }, lambda);
  return { rows, kernel, ridge, trace, at };
}

/** The fit at one λ; yields every few hundredths of a second. */
function* fitAt(
  { table, ridge }: { readonly table: RidgeOfTable; readonly ridge: SteppedRidge },
  lambda: number,
): Generator<undefined, RidgeFit> {
  const { rows, columns } = table.targets;
  const dual = table.coefficientsOf(matrix(rows, columns, yield* ridge.dualCoefficients(lambda)));
  const program = table.at(lambda);
  // Of the coefficients as they are kept, which rounding may have moved.
  return { dual, program, certificate: yield* certifyInSteps(program, kernelRidgePoint(table.pointOf(dual))) };
}

/** On standardised columns √d is a middling distance. */
function describedKernel(name: KernelName, columns: number): KernelDescription {
  return name === "gaussian" ? { kind: "gaussian", bandwidth: Math.sqrt(columns) } : { kind: "neural-tangent" };
}
