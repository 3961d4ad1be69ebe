import { type Certificate, certify, coneTolerance } from "../certificates/certificate.js";
import { InputError, rejectUnknownOptions } from "../errors.js";
import { matrix } from "../linear-algebra/matrix.js";
import type { ExactReluProgram } from "../programs/exact-relu.js";
import type { BlockProgram, GroupProgram, SparseBlocks } from "../programs/group-program.js";
import type { MultipleKernelProgram } from "../programs/multiple-kernel.js";
import type { PowerProgram } from "../programs/weighted-ridge.js";
import { augmentedLagrangian } from "./augmented-lagrangian.js";
import { elapsedSince, now, turn } from "./clock.js";
import { iterativeReweighting } from "./iterative-reweighting.js";
import { multipleKernelNewton } from "./multiple-kernel-newton.js";
import {
  type CancelSignal,
  defaultTolerance,
  type Iterate,
  type Solution,
  type SolveOptions,
  type Solver,
  type Status,
} from "./solver.js";
import { workingSet } from "./working-set.js";

export interface SolveSettings<Program> extends SolveOptions {
  readonly solver?: Solver<Program>;
}

const known = ["solver", "tolerance", "maxIterations", "timeLimit", "signal", "onProgress", "start"];

/**
 * Runs a solver on a program until the certified relative gap meets the tolerance or a limit is met. The gap that counts is
 * recomputed from the blocks by `certificates/`, never the solver's own. Defaults: the program's own solver, tolerance 1e-6 (1e-4 for losses
 * with corners), no time limit.
 * @returns the best point with its certificate; `status` "solved" only where the certificate meets the tolerance, else which limit was met
 * @throws `signal.reason` when aborted; InputError for options out of range
 */
export async function solve<Program extends SolvableProgram>(
  program: Program,
  settings: SolveSettings<Program> = {},
): Promise<Solution<Program>> {
  rejectUnknownOptions(settings, known, "solve");
  const { solver = defaultSolver(program) as Solver<Program>, start } = settings;
  const { iterate, certificate, status, seconds } = await drive(
    solver.iterates(program, start),
    (point, dualPoint) => certify(program, point, dualPoint),
    { tolerance: defaultTolerance(program.loss), ...settings },
    ({ which }) => which.length,
  );
  const point = certificate.primalPoint;
  const solution = {
    status,
    point,
    blocks: denseBlocks(point, program),
    activeGates: point.which.length,
    iterations: iterate.iteration,
    pricingPasses: iterate.pricingPasses,
    seconds,
    certificate,
  };
  return Object.defineProperty(solution, "program", { value: program, enumerable: false }) as Solution<Program>;
}

/** Every program that can be stated, each with a default solver. */
export type SolvableProgram = GroupProgram | ExactReluProgram | PowerProgram | MultipleKernelProgram;

function defaultSolver(program: SolvableProgram): Solver<never> {
  if (!("penalty" in program)) return program.cones ? augmentedLagrangian() : workingSet();
  return program.kind === "multiple-kernel" ? multipleKernelNewton() : iterativeReweighting();
}

interface Driven<Point, Evidence> {
  readonly iterate: Iterate<Point>;
  readonly certificate: Evidence;
  readonly status: Status;
  readonly seconds: number;
}

/**
 * The one loop that owns limits, gap checks, cancelling, progress and the event loop's turns (every ~16 ms). `judge` recomputes a
 * certificate from a point (and a z to scale, if the solver offers one); it is asked only when the solver believes it is done and at the end.
 */
export async function drive<Point, Evidence extends Judged>(
  iterates: Generator<Iterate<Point> | undefined, void>,
  judge: (point: Point, dualPoint?: Float64Array) => Evidence,
  options: Omit<SolveOptions, "start">,
  activeGatesOf: (point: Point) => number,
): Promise<Driven<Point, Evidence>> {
  const {
    tolerance = 1e-6,
    maxIterations = 10_000,
    timeLimit = Number.POSITIVE_INFINITY,
    signal,
    onProgress,
  } = options;
  requireLimit("tolerance", tolerance);
  requireLimit("maxIterations", maxIterations);
  requireLimit("timeLimit", timeLimit);
  const begin = now();
  let lastTurn = begin;
  let best: Iterate<Point> | undefined;
  let status: Status = "stalled";
  throwIfAborted(signal);
  try {
    for (;;) {
      if (elapsedSince(lastTurn) > 0.016) {
        await turn();
        lastTurn = now();
        throwIfAborted(signal);
      }
      const step = iterates.next();
      if (step.done) break;
      const iterate = step.value;
      if (iterate) {
        if (!best || iterate.primalObjective <= best.primalObjective) best = iterate;
        onProgress?.({
          iteration: iterate.iteration,
          primalObjective: iterate.primalObjective,
          dualityGap: iterate.dualityGap,
          activeGates: activeGatesOf(iterate.point),
          elapsedSeconds: elapsedSince(begin),
        });
        if (iterate.dualityGap <= tolerance * Math.abs(iterate.primalObjective)) {
          const certificate = judge(iterate.point, iterate.dualPoint);
          if (meets(certificate, tolerance)) {
            return { iterate, certificate, status: "solved", seconds: elapsedSince(begin) };
          }
        }
        if (iterate.iteration >= maxIterations) {
          status = "iteration-limit";
          break;
        }
      }
      if (best && elapsedSince(begin) > timeLimit) {
        status = "time-limit";
        break;
      }
    }
  } finally {
    iterates.return();
  }
  if (!best) throw new Error("a solver must yield at least one iterate");
  const certificate = judge(best.point, best.dualPoint);
  const solved = meets(certificate, tolerance);
  return { iterate: best, certificate, status: solved ? "solved" : status, seconds: elapsedSince(begin) };
}

/** What the driver reads of a certificate. */
type Judged = Pick<Certificate, "relativeGap" | "maxConeViolation">;

function meets(certificate: Judged, tolerance: number): boolean {
  return certificate.relativeGap <= tolerance && certificate.maxConeViolation <= coneTolerance;
}

function requireLimit(name: string, value: number): void {
  if (!(value > 0)) throw new InputError("out-of-range", name, `${name}: got ${value}; expected a positive number`);
}

function throwIfAborted(signal: CancelSignal | undefined): void {
  if (signal?.aborted) throw signal.reason;
}

function denseBlocks(point: SparseBlocks, { operator, data }: Pick<BlockProgram, "operator" | "data">) {
  const size = operator.blockSize * data.outputs;
  const values = new Float64Array(operator.blockCount * size);
  point.which.forEach((block, a) => {
    values.set(point.blocks.subarray(a * size, (a + 1) * size), block * size);
  });
  return matrix(operator.blockCount, size, values);
}
