import { exactReluProgram } from "halfspace";
import type { Workbench } from "./workbench.js";

/** The program of the ReLU network itself (3), on the gates of a workbench; its λ where no other is given. */
export function exactProgram({ design, problem, arrangement, program }: Workbench, lambda = program.lambda) {
  return exactReluProgram({ inputs: design, targets: problem.targets, arrangement, lambda });
}
