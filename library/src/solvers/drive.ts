import type { Certificate } from "../certificates/certificate.js";
import { InputError } from "../errors.js";
import { elapsedSince, now, turn } from "./clock.js";
import type { CancelSignal, Iterate, SolveOptions, Status } from "./solver.js";

interface Driven<Point, Evidence> {
  readonly iterate: Iterate<Point>;
  readonly certificate: Evidence;
  readonly status: Status;
  readonly seconds: number;
}

/** What the driver knows of a problem. */
interface Driveable<Point, Evidence> {
  /** Recomputes a certificate from an iterate's point, and from its z to scale if it has one; yields while it is at work. */
  readonly judge: (iterate: Iterate<Point>) => Generator<undefined, Evidence>;
  readonly activeGatesOf: (point: Point) => number;
  /** What is returned where the solver has no iterate. */
  readonly startPoint?: Point;
  /** Whether the first iterate is waited for, however little time there is. */
  readonly waits?: boolean;
}

/**
 * The one loop that owns limits, gap checks, cancelling, progress and the event loop's turns (every ~16 ms). The judge
 * is asked only when the solver believes that it is done, and at the end; under a time limit also at the beginning, so
 * that it is known how much time the last certificate needs.
 */
export async function drive<Point, Evidence extends Judged>(
  iterates: Generator<Iterate<Point> | undefined, void>,
  problem: Driveable<Point, Evidence>,
  options: Omit<SolveOptions, "start">,
): Promise<Driven<Point, Evidence>> {
  const turns = new Turns(options.signal);
  const run = new Run(problem, turns, options);
  try {
    await run.begin();
    while (!run.isOver()) {
      if (turns.due) await turns.take();
      const step = run.timed(() => iterates.next());
      if (step.done) break;
      const solved = step.value && (await run.take(step.value));
      if (solved) return solved;
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

/** Seconds by which a limit may be passed: longer stretches of work are reckoned with before they begin. */
const passable = 0.3;

/** What one run has seen so far, within its limits. */
class Run<Point, Evidence extends Judged> {
  private readonly beginning = now();
  private readonly limits: Required<Pick<SolveOptions, "tolerance" | "maxIterations" | "timeLimit">>;
  private readonly onProgress: SolveOptions["onProgress"];
  private best: Iterate<Point> | undefined;
  private last: Iterate<Point> | undefined;
  /** Of what there was before the first iterate. */
  private first: { readonly iterate: Iterate<Point>; readonly certificate: Evidence } | undefined;
  private status: Status = "stalled";
  /** Seconds that a certificate took, at most. */
  private judging = 0;
  /** Seconds of the longest stretch of the solver's work. */
  private longest = 0;

  constructor(
    private readonly problem: Driveable<Point, Evidence>,
    private readonly turns: Turns,
    options: SolveOptions,
  ) {
    const { tolerance = 1e-6, maxIterations = 10_000, timeLimit = Number.POSITIVE_INFINITY } = options;
    this.limits = { tolerance, maxIterations, timeLimit };
    for (const [name, value] of Object.entries(this.limits)) requireLimit(name, value);
    this.onProgress = options.onProgress;
  }

  /** Under a time limit: judges what there is before the first iterate, and so learns what a certificate costs. */
  async begin(): Promise<void> {
    const { startPoint, waits } = this.problem;
    if (waits || startPoint === undefined || this.limits.timeLimit === Number.POSITIVE_INFINITY) return;
    const start = this.startIterate();
    const certificate = await this.certificateAt(start);
    const { primalObjective, dualityGap } = certificate;
    this.best = { ...start, primalObjective, dualityGap };
    this.first = { iterate: this.best, certificate };
    this.report(this.best);
  }

  private startIterate(): Iterate<Point> {
    const { startPoint: point } = this.problem;
    if (point === undefined) throw new Error("a solver without a start must yield at least one iterate");
    const unknown = { primalObjective: Number.POSITIVE_INFINITY, dualityGap: Number.POSITIVE_INFINITY };
    return { iteration: 0, point, ...unknown, pricingPasses: 0 };
  }

  /** Does a stretch of the solver's work. */
  timed<Result>(work: () => Result): Result {
    const begin = now();
    const result = work();
    this.longest = Math.max(this.longest, elapsedSince(begin));
    return result;
  }

  /** Reports an iterate; its outcome where its certificate meets the tolerance. */
  async take(iterate: Iterate<Point>): Promise<Driven<Point, Evidence> | undefined> {
    const { primalObjective, dualityGap } = iterate;
    this.last = iterate;
    if (!this.best || primalObjective <= this.best.primalObjective) {
      this.best = iterate;
      // Nobody asks for it any more, and of many rows it takes memory.
      this.first = undefined;
    }
    this.report(iterate);
    if (!(dualityGap <= this.limits.tolerance * Math.abs(primalObjective))) return undefined;
    const judged = await this.judged(iterate);
    return judged.status === "solved" ? judged : undefined;
  }

  /** Whether a limit is met; time runs out only once there is something to return, and before the last certificate. */
  isOver(): boolean {
    const needed = this.judging + Math.max(0, this.longest - passable);
    if (this.last && this.last.iteration >= this.limits.maxIterations) this.status = "iteration-limit";
    else if (this.best && this.seconds + needed > this.limits.timeLimit) this.status = "time-limit";
    return this.status !== "stalled";
  }

  /** Of the best iterate, when there are no more. */
  async outcome(): Promise<Driven<Point, Evidence>> {
    return this.judged(this.best ?? this.startIterate());
  }

  private async judged(iterate: Iterate<Point>): Promise<Driven<Point, Evidence>> {
    const known = this.first?.iterate === iterate ? this.first.certificate : undefined;
    const certificate = known ?? (await this.certificateAt(iterate));
    const status = meets(certificate, this.limits.tolerance) ? "solved" : this.status;
    return { iterate, certificate, status, seconds: this.seconds };
  }

  private async certificateAt(iterate: Iterate<Point>): Promise<Evidence> {
    const begin = now();
    const certificate = await this.turns.finish(this.problem.judge(iterate));
    this.judging = Math.max(this.judging, elapsedSince(begin));
    return certificate;
  }

  private report({ iteration, point, primalObjective, dualityGap }: Iterate<Point>): void {
    const activeGates = this.problem.activeGatesOf(point);
    this.onProgress?.({ iteration, primalObjective, dualityGap, activeGates, elapsedSeconds: this.seconds });
  }

  private get seconds(): number {
    return elapsedSince(this.beginning);
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

  /** Runs work to its end, and closes it where it is aborted before. */
  async finish<Result>(work: Generator<undefined, Result>): Promise<Result> {
    for (;;) {
      if (this.due) await this.takeOrClose(work);
      const { done, value } = work.next();
      if (done) return value;
    }
  }

  private async takeOrClose(work: Generator): Promise<void> {
    try {
      await this.take();
    } catch (reason) {
      work.return(undefined);
      throw reason;
    }
  }

  private throwIfAborted(): void {
    if (this.signal?.aborted) throw this.signal.reason;
  }
}

/** What the driver reads of a certificate. */
export type Judged = Pick<Certificate, "relativeGap" | "maxConeViolation" | "primalObjective" | "dualityGap">;

/** Largest relative cone violation at which a point counts as one of its program; its certificate is that of its neurons. */
const coneTolerance = 1e-9;

function meets(certificate: Pick<Judged, "relativeGap" | "maxConeViolation">, tolerance: number): boolean {
  return certificate.relativeGap <= tolerance && certificate.maxConeViolation <= coneTolerance;
}

function requireLimit(name: string, value: number): void {
  if (!(value > 0))
    throw new InputError({ code: "out-of-range", argument: name, got: value, expected: "a positive number" });
}
