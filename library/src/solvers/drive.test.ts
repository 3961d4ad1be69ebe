import { describe, expect, it } from "vitest";
import { now } from "./clock.js";
import { drive } from "./drive.js";
import type { Iterate, Progress } from "./solver.js";

const iterate = (iteration: number, primalObjective: number, dualityGap: number): Iterate<number> => ({
  iteration,
  point: 10 * iteration,
  primalObjective,
  dualityGap,
  pricingPasses: iteration,
});

/** Yields what it is given, saying "still at work" before each; notes whether it was closed. */
function* solver(iterates: Iterable<Iterate<number>>, closed: { value: boolean } = { value: false }) {
  try {
    for (const each of iterates) {
      yield undefined;
      yield each;
    }
  } finally {
    closed.value = true;
  }
}

function* endless(): Generator<Iterate<number>> {
  for (let k = 1; ; k++) yield iterate(k, 1 + 1 / k, 1);
}

/** A judge that finds the gap it is told, and notes what it is asked. */
function judge(relativeGapOf: (point: number) => number, asked: number[] = []) {
  return function* ({ point }: Iterate<number>): Generator<undefined, Evidence> {
    asked.push(point);
    yield undefined;
    const relativeGap = relativeGapOf(point);
    return { relativeGap, maxConeViolation: 0, primalObjective: 10, dualityGap: 10 * relativeGap };
  };
}

type Evidence = Record<"relativeGap" | "maxConeViolation" | "primalObjective" | "dualityGap", number>;

const activeGatesOf = (point: number) => point;

describe("the driver", () => {
  it("ends at the first iterate whose certificate meets the tolerance, whatever the solver believes before", async () => {
    const asked: number[] = [];
    const closed = { value: false };
    const iterates = [iterate(1, 5, 1), iterate(2, 4, 0), iterate(3, 4, 0), iterate(4, 3, 0)];
    const found = judge((point) => (point === 30 ? 1e-9 : 1), asked);
    const { iterate: last, status } = await drive(
      solver(iterates, closed),
      { judge: found, activeGatesOf },
      { tolerance: 1e-6 },
    );
    expect([last.iteration, status, closed.value]).toEqual([3, "solved", true]);
    expect(asked).toEqual([20, 30]);
  });

  it("returns the best iterate when the solver stops or a limit is met", async () => {
    const iterates = [iterate(1, 5, 1), iterate(2, 3, 1), iterate(3, 4, 1)];
    const stalled = await drive(solver(iterates), { judge: judge(() => 1), activeGatesOf }, {});
    expect([stalled.iterate.iteration, stalled.status]).toEqual([2, "stalled"]);
    const bounded = await drive(solver(endless()), { judge: judge(() => 1), activeGatesOf }, { maxIterations: 7 });
    expect([bounded.iterate.iteration, bounded.status]).toEqual([7, "iteration-limit"]);
    const timed = await drive(
      solver(endless()),
      { judge: judge(() => 1), activeGatesOf },
      { maxIterations: 1e9, timeLimit: 0.02 },
    );
    expect(timed.status).toBe("time-limit");
    expect(timed.seconds).toBeLessThan(2);
  });

  it("returns what it began with where the time ends before the first iterate, judged once", async () => {
    function* slow(): Generator<undefined> {
      for (;;) yield undefined;
    }
    const asked: number[] = [];
    const problem = { judge: judge(() => 1, asked), activeGatesOf, startPoint: 7 };
    const { iterate: first, status, seconds } = await drive(slow(), problem, { timeLimit: 0.02 });
    expect([first.iteration, first.point, status]).toEqual([0, 7, "time-limit"]);
    expect(seconds).toBeLessThan(1);
    expect(asked).toEqual([7]);
  });

  it("keeps the time that a certificate takes, and reckons with long stretches of work", async () => {
    const wait = (seconds: number) => {
      for (const end = now() + seconds; now() < end; );
    };
    function* working(stretch: number): Generator<Iterate<number>> {
      for (let k = 1; ; k++) {
        wait(stretch);
        yield iterate(k, 1 / k, 1);
      }
    }
    const slowJudge = function* ({ point }: Iterate<number>): Generator<undefined, Evidence> {
      for (let k = 0; k < 20; k++) {
        wait(0.01);
        yield undefined;
      }
      return { relativeGap: 1, maxConeViolation: 0, primalObjective: 1 / point, dualityGap: 1 };
    };
    const problem = { judge: slowJudge, activeGatesOf, startPoint: 1 };
    const short = await drive(working(0.001), problem, { timeLimit: 0.6 });
    expect(short.status).toBe("time-limit");
    expect(short.seconds).toBeLessThan(0.9);
    const long = await drive(working(0.5), problem, { timeLimit: 1 });
    expect(long.iterate.iteration).toBe(1);
    expect(long.seconds).toBeLessThan(1.5);
  });

  it("calls it solved when the last certificate meets the tolerance that the solver never claimed", async () => {
    const { status } = await drive(
      solver([iterate(1, 5, Number.POSITIVE_INFINITY)]),
      { judge: judge(() => 0), activeGatesOf },
      {},
    );
    expect(status).toBe("solved");
  });

  it("reports every iterate, and rejects with the reason of an abort", async () => {
    const seen: Progress[] = [];
    const signal = { aborted: false, reason: new Error("enough") };
    const onProgress = (progress: Progress) => {
      seen.push(progress);
      if (progress.iteration === 3) signal.aborted = true;
    };
    const options = { maxIterations: 1e9, signal, onProgress };
    const running = drive(solver(endless()), { judge: judge(() => 1), activeGatesOf }, options);
    await expect(running).rejects.toThrow("enough");
    expect(seen.slice(0, 2).map(({ iteration, activeGates }) => [iteration, activeGates])).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });

  it("can be stopped while the last certificate is recomputed", async () => {
    const signal = { aborted: false, reason: new Error("enough") };
    let steps = 0;
    const neverDone = function* (): Generator<undefined, Evidence> {
      for (;;) {
        steps++;
        signal.aborted ||= steps === 5;
        yield undefined;
      }
    };
    await expect(drive(solver([iterate(1, 5, 1)]), { judge: neverDone, activeGatesOf }, { signal })).rejects.toThrow(
      "enough",
    );
    expect(steps).toBeGreaterThanOrEqual(5);
  });

  it("refuses limits that are not positive, and a solver without an iterate", async () => {
    const run = (options: object) => drive(solver([]), { judge: judge(() => 0), activeGatesOf }, options);
    await expect(run({ timeLimit: 0 })).rejects.toThrow(/timeLimit: got 0/);
    await expect(run({ tolerance: Number.NaN })).rejects.toThrow(/tolerance: got NaN/);
    await expect(run({})).rejects.toThrow(/at least one iterate/);
  });
});
