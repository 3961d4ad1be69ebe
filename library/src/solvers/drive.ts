import { type Certificate, coneTolerance } from "../certificates/certificate.js";
import { InputError } from "../errors.js";
import { elapsedSince, now, turn } from "./clock.js";
import type { CancelSignal, Iterate, SolveOptions, Status } from "./solver.js";

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
  if (!(value > 0))
    throw new InputError({ code: "out-of-range", argument: name, got: value, expected: "a positive number" });
}

function throwIfAborted(signal: CancelSignal | undefined): void {
  if (signal?.aborted) throw signal.reason;
}
