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

/** Recomputes a certificate from a point, and from a z to scale if the solver offers one; yields while it is at work. */
type Judge<Point, Evidence> = (point: Point, dualPoint?: Float64Array) => Generator<undefined, Evidence>;

/**
 * The one loop that owns limits, gap checks, cancelling, progress and the event loop's turns (every ~16 ms). The judge
 * is asked only when the solver believes that it is done, and at the end.
 */
export async function drive<Point, Evidence extends Judged>(
  iterates: Generator<Iterate<Point> | undefined, void>,
  judge: Judge<Point, Evidence>,
  options: Omit<SolveOptions, "start">,
  activeGatesOf: (point: Point) => number,
): Promise<Driven<Point, Evidence>> {
  const turns = new Turns(options.signal);
  const run = new Run(judge, turns, options, activeGatesOf);
  try {
    for (;;) {
      if (turns.due) await turns.take();
      const step = iterates.next();
      if (step.done) break;
      const solved = step.value && (await run.take(step.value));
      if (solved) return solved;
      if (run.isOver(step.value)) break;
    }
  } finally {
    iterates.return();
  }
  return run.outcome();
}

/** Runs steps to their end, giving the event loop its turns. @throws `signal.reason` when aborted */
export function runToEnd<Result>(steps: Generator<undefined, Result>, signal?: CancelSignal): Promise<Result> {
  return new Turns(signal).finish(steps);
}

/** What one run has seen so far, within its limits. */
class Run<Point, Evidence extends Judged> {
  private readonly begin = now();
  private readonly limits: Required<Pick<SolveOptions, "tolerance" | "maxIterations" | "timeLimit">>;
  private readonly onProgress: SolveOptions["onProgress"];
  private best: Iterate<Point> | undefined;
  private status: Status = "stalled";

  constructor(
    private readonly judge: Judge<Point, Evidence>,
    private readonly turns: Turns,
    options: SolveOptions,
    private readonly activeGatesOf: (point: Point) => number,
  ) {
    const { tolerance = 1e-6, maxIterations = 10_000, timeLimit = Number.POSITIVE_INFINITY } = options;
    this.limits = { tolerance, maxIterations, timeLimit };
    for (const [name, value] of Object.entries(this.limits)) requireLimit(name, value);
    this.onProgress = options.onProgress;
  }

  /** Reports an iterate; its outcome where its certificate meets the tolerance. */
  async take(iterate: Iterate<Point>): Promise<Driven<Point, Evidence> | undefined> {
    const { iteration, point, primalObjective, dualityGap } = iterate;
    if (!this.best || primalObjective <= this.best.primalObjective) this.best = iterate;
    const activeGates = this.activeGatesOf(point);
    this.onProgress?.({ iteration, primalObjective, dualityGap, activeGates, elapsedSeconds: this.seconds });
    if (!(dualityGap <= this.limits.tolerance * Math.abs(primalObjective))) return undefined;
    const judged = await this.judged(iterate);
    return judged.status === "solved" ? judged : undefined;
  }

  /** Whether a limit is met; time runs out only once there is something to return. */
  isOver(iterate: Iterate<Point> | undefined): boolean {
    if (iterate && iterate.iteration >= this.limits.maxIterations) this.status = "iteration-limit";
    else if (this.best && this.seconds > this.limits.timeLimit) this.status = "time-limit";
    return this.status !== "stalled";
  }

  /** Of the best iterate, when there are no more. */
  async outcome(): Promise<Driven<Point, Evidence>> {
    if (!this.best) throw new Error("a solver must yield at least one iterate");
    return this.judged(this.best);
  }

  private async judged(iterate: Iterate<Point>): Promise<Driven<Point, Evidence>> {
    const certificate = await this.turns.finish(this.judge(iterate.point, iterate.dualPoint));
    const status = meets(certificate, this.limits.tolerance) ? "solved" : this.status;
    return { iterate, certificate, status, seconds: this.seconds };
  }

  private get seconds(): number {
    return elapsedSince(this.begin);
  }
}

/** Seconds of work between two turns of the event loop. */
const turnAfter = 0.016;

/** The event loop's turns, and with each a look at the signal. @throws the signal's reason once it is aborted */
class Turns {
  private last = now();

  constructor(private readonly signal: CancelSignal | undefined) {
    this.throwIfAborted();
  }

  get due(): boolean {
    return elapsedSince(this.last) > turnAfter;
  }

  async take(): Promise<void> {
    await turn();
    this.last = now();
    this.throwIfAborted();
  }

  /** Runs work to its end. */
  async finish<Result>(work: Generator<undefined, Result>): Promise<Result> {
    for (;;) {
      if (this.due) await this.take();
      const { done, value } = work.next();
      if (done) return value;
    }
  }

  private throwIfAborted(): void {
    if (this.signal?.aborted) throw this.signal.reason;
  }
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
