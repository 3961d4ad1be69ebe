import { arithmetic, hashesOf, type Statement } from "../../certificates/statement.js";
import type { Matrix } from "../../linear-algebra/matrix.js";
import type { AverageNetwork } from "../inner-network.js";
import type { Intervals } from "../intervals/intervals.js";
import type { Calibration, ModelFacts } from "../model-facts.js";
import { rawNetwork } from "../network-kinds.js";
import type { Network } from "../raw-network.js";
import type { AverageMember, PredictingMember } from "./average-member.js";
import { averageOutputs, averageParts } from "./average-network.js";

/** Several models trained on one table; what is predicted is the weighted sum of their raw outputs, by default their mean. */
export interface AverageModel extends ModelFacts<AverageNetwork> {
  readonly kind: "average";
  readonly model: "average";
  /** What the kernels compare with: the training rows after the column map, n×d, or the centres among them, m×d. */
  readonly inputs: Matrix;
  /** Which of the training rows these are; all of them when absent. */
  readonly centres?: Centres;
  readonly members: readonly AverageMember[];
  /** How the sum becomes log-odds, fitted on held-out rows; classes only, and absent in files of earlier versions. */
  readonly calibration?: Calibration;
  /** The averages of the folds, from which prediction intervals or label sets follow; only where they were asked for. */
  readonly intervals?: Intervals;
  /** What the members' certificates are about; absent in files of earlier versions. */
  readonly statement?: Statement;
}

/** Some of a table's rows, whose functions k(·, c) span what kernel members may be. */
export interface Centres {
  /** Their places among the training rows, ascending. */
  readonly rows: Int32Array;
  /** How many training rows there were. */
  readonly among: number;
}

/** How many rows an average was trained on. */
export function trainingRowsOf({ inputs, centres }: Pick<AverageModel, "inputs" | "centres">): number {
  return centres?.among ?? inputs.rows;
}

/** λ of the program of a member. */
const lambdaOf = (member: AverageMember): number => (member.kind === "trained" ? member.model.lambda : member.lambda);

/** The names by hash of what all members of an average are about: the mapped rows, the targets in the members' units, and every member's λ. */
export function statementOfAverage(
  members: readonly AverageMember[],
  { inputs, targets }: { readonly inputs: Matrix; readonly targets: Matrix },
): Statement {
  const { rows, columns, values } = inputs;
  const lambda = Float64Array.from(members, lambdaOf);
  const parts = { lambda, rows, columns, outputs: targets.columns, inputs: values, targets: targets.values };
  return { arithmetic, hashes: hashesOf(parts) };
}

/** The model over raw columns. */
export function averageModel(parts: Omit<AverageModel, "kind" | "model" | "network">): AverageModel {
  return { kind: "average", model: "average", ...parts, network: averageOver(parts) };
}

/** The weighted sum of members over raw columns. @param inputs the rows of training as they are mapped */
export function averageOver({ members, inputs, reduction, calibration }: Averaged): Network<AverageNetwork> {
  const network: AverageNetwork = { kind: "average", members: averageParts(members, inputs, reduction) };
  const constant = averageOutputs(members, reduction);
  return rawNetwork(network, reduction, { ...(constant ? { constant } : {}), calibration });
}

/** What an average predicts by. */
interface Averaged extends Pick<AverageModel, "inputs" | "reduction"> {
  readonly members: readonly PredictingMember[];
  readonly calibration?: Calibration | undefined;
}
