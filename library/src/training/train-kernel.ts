import { statementOf } from "../certificates/statement.js";
import type { Budget } from "../fitting/budget.js";
import { pathPoint } from "../fitting/follow-path.js";
import { matrix } from "../linear-algebra/matrix.js";
import { rawNetwork } from "../models/network-kinds.js";
import type { KernelSettings } from "../options/settings.js";
import { chooseRidgePenalty } from "../penalty-choice/leave-one-out.js";
import { type KernelTrainResult, trainResult } from "./train-result.js";

/** Kernel ridge regression on the standardised table: λ, then one factorisation; fractions of λ are fractions of tr K. */
export async function trainKernel(settings: KernelSettings, budget: Budget): Promise<KernelTrainResult> {
  const { problem, penalty } = await chooseRidgePenalty(settings, budget);
  const { dual, program, certificate } = await budget.run(problem.at(penalty.lambda));
  const { reduction, inputs } = problem.rows;
  return trainResult(settings, penalty, {
    kind: "kernel",
    model: settings.model,
    ...(settings.sampleWeights ? { sampleWeights: settings.sampleWeights } : {}),
    status: certificate.relativeGap <= settings.tolerance ? "solved" : "stalled",
    maskCount: 0,
    activeGates: 0,
    reduction,
    coverage: certificate.coverage,
    gates: matrix(inputs.columns, 0),
    point: { which: new Int32Array(0), blocks: new Float64Array(0) },
    network: rawNetwork({ kind: "kernel", kernel: problem.kernel, scale: 1, rows: inputs, dual }, reduction, penalty),
    decomposition: null,
    certificate,
    statement: statementOf({ ...program, inputs }),
    program,
    path: [pathPoint(penalty, certificate, 0)],
    seconds: budget.elapsed(),
  });
}
