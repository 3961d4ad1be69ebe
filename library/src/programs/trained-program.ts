import { positiveNtkWeights } from "../kernels/ntk-weights.js";
import { requireSquared } from "../losses/named.js";
import type { GatedReluProgram } from "./gated-relu.js";
import { type MultipleKernelProgram, multipleKernelOf } from "./multiple-kernel.js";
import type { MaskedProgram } from "./shaped-program.js";
import { type PowerProgram, powerFamilyOf } from "./weighted-ridge.js";

/** Every program that `train` can state over gates. */
export type TrainedProgram =
  | MaskedProgram
  | ((PowerProgram | MultipleKernelProgram) & Pick<GatedReluProgram, "inputs" | "arrangement">);

/** Which of the programs over the same gates is meant. */
export interface ProgramChoice {
  /** Multiple kernel learning (12) instead of the penalties below. */
  readonly multipleKernel: boolean;
  /** 1 is the group lasso (8), 2 the ridge with the NTK's weights (16). */
  readonly q: number;
  /** Of the draws that estimate the NTK's weights where q is above 1. */
  readonly seed: number;
}

/** The program that is meant, at any λ, from the gated program with its data and masks. @throws InputError for a loss that it does not have */
export function trainedProgram(
  masked: MaskedProgram,
  { multipleKernel, q, seed }: ProgramChoice,
): (lambda: number) => TrainedProgram {
  if (masked.kind !== "gated-relu" || (!multipleKernel && q === 1)) return (lambda) => ({ ...masked, lambda });
  const gated = { ...masked, loss: requireSquared(masked.loss, "mkl and q above 1") };
  const { inputs, arrangement } = gated;
  if (multipleKernel) return (lambda) => ({ ...multipleKernelOf({ ...gated, lambda }), inputs, arrangement });
  const weights = positiveNtkWeights(arrangement, seed);
  return (lambda) => ({ ...powerFamilyOf({ ...gated, lambda }, q, weights), inputs, arrangement });
}
