import { gapOf } from "../certificates/duality.js";
import { coneDecomposition, type DecompositionStrategy } from "../decomposition/cone-decomposition.js";
import { plainDecomposition } from "../decomposition/program-networks.js";
import type { ReducedProblem } from "../fitting/reduced-problem.js";
import { type GatedModel, gatedNetworkOf } from "../models/gated-model.js";
import type { PlainModel } from "../models/plain-model.js";
import { plainObjectiveAbove } from "../models/plain-objective.js";
import { rawNetwork } from "../models/raw-network.js";
import type { PartsOfKind } from "../models/trained-model.js";
import type { GateSettings } from "../options/settings.js";
import type { ChosenPenalty } from "../penalty-choice/penalty.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { MaskedProgram } from "../programs/shaped-program.js";
import type { Solution } from "../solvers/solver.js";

/** A network over raw columns, by its kind; one of plain neurons with what making them did. */
export type FinishedNetwork = PartsOfKind<GatedModel | PlainModel>;

/** The network of a solution at the chosen λ, over raw columns; for model "relu" its blocks become plain neurons. */
export function finishedNetwork(
  { model, decomposition }: Pick<GateSettings, "model" | "decomposition">,
  problem: ReducedProblem,
  { lambda, calibration }: Pick<ChosenPenalty, "lambda" | "calibration">,
  solution: Solution,
): FinishedNetwork {
  const { reduction, shaped } = problem;
  const { point, certificate } = solution;
  const trained = { constant: problem.constantAt(point), calibration };
  if (model !== "relu") {
    return { kind: "gated", model, network: gatedNetworkOf(reduction, shaped, point, trained), decomposition: null };
  }
  const program = problem.gatedAt(lambda);
  const { network, report } = plainNeurons(program, point, certificate.dualObjective, decomposition);
  // What the report says of the objective is proved: a bound of what these neurons and this constant cost.
  const objective = plainObjectiveAbove(program, network, trained.constant);
  const { relativeGap } = gapOf(objective, certificate.dualObjective);
  const proved = { ...report, objective, relativeGap };
  return { kind: "plain", model, network: rawNetwork(network, reduction, trained), decomposition: proved };
}

/** The gated solution as plain neurons. The dual bound of (8) bounds (3) on the same gates, so the gap is the ReLU network's own. */
function plainNeurons(
  program: MaskedProgram,
  point: SparseBlocks,
  dualObjective: number,
  strategy: DecompositionStrategy,
): ReturnType<typeof plainDecomposition> {
  if (program.kind !== "gated-relu") return plainDecomposition(program, point, dualObjective, strategy);
  const gated = { program: program, point };
  const { network, inflation, objective, maxConeViolation } = coneDecomposition(gated, { strategy });
  const relativeGap = (objective - dualObjective) / Math.max(objective, 1e-300);
  return { network, report: { strategy, inflation, objective, relativeGap, maxConeViolation } };
}
