import type { Arrangement } from "../arrangements/arrangement.js";
import { hinge } from "../losses/hinge.js";
import { logistic } from "../losses/logistic.js";
import { quantile } from "../losses/quantile.js";
import { softmax } from "../losses/softmax.js";
import { squared } from "../losses/squared.js";
import { exactReluProgram } from "../programs/exact-relu.js";
import { gatedReluProgram } from "../programs/gated-relu.js";
import { multipleKernelOf, multipleKernelProgram } from "../programs/multiple-kernel.js";
import { networkTraining } from "../programs/network-training.js";
import { powerFamilyProgram } from "../programs/weighted-ridge.js";
import { blockCoordinateDescent } from "./coordinate-descent/block-coordinate-descent.js";
import { augmentedLagrangian } from "./exact-relu/augmented-lagrangian.js";
import { fista } from "./first-order/fista.js";
import { simpleMkl } from "./first-order/simple-mkl.js";
import { multipleKernelNewton } from "./kernel-weights/multiple-kernel-newton.js";
import { matrixFreeNewton } from "./matrix-free/matrix-free-newton.js";
import { quadraticApproximation } from "./matrix-free/quadratic-approximation.js";
import { iterativeReweightingAsPrinted } from "./reweighting/as-printed.js";
import { iterativeReweighting } from "./reweighting/iterative-reweighting.js";
import { solve } from "./solve.js";
import { workingSet } from "./working-set.js";

/**
 * Which solver takes which program and loss, for the compiler alone: nothing here runs. `npm run check` fails where a pairing that works is
 * refused, or where one that cannot work compiles.
 */
declare const arrangement: Arrangement;
const table = { inputs: [[0], [1]], targets: [-1, 1], arrangement, lambda: 1 };
const plain = gatedReluProgram(table);
const least = gatedReluProgram({ ...table, loss: squared() });
const probability = gatedReluProgram({ ...table, loss: logistic() });
const classes = gatedReluProgram({ ...table, loss: softmax() });
const corners = gatedReluProgram({ ...table, loss: hinge() });
const exact = exactReluProgram(table);
const kernels = multipleKernelProgram(table);
const family = powerFamilyProgram({ ...table, weights: [1], q: 1.5 });
const probabilityFamily = powerFamilyProgram({ ...table, weights: [1], q: 1.5, loss: logistic() });

/** Every program has a solver of its own. */
export const byDefault = () => [
  ...[plain, least, probability, classes, corners].map((program) => solve(program)),
  ...[solve(exact), solve(kernels), solve(family), solve(probabilityFamily)],
];

export const accepted = () => [
  solve(plain, { solver: workingSet() }),
  solve(corners, { solver: workingSet() }),
  solve(classes, { solver: workingSet({ system: "matrix-free" }) }),
  solve(classes, { solver: blockCoordinateDescent() }),
  solve(plain, { solver: fista() }),
  solve(least, { solver: fista() }),
  solve(classes, { solver: fista() }),
  solve(plain, { solver: iterativeReweighting({ inner: "lsqr" }) }),
  solve(family, { solver: iterativeReweighting({ inner: "lsmr" }) }),
  solve(probability, { solver: iterativeReweighting() }),
  solve(probabilityFamily, { solver: iterativeReweighting({ inner: "direct" }) }),
  solve(exact, { solver: augmentedLagrangian() }),
  solve(kernels, { solver: simpleMkl() }),
  solve(kernels, { solver: multipleKernelNewton() }),
  matrixFreeNewton(plain),
  quadraticApproximation(classes),
  multipleKernelOf(plain),
  networkTraining({ ...table, loss: logistic() }),
];

export const refused = () => [
  // @ts-expect-error LSQR solves least squares, and the logistic loss is none
  solve(probability, { solver: iterativeReweighting({ inner: "lsqr" }) }),
  // @ts-expect-error LSMR likewise, in the power family too
  solve(probabilityFamily, { solver: iterativeReweighting({ inner: "lsmr" }) }),
  // @ts-expect-error Algorithm 1 as printed with LSQR, on softmax
  solve(classes, { solver: iterativeReweightingAsPrinted({ inner: "lsqr" }) }),
  // @ts-expect-error FISTA needs a gradient, and the hinge has a corner
  solve(corners, { solver: fista() }),
  // @ts-expect-error reweighting needs a curvature
  solve(corners, { solver: iterativeReweighting() }),
  // @ts-expect-error the matrix-free Newton takes squared loss only; others go through quadraticApproximation
  matrixFreeNewton(classes),
  // @ts-expect-error a quadratic that touches the loss needs a curvature
  quadraticApproximation(corners),
  // @ts-expect-error SimpleMKL solves (12), not the group lasso
  solve(plain, { solver: simpleMkl() }),
  // @ts-expect-error the working set solves the group lasso, not (12)
  solve(kernels, { solver: workingSet() }),
  // @ts-expect-error the working set knows no cones
  solve(exact, { solver: workingSet() }),
  // @ts-expect-error the augmented Lagrangian is for programs with cones
  solve(plain, { solver: augmentedLagrangian() }),
  // @ts-expect-error kernels are learned under squared loss
  multipleKernelOf(probability),
  // @ts-expect-error the power family has no solver for corners
  powerFamilyProgram({ ...table, weights: [1], q: 2, loss: hinge() }),
  // @ts-expect-error descent on the network needs a gradient
  networkTraining({ ...table, loss: quantile() }),
];
