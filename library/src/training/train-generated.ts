import { rowSpace } from "../arrangements/row-space.js";
import { InputError } from "../errors.js";
import type { Budget } from "../fitting/budget.js";
import type { ReducedProblem } from "../fitting/reduced-problem.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { requireSquared } from "../losses/named.js";
import { rawNetwork } from "../models/raw-network.js";
import type { ReluNetwork } from "../networks/relu.js";
import type { GeneratedTrainResult } from "../options/options.js";
import type { Settings } from "../options/settings.js";
import { exactPricing, mostPricedMasks } from "../pricing/index.js";
import { networkTraining } from "../programs/network-training.js";
import { generateGates } from "../solvers/generation/generate-gates.js";

type Penalty = Pick<GeneratedTrainResult, "lambda" | "lambdaFraction">;

/** The ReLU network of one λ by gate generation on the reduced problem, over raw columns. */
export async function generateNetwork(
  settings: Settings,
  problem: ReducedProblem,
  penalty: Penalty,
  budget: Budget,
): Promise<Omit<GeneratedTrainResult, "notes" | "crossValidation" | "penaltyRule">> {
  const { options, loss, task, model, labels, inputs, targets } = settings;
  const { lambda, lambdaFraction } = penalty;
  const { inputs: mapped, data } = problem.gatedAt(lambda);
  if (settings.generation === "complete") requireCompletable(mapped);
  const stage = { stage: "refit", pathPoint: 1, pathPoints: 1, fold: 0, folds: 0, lambdaFraction } as const;
  const limits = budget.limits(options.tolerance, 1, stage);
  const table = { inputs: mapped, targets: data.targets };
  const { network, certificate, status } = await generateGates({ ...table, lambda, seed: options.seed, ...limits });
  const neurons = network.hidden.rows;
  const { primalObjective, relativeGap } = certificate;
  return {
    ...penalty,
    status,
    task,
    model,
    labels,
    loss: loss.name,
    options,
    sampleCount: inputs.rows,
    featureCount: inputs.columns,
    outputCount: targets.columns,
    maskCount: neurons,
    activeGates: neurons,
    reduction: problem.reduction,
    coverage: certificate.coverage,
    ...gatesOf(network),
    network: rawNetwork(network, problem.reduction),
    decomposition: null,
    certificate,
    program: networkTraining({ ...table, loss: requireSquared(loss, "generated gates"), lambda }),
    path: [{ lambda, lambdaFraction, primalObjective, relativeGap, activeGates: neurons }],
    seconds: budget.elapsed(),
  };
}

/** The directions w_i as gates (d×m) and a_iw_i as their blocks. */
function gatesOf({ hidden, output }: ReluNetwork): Pick<GeneratedTrainResult, "gates" | "point"> {
  const [m, d] = [hidden.rows, hidden.columns];
  const gates = new Float64Array(d * m);
  for (let i = 0; i < m; i++) for (let k = 0; k < d; k++) gates[k * m + i] = hidden.values[i * d + k];
  const blocks = hidden.values.map((value, k) => value * output.values[Math.floor(k / d)]);
  return { gates: matrix(d, m, gates), point: { which: Int32Array.from({ length: m }, (_, i) => i), blocks } };
}

function requireCompletable(mapped: Matrix): void {
  const { rank, coordinates } = rowSpace(mapped);
  if (exactPricing(coordinates)) return;
  throw new InputError(
    "rank-too-high",
    "gates",
    `gates: got "complete" for ${mapped.rows} rows of rank ${rank} (bias included); expected rank 3 or less, or so few rows that there are at most ${mostPricedMasks} masks; use "generate"`,
  );
}
