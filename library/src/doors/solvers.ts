/**
 * halfspace/solvers: solvers for one kind of program, and solvers of linear systems.
 * `solve`, `workingSet`, `fista`, `iterativeReweighting` and `simpleMkl` are exported from `halfspace`.
 */

export { denseBlocks } from "../linear-algebra/dense-blocks.js";
export type { LeastSquaresOptions, LeastSquaresResult, LinearOperator } from "../linear-algebra/golub-kahan.js";
export { lsmr } from "../linear-algebra/lsmr.js";
export { lsqr } from "../linear-algebra/lsqr.js";
export { type SymmetricEigen, symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
export { blockCoordinateDescent } from "../solvers/coordinate-descent/block-coordinate-descent.js";
export { type AugmentedLagrangianOptions, augmentedLagrangian } from "../solvers/exact-relu/augmented-lagrangian.js";
export type { FistaOptions } from "../solvers/first-order/fista.js";
export { multipleKernelNewton } from "../solvers/kernel-weights/multiple-kernel-newton.js";
export { type AsPrintedOptions, iterativeReweightingAsPrinted } from "../solvers/reweighting/as-printed.js";
export type { IterativeReweightingOptions, ReweightingIterate } from "../solvers/reweighting/iterative-reweighting.js";
export type { InitialWeights } from "../solvers/reweighting/starting-weights.js";
export type { InnerMethod } from "../solvers/reweighting/weighted-least-squares.js";
export { solvePath } from "../solvers/solve-path.js";
export type { Iterate, Solver } from "../solvers/solver.js";
export type { WorkingSetOptions } from "../solvers/working-set.js";
