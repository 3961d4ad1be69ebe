import type { SmoothLoss } from "../../losses/loss.js";
import type { GroupProgram, SparseBlocks } from "../../programs/group-program.js";
import { shownAs } from "../matrix-free/inner-problem.js";
import { sampleStart } from "../matrix-free/sample-start.js";
import type { Iterates } from "../solver.js";
import { blockCoordinateDescent } from "./block-coordinate-descent.js";

/** Block coordinate descent, on many rows from a start that parts of them give. */
export function* blocksFromSample(
  program: GroupProgram<SmoothLoss>,
  given: SparseBlocks | undefined,
  tolerance: number | undefined,
): Iterates {
  const { iterates } = blockCoordinateDescent(tolerance);
  const warm = given && given.which.length > 0;
  const numbers = { iteration: 0, pricingPasses: 0 };
  const { point } = warm ? { point: given } : yield* shownAs(numbers, sampleStart(program, iterates));
  yield* iterates(program, point);
}
