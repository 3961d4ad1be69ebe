import { isComposed } from "../arrangements/composed.js";
import { InputError } from "../errors.js";
import { completed } from "../linear-algebra/completed.js";
import { matrix, transpose } from "../linear-algebra/matrix.js";
import { gatedNetworkAt } from "../models/gated-network.js";
import { activeGates } from "../models/gated-relu-at.js";
import type { GatedNetwork, PlainNetwork } from "../models/inner-network.js";
import type { DecompositionReport } from "../models/plain-model.js";
import type { DeepReluNetwork } from "../networks/deep-relu.js";
import { reluNetwork } from "../networks/relu.js";
import { groupNorm, type SparseBlocks } from "../programs/group-program.js";
import { type MaskedProgram, shapedGatesOf } from "../programs/shaped-program.js";
import { type DecompositionStrategy, type HasTime, neuronsOfBlocksInSteps } from "./cone-decomposition.js";
import { deepPlainNetwork } from "./deep-plain-network.js";
import { plainObjective, weightSize } from "./plain-objective.js";

/**
 * The gated network that a point of a program stands for: equal to Σ_i Φ_iw_i on the table, and defined on every other input.
 * @returns the network over the program's own columns
 */
export function gatedNetwork(program: MaskedProgram, point: SparseBlocks): GatedNetwork {
  return gatedNetworkAt(shapedGatesOf(program), point, program.data.outputs);
}

/**
 * A plain network that equals the gated one on every row of the table: blocks are decomposed in their cones (28), over patches for a
 * convolutional program, layer by layer for composed masks; threshold gates are neurons as they are.
 * @returns the network over the program's own columns; a deep one for composed masks
 * @throws InputError where a row of the table lies exactly on a gate that its block's neurons need
 */
export function plainNetwork(
  program: MaskedProgram,
  point: SparseBlocks,
  strategy: DecompositionStrategy = "least-norm",
): PlainNetwork | DeepReluNetwork {
  const { arrangement } = program;
  if (program.kind !== "gated-convolutional" && isComposed(arrangement)) {
    return deepPlainNetwork({ ...program, arrangement }, point, strategy);
  }
  return completed(plainNeurons(program, point, strategy)).network;
}

function* plainNeurons(
  program: MaskedProgram,
  point: SparseBlocks,
  strategy: DecompositionStrategy,
  hasTime?: HasTime,
): Generator<undefined, { readonly network: PlainNetwork; readonly maxConeViolation: number }> {
  const { arrangement, data } = program;
  if (program.kind === "gated-convolutional") {
    const table = { inputs: program.patchInputs, arrangement, data };
    const made = yield* neuronsOfBlocksInSteps(table, point, strategy, "open", hasTime);
    const { network: filters, maxConeViolation } = made;
    const network: PlainNetwork = { kind: "convolutional", patches: program.patches, filters };
    return { network, maxConeViolation };
  }
  if (isComposed(arrangement)) {
    throw new InputError({
      code: "not-half-spaces",
      argument: "program",
      got: "composed masks",
      expected: "one gate a mask: the size of a deeper network's weights is no price of this program",
    });
  }
  const { activation } = program;
  if (activation.name === "threshold") {
    const output = matrix(point.which.length, data.outputs, point.blocks);
    const network = reluNetwork(transpose(activeGates(arrangement.gates, point)), output, activation);
    return { network, maxConeViolation: 0 };
  }
  const tied = activation.negative === 0 ? "open" : "every";
  const { network, maxConeViolation } = yield* neuronsOfBlocksInSteps(program, point, strategy, tied, hasTime);
  return { network: reluNetwork(network.hidden, network.output, activation), maxConeViolation };
}

/**
 * The plain network of a point with what it costs; yields between blocks.
 * @param dualObjective a lower bound of the program, which bounds the plain network too
 */
export function* plainDecomposition(
  program: MaskedProgram,
  point: SparseBlocks,
  dualObjective: number,
  strategy: DecompositionStrategy,
  hasTime: HasTime,
): Generator<undefined, { readonly network: PlainNetwork; readonly report: DecompositionReport }> {
  const { network, maxConeViolation } = yield* plainNeurons(program, point, strategy, hasTime);
  const total = groupNorm(point);
  const objective = plainObjective(program, network);
  const report: DecompositionReport = {
    strategy: program.kind === "gated-threshold" ? "none" : strategy,
    inflation: total > 0 ? weightSize(network) / total : 1,
    objective,
    relativeGap: (objective - dualObjective) / Math.max(objective, 1e-300),
    maxConeViolation,
  };
  return { network, report };
}
