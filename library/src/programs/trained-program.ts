import type { GatedReluProgram } from "./masked-program.js";
import type { MultipleKernelProgram } from "./multiple-kernel.js";
import type { MaskedProgram } from "./shaped-program.js";
import type { PowerProgram } from "./weighted-ridge.js";

/** Every program that `train` can state over gates. */
export type TrainedProgram =
  | MaskedProgram
  | ((PowerProgram | MultipleKernelProgram) & Pick<GatedReluProgram, "inputs" | "arrangement">);

/** The program that is meant, at any λ, from the gated program with its data and masks; yields every few milliseconds. @throws InputError for a loss that it does not have */
export type ProgramFamily = (masked: MaskedProgram) => Generator<undefined, (lambda: number) => TrainedProgram>;

/** Program (8) itself. */
export function* groupLasso(masked: MaskedProgram): Generator<undefined, (lambda: number) => TrainedProgram> {
  return (lambda) => ({ ...masked, lambda });
}
