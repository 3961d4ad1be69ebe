import { positiveNtkWeights } from "../kernels/ntk-weights.js";
import { requireSquared } from "../losses/loss.js";
import { multipleKernelOf } from "./multiple-kernel.js";
import type { MaskedProgram } from "./shaped-program.js";
import { groupLasso, type ProgramFamily, type TrainedProgram } from "./trained-program.js";
import { powerFamilyOf } from "./weighted-ridge.js";

/** Which of the programs over the same gates is meant. */
export interface ProgramChoice {
  /** Multiple kernel learning (12) instead of the penalties below. */
  readonly multipleKernel: boolean;
  /** 1 is the group lasso (8), 2 the ridge with the NTK's weights (16). */
  readonly q: number;
  /** Of the draws that estimate the NTK's weights where q is above 1. */
  readonly seed: number;
}

/** The family that is meant. */
export function familyByOptions(choice: ProgramChoice): ProgramFamily {
  return !choice.multipleKernel && choice.q === 1 ? groupLasso : (masked) => otherFamily(masked, choice);
}

function* otherFamily(
  masked: MaskedProgram,
  { multipleKernel, q, seed }: ProgramChoice,
): Generator<undefined, (lambda: number) => TrainedProgram> {
  if (masked.kind !== "gated-relu") return yield* groupLasso(masked);
  const gated = { ...masked, loss: requireSquared(masked.loss, "mkl and q above 1") };
  const { inputs, arrangement } = gated;
  if (multipleKernel) return (lambda) => ({ ...multipleKernelOf({ ...gated, lambda }), inputs, arrangement });
  const weights = yield* positiveNtkWeights(arrangement, seed);
  return (lambda) => ({ ...powerFamilyOf({ ...gated, lambda }, q, weights), inputs, arrangement });
}
