import { describe, expect, it } from "vitest";
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
  return function* (point: number): Generator<undefined, { relativeGap: number; maxConeViolation: number }> {
    asked.push(point);
    yield undefined;
    return { relativeGap: relativeGapOf(point), maxConeViolation: 0 };
  };
}

const none = () => 0;

describe("the driver", () => {
  it("ends at the first iterate whose certificate meets the tolerance, whatever the solver believes before", async () => {
    const asked: number[] = [];
    const closed = { value: false };
    const iterates = [iterate(1, 5, 1), iterate(2, 4, 0), iterate(3, 4, 0), iterate(4, 3, 0)];
    const found = judge((point) => (point === 30 ? 1e-9 : 1), asked);
    const { iterate: last, status } = await drive(solver(iterates, closed), found, { tolerance: 1e-6 }, none);
    expect([last.iteration, status, closed.value]).toEqual([3, "solved", true]);
    expect(asked).toEqual([20, 30]);
  });

  it("returns the best iterate when the solver stops or a limit is met", async () => {
    const iterates = [iterate(1, 5, 1), iterate(2, 3, 1), iterate(3, 4, 1)];
    const stalled = await drive(
      solver(iterates),
      judge(() => 1),
      {},
      none,
    );
    expect([stalled.iterate.iteration, stalled.status]).toEqual([2, "stalled"]);
    const bounded = await drive(
      solver(endless()),
      judge(() => 1),
      { maxIterations: 7 },
      none,
    );
    expect([bounded.iterate.iteration, bounded.status]).toEqual([7, "iteration-limit"]);
    const timed = await drive(
      solver(endless()),
      judge(() => 1),
      { maxIterations: 1e9, timeLimit: 0.02 },
      none,
    );
    expect(timed.status).toBe("time-limit");
    expect(timed.seconds).toBeLessThan(2);
  });

  it("calls it solved when the last certificate meets the tolerance that the solver never claimed", async () => {
    const { status } = await drive(
      solver([iterate(1, 5, Number.POSITIVE_INFINITY)]),
      judge(() => 0),
      {},
      none,
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
    const running = drive(
      solver(endless()),
      judge(() => 1),
      options,
      (point) => point,
    );
    await expect(running).rejects.toThrow("enough");
    expect(seen.slice(0, 2).map(({ iteration, activeGates }) => [iteration, activeGates])).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });

  it("can be stopped while the last certificate is recomputed", async () => {
    const signal = { aborted: false, reason: new Error("enough") };
    let steps = 0;
    const neverDone = function* (): Generator<undefined, { relativeGap: number; maxConeViolation: number }> {
      for (;;) {
        steps++;
        signal.aborted ||= steps === 5;
        yield undefined;
      }
    };
    await expect(drive(solver([iterate(1, 5, 1)]), neverDone, { signal }, none)).rejects.toThrow("enough");
    expect(steps).toBeGreaterThanOrEqual(5);
  });

  it("refuses limits that are not positive, and a solver without an iterate", async () => {
    const run = (options: object) =>
      drive(
        solver([]),
        judge(() => 0),
        options,
        none,
      );
    await expect(run({ timeLimit: 0 })).rejects.toThrow(/timeLimit: got 0/);
    await expect(run({ tolerance: Number.NaN })).rejects.toThrow(/tolerance: got NaN/);
    await expect(run({})).rejects.toThrow(/at least one iterate/);
  });
});
