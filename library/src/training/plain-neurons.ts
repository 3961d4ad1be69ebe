import { gapOf } from "../certificates/duality.js";
import {
  coneDecompositionInSteps,
  type DecompositionStrategy,
  type HasTime,
} from "../decomposition/cone-decomposition.js";
import { plainObjectiveAbove } from "../decomposition/plain-objective.js";
import { plainDecomposition } from "../decomposition/program-networks.js";
import type { ReducedProblem } from "../fitting/reduced-problem.js";
import { rawNetwork } from "../models/network-kinds.js";
import type { PlainModel } from "../models/plain-model.js";
import type { PartsOfKind } from "../models/trained-model.js";
import type { TrainedOutputs } from "../networks/affine-map.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { MaskedProgram } from "../programs/shaped-program.js";
import type { Solution } from "../solvers/solver.js";

/** What a plain network is made of, beside its program. */
interface Plain extends TrainedOutputs {
  readonly lambda: number;
}

/** The blocks of a solution as plain neurons over raw columns, with what making them did; yields between blocks. */
export function* plainParts(
  { reduction, gatedAt }: ReducedProblem,
  { lambda, ...trained }: Plain,
  { point, certificate }: Solution,
  strategy: DecompositionStrategy,
  hasTime: HasTime,
): Generator<undefined, PartsOfKind<PlainModel>> {
  const program = gatedAt(lambda);
  const { network, report } = yield* plainNeurons(program, point, certificate.dualObjective, strategy, hasTime);
  yield undefined;
  // What the report says of the objective is proved: a bound of what these neurons and this constant cost.
  const objective = plainObjectiveAbove(program, network, trained.constant);
  const { relativeGap } = gapOf(objective, certificate.dualObjective);
  const decomposition = { ...report, objective, relativeGap };
  return { kind: "plain", model: "relu", network: rawNetwork(network, reduction, trained), decomposition };
}

/** The gated solution as plain neurons. The dual bound of (8) bounds (3) on the same gates, so the gap is the ReLU network's own. */
function* plainNeurons(
  program: MaskedProgram,
  point: SparseBlocks,
  dualObjective: number,
  strategy: DecompositionStrategy,
  hasTime: HasTime,
): ReturnType<typeof plainDecomposition> {
  if (program.kind !== "gated-relu") return yield* plainDecomposition(program, point, dualObjective, strategy, hasTime);
  const found = yield* coneDecompositionInSteps({ program, point }, { strategy }, hasTime);
  const { network, inflation, objective, maxConeViolation } = found;
  const relativeGap = (objective - dualObjective) / Math.max(objective, 1e-300);
  return { network, report: { strategy, inflation, objective, relativeGap, maxConeViolation } };
}
