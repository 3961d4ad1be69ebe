import { gatedReluProgram, type SparseBlocks, solve } from "halfspace";
import { gatedSurface, gatesOf } from "./gated-point.js";
import type { Control, Workbench } from "./model.js";

/** The whole regularisation path of the gated program: what a drag along λ moves through. */
export interface Path {
  /** λ / λ_max, from the largest to the smallest. */
  readonly fractions: Float64Array;
  readonly objectives: Float64Array;
  /** Σ(f(x_j) − y_j)². */
  readonly losses: Float64Array;
  readonly relativeGaps: Float64Array;
  readonly activeGates: Uint32Array;
  /** fractions.length × the number of drawn points, row by row. */
  readonly surfaces: Float32Array;
  /** For each λ the gates in use, heaviest first. */
  readonly gates: readonly Float64Array[];
  readonly seconds: number;
}

export const pathPoints = 50;
export const smallestFraction = 1e-4;

/** λ / λ_max at a place of the path, from 0 (the largest) to 1 (the smallest). */
export const fractionAt = (place: number): number => smallestFraction ** place;
export const placeOf = (fraction: number): number => Math.log(fraction) / Math.log(smallestFraction);

/** Solves 50 penalties from λ_max down, each from the one before. */
export async function computePath(bench: Workbench, largest: number, { signal }: Control): Promise<Path> {
  const { design, problem, arrangement, drawn } = bench;
  const begin = performance.now();
  const fractions = Float64Array.from({ length: pathPoints }, (_, k) => fractionAt(k / (pathPoints - 1)));
  const [objectives, losses] = [new Float64Array(pathPoints), new Float64Array(pathPoints)];
  const [relativeGaps, activeGates] = [new Float64Array(pathPoints), new Uint32Array(pathPoints)];
  const surfaces = new Float32Array(pathPoints * drawn.rows);
  const gates: Float64Array[] = [];
  let start: SparseBlocks | undefined;
  for (let k = 0; k < pathPoints; k++) {
    const program = gatedReluProgram({
      inputs: design,
      targets: problem.targets,
      arrangement,
      lambda: fractions[k] * largest,
    });
    const { certificate, activeGates: active } = await solve(program, {
      tolerance: 1e-5,
      maxIterations: 200,
      signal,
      start,
    });
    start = certificate.primalPoint;
    objectives[k] = certificate.primalObjective;
    losses[k] = lossAt(certificate.primalObjective, program.lambda, start);
    relativeGaps[k] = certificate.relativeGap;
    activeGates[k] = active;
    surfaces.set(gatedSurface(arrangement, start, drawn), k * drawn.rows);
    gates.push(gatesOf(arrangement, start));
    program.operator.dispose();
  }
  return {
    fractions,
    objectives,
    losses,
    relativeGaps,
    activeGates,
    surfaces,
    gates,
    seconds: (performance.now() - begin) / 1000,
  };
}

function lossAt(objective: number, lambda: number, { which, blocks }: SparseBlocks): number {
  const size = which.length > 0 ? blocks.length / which.length : 0;
  let total = 0;
  for (let a = 0; a < which.length; a++) total += Math.hypot(...blocks.subarray(a * size, (a + 1) * size));
  return objective - lambda * total;
}

/** The drawn function between two stored ones: a mixture of their networks, which is a network on the same gates. */
export function surfaceBetween({ surfaces }: Path, place: number, size: number, out: Float64Array): Float64Array {
  const position = Math.min(Math.max(place, 0), 1) * (pathPoints - 1);
  const lower = Math.min(Math.floor(position), pathPoints - 2);
  const share = position - lower;
  for (let k = 0; k < size; k++) {
    out[k] = (1 - share) * surfaces[lower * size + k] + share * surfaces[(lower + 1) * size + k];
  }
  return out;
}
