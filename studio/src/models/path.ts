import { augmentedLagrangian, exactReluNetwork, predictionsOf, type SparseBlocks, solve } from "halfspace";
import { exactProgram } from "./exact-relu.js";
import type { Control, Workbench } from "./model.js";
import { surfaceOfNetwork } from "./network-surface.js";

/** One λ of the regularisation path of the ReLU network: what a drag along λ moves through. */
export interface PathPoint {
  readonly lambdaFraction: number;
  readonly objective: number;
  /** Σ(f(x_j) − y_j)². */
  readonly loss: number;
  readonly relativeGap: number;
  readonly neurons: number;
  /** f at the drawn points. */
  readonly surface: Float32Array;
  /** The neurons' gates, d+1 numbers each. */
  readonly gates: Float64Array;
}

export const pathPoints = 50;
export const smallestFraction = 1e-3;

/** λ / λ_max at a place of the path, from 0 (the largest) to 1 (the smallest). */
export const fractionAt = (place: number): number => smallestFraction ** place;
export const placeOf = (fraction: number): number => Math.log(fraction) / Math.log(smallestFraction);

/** Solves 50 penalties from λ_max down, each from the one before; what is there already is reported as it grows. */
export async function computePath(
  bench: Workbench,
  { signal, onPoint }: Pick<Control, "signal"> & { onPoint?(point: PathPoint): void },
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
    onPoint?.({
      lambdaFraction: fraction,
      objective: certificate.primalObjective,
      loss: program.loss.value(predictionsOf(program, start), program.data),
      relativeGap: certificate.relativeGap,
      neurons: activeGates,
      surface: Float32Array.from(surfaceOfNetwork(network, bench.drawn)),
      gates: network.hidden.values,
    });
    program.operator.dispose();
  }
}

/** The drawn function between two stored ones: a mixture of their networks, which is a network again. undefined where the path is not known yet. */
export function surfaceBetween(path: readonly PathPoint[], place: number): Float64Array | undefined {
  const position = Math.min(Math.max(place, 0), 1) * (pathPoints - 1);
  const lower = Math.min(Math.floor(position), pathPoints - 2);
  const share = position - lower;
  if (lower + (share > 0 ? 1 : 0) >= path.length) return undefined;
  const [first, second] = [path[lower].surface, path[share > 0 ? lower + 1 : lower].surface];
  return Float64Array.from(first, (value, k) => (1 - share) * value + share * second[k]);
}
