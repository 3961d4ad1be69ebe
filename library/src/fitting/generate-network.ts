import type { NetworkCertificate } from "../certificates/network-certificate.js";
import type { ColumnSigns } from "../cones/column-signs.js";
import { InputError } from "../errors.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { requireUncoupled } from "../losses/loss.js";
import { weighedTable } from "../models/program-of-model.js";
import type { ReluNetwork } from "../networks/relu.js";
import { exactPricing, mostPricedMasks, pricedTable } from "../pricing/index.js";
import { type NetworkTraining, networkTraining } from "../programs/network-training.js";
import { reducedLoss } from "../reductions/reduction.js";
import { generateGates } from "../solvers/generation/generate-gates.js";
import type { Status } from "../solvers/solver.js";
import type { Budget } from "./budget.js";
import { onAllRows, type PathEnd } from "./follow-path.js";
import type { ReducedProblem } from "./reduced-problem.js";
import type { ProblemSettings } from "./settings.js";

/** A ReLU network over the reduced columns, with the problem that it was generated for. */
export interface GeneratedNetwork {
  readonly network: ReluNetwork;
  readonly certificate: NetworkCertificate;
  readonly status: Status;
  readonly program: NetworkTraining;
}

/** What generation reads of the settings. */
export interface GenerationSettings extends ProblemSettings {
  readonly tolerance: number;
  /** "complete": an error where the result could not be certified against all networks. */
  readonly generation: "generate" | "complete" | null;
  /** Signs of raw columns, by which the network is monotone. */
  readonly monotone: ColumnSigns | undefined;
}

/** Of the time limit, after which the search ends; the rest is for what can be proved of all networks. */
const shareOfTime = 0.7;

/**
 * The network's own non-convex problem at one λ, by gate generation on the reduced rows.
 * @throws InputError for "complete" on rows whose rank and number leave no exact pricing; `signal.reason` when aborted
 */
export async function generateNetwork(
  problem: ReducedProblem,
  { lambda, lambdaFraction }: Pick<PathEnd, "lambda" | "lambdaFraction">,
  { generation, loss, tolerance, seed, monotone }: GenerationSettings,
  budget: Budget,
): Promise<GeneratedNetwork> {
  const { inputs, data } = problem.gatedAt(lambda);
  const { sampleCount: rows, outputs: columns, targets: values, weights: sampleWeights } = data;
  const reduced = { inputs, targets: { rows, columns, values } };
  const smooth = requireUncoupled(reducedLoss(loss, problem.reduction), "generated gates");
  const table = weighedTable(reduced, smooth, { sampleWeights, monotone });
  if (generation === "complete") requireCompletable(inputs, table.monotone);
  const limits = budget.limits({ tolerance, share: shareOfTime }, onAllRows("refit", lambdaFraction, [1, 1]));
  const { network, certificate, status } = await generateGates({ ...table, lambda, seed, ...limits });
  return { network, certificate, status, program: networkTraining({ ...table, lambda }) };
}

function requireCompletable(inputs: Matrix, signs: ColumnSigns | undefined): void {
  const { sides, space } = pricedTable(inputs, signs);
  if (sides.every(({ table, barriers }) => exactPricing(table, barriers))) return;
  const { rank } = space;
  throw new InputError({
    code: "rank-too-high",
    argument: "gates",
    got: `"complete" for ${inputs.rows} rows of rank ${rank} (bias included)`,
    expected: `rank 3 or less, or so few rows that there are at most ${mostPricedMasks} masks; use "generate"`,
  });
}
