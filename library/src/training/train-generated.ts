import { type AllNetworksBound, boundOverAllNetworks, mostUseful } from "../certificates/all-networks.js";
import type { NetworkCertificate } from "../certificates/network-certificate.js";
import { statementOf } from "../certificates/statement.js";
import type { Budget } from "../fitting/budget.js";
import { pathPoint } from "../fitting/follow-path.js";
import { generateNetwork } from "../fitting/generate-network.js";
import { whileTimeLasts } from "../linear-algebra/completed.js";
import { matrix } from "../linear-algebra/matrix.js";
import { rawNetwork } from "../models/network-kinds.js";
import type { ReluNetwork } from "../networks/relu.js";
import type { GateSettings } from "../options/settings.js";
import { choosePenalty } from "../penalty-choice/choose-penalty.js";
import type { ChosenPenalty } from "../penalty-choice/penalty.js";
import type { NetworkTraining } from "../programs/network-training.js";
import { type GeneratedTrainResult, trainResult } from "./train-result.js";

const gatedChoice = "λ was chosen for the gated network on sampled gates and then used for the generated one.";

/** The ReLU network's own non-convex problem: λ, then neurons until no gate violates the dual constraint. */
export async function trainGenerated(settings: GateSettings, budget: Budget): Promise<GeneratedTrainResult> {
  const { problem, penalty } = await choosePenalty(settings, budget);
  const { network, certificate, status, program } = await generateNetwork(problem, penalty, settings, budget);
  const neurons = network.hidden.rows;
  const allNetworks = await usefulBound(program, certificate, budget);
  return trainResult(settings, ofGenerated(penalty), {
    kind: "generated",
    model: "relu",
    ...(settings.sampleWeights ? { sampleWeights: settings.sampleWeights } : {}),
    status,
    maskCount: neurons,
    activeGates: neurons,
    reduction: problem.reduction,
    coverage: certificate.coverage,
    ...gatesOf(network),
    network: rawNetwork(network, problem.reduction),
    decomposition: null,
    certificate,
    statement: statementOf(program),
    ...(allNetworks ? { allNetworks } : {}),
    program,
    path: [pathPoint(penalty, certificate, neurons)],
    seconds: budget.elapsed(),
  });
}

/** What is proved of all networks where pricing is not exact; undefined where it is of no use, or the time limit ends it. */
async function usefulBound(
  program: NetworkTraining,
  certificate: NetworkCertificate,
  budget: Budget,
): Promise<AllNetworksBound | undefined> {
  if (certificate.coverage === "complete") return undefined;
  const steps = boundOverAllNetworks(program, certificate.network, certificate);
  const bound = await budget.run(whileTimeLasts(steps, () => budget.left() <= 0));
  return bound && bound.relativeGap <= mostUseful ? bound : undefined;
}

/** λ was compared by gated networks; their probabilities are not the generated one's. */
function ofGenerated(penalty: ChosenPenalty): ChosenPenalty {
  const compared = penalty.crossValidation !== null || penalty.cut;
  return { ...penalty, calibration: undefined, notes: compared ? [...penalty.notes, gatedChoice] : penalty.notes };
}

/** The directions w_i as gates (d×m) and a_iw_i as their blocks. */
function gatesOf({ hidden, output }: ReluNetwork): Pick<GeneratedTrainResult, "gates" | "point"> {
  const [m, d] = [hidden.rows, hidden.columns];
  const gates = new Float64Array(d * m);
  for (let i = 0; i < m; i++) for (let k = 0; k < d; k++) gates[k * m + i] = hidden.values[i * d + k];
  const blocks = hidden.values.map((value, k) => value * output.values[Math.floor(k / d)]);
  return { gates: matrix(d, m, gates), point: { which: Int32Array.from({ length: m }, (_, i) => i), blocks } };
}
