import { predictionsOf, solve } from "halfspace";
import { exactReluNetwork, networkPredictions } from "halfspace/networks";
import type { SparseBlocks } from "halfspace/programs";
import { augmentedLagrangian } from "halfspace/solvers";
import { exactProgram } from "../workbench/exact-program.js";
import { shownOf } from "../workbench/shown.js";
import type { Workbench } from "../workbench/workbench.js";
import { fractionAt, type PathPoint, pathPoints } from "./path-point.js";

/** Solves 50 penalties from λ_max down, each from the one before; what is there already is reported as it grows. */
export async function computePath(
  bench: Workbench,
  { signal, onPoint }: { readonly signal: AbortSignal; onPoint?(point: PathPoint): void },
): Promise<void> {
  const largest = bench.program.lambda;
  let start: SparseBlocks | undefined;
  for (let k = 0; k < pathPoints; k++) {
    const fraction = fractionAt(k / (pathPoints - 1));
    const program = exactProgram(bench, fraction * largest);
    const settings = { solver: augmentedLagrangian(), tolerance: 1e-4, maxIterations: 200, signal, start };
    const { certificate, activeGates } = await solve(program, settings);
    start = certificate.primalPoint;
    const network = exactReluNetwork(program, start);
    const { surface, unseenError } = shownOf(bench, (rows) => networkPredictions(network, rows).values);
    onPoint?.({
      lambdaFraction: fraction,
      objective: certificate.primalObjective,
      loss: program.loss.value(predictionsOf(program, start), program.data),
      relativeGap: certificate.relativeGap,
      neurons: activeGates,
      surface: Float32Array.from(surface),
      unseenError,
      gates: network.hidden.values,
    });
    program.operator.dispose();
  }
}
