import type { Certificate } from "../certificates/certificate.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import type { SparseBlocks } from "../programs/group-program.js";

/** Where a solver is: a point, and what the solver believes of it. The driver recomputes before it believes. */
export interface Iterate<Point = SparseBlocks> {
  readonly iteration: number;
  readonly point: Point;
  /** z to scale into a dual point, where the solver has a better one than −∇L at `point`. */
  readonly dualPoint?: Float64Array;
  /** P at `point`, as the solver tracks it. */
  readonly primalObjective: number;
  /** The solver's own estimate of the duality gap; Infinity when it has none. */
  readonly dualityGap: number;
  /** Passes over all gates so far. */
  readonly pricingPasses: number;
}

/**
 * HOW a program is solved, as a stream of iterates. A bare `yield` (undefined) says "still at work" and gives the
 * driver a turn, so that limits and cancelling hold within long iterations. A generator that returns can make no
 * further progress.
 */
export interface Solver<Program> {
  readonly name: string;
  // A property and no method: its parameter is then checked strictly, and a solver for fewer programs than asked for does not compile.
  readonly iterates: (program: Program, start?: SparseBlocks) => Iterates;
}

/** What a solver yields; undefined is a turn for the driver. */
export type Iterates = Generator<Iterate | undefined, void>;

/** How a run ended: the gap was reached, a limit was reached first, or no step makes progress any more. */
export type Status = "solved" | "iteration-limit" | "time-limit" | "stalled";

/** The same plain record in terminal, worker, page and queue. */
export interface Progress {
  readonly iteration: number;
  readonly primalObjective: number;
  readonly dualityGap: number;
  readonly activeGates: number;
  readonly elapsedSeconds: number;
}

/** What an AbortSignal offers, without naming the DOM. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
}

/** The relative gap that is asked for by default: 1e-6, and 1e-4 for losses with corners (hinge, quantile), whose last digits cost most. */
export function defaultTolerance({ curvature }: Pick<Loss, "curvature">): number {
  return curvature === "none" ? 1e-4 : 1e-6;
}

/** Limits of one run, owned by the driver. */
export interface SolveOptions {
  /** Relative duality gap to reach; default 1e-6, for hinge and quantile 1e-4. */
  readonly tolerance?: number;
  readonly maxIterations?: number;
  /** Seconds. */
  readonly timeLimit?: number;
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Where to begin: an earlier solution's point. */
  readonly start?: SparseBlocks;
}

/** What `solve` gives: the point, its certificate, and how the run ended. */
export interface Solution<Program = unknown> {
  /** What was solved. Not enumerable, so that a solution can be cloned to another thread, without it. */
  readonly program: Program;
  readonly status: Status;
  /** p × (d·K), row-major; zero rows for inactive gates. */
  readonly blocks: Matrix;
  /** The blocks that are not zero. */
  readonly point: SparseBlocks;
  /** How many blocks are not zero. */
  readonly activeGates: number;
  readonly iterations: number;
  readonly pricingPasses: number;
  readonly seconds: number;
  readonly certificate: Certificate;
}
