import {
  gatedReluProgram,
  generateGates,
  hinge,
  type Loss,
  logistic,
  type RandomGenerator,
  randomGenerator,
  sampleArrangement,
  softmax,
  solve,
} from "halfspace";
import { wasmBackend } from "halfspace/numerics";
import { describe, expect, it } from "vitest";
import { contracts, type Limits, table } from "./solver-table.js";

/** The rows at which a page must stay alive. */
const rows = 1000;

/** Columns and gates at that size, where a solver takes fewer than most do. */
const sizes: Record<string, readonly [columns: number, gates: number]> = {
  "gate generation": [6, 0],
  SimpleMKL: [20, 100],
  "augmented Lagrangian": [10, 200],
};

type Run = (limits: Limits) => Promise<unknown>;

const everySolver: { name: string; run: Run }[] = contracts.map(({ name, state }) => {
  const [columns, gates] = sizes[name] ?? [20, 400];
  const stated = state(table(5, rows, columns, { gates, lambdaFraction: 0.03 }));
  return { name, run: (limits) => stated.run({ tolerance: 1e-14, ...limits }) };
});

/** What a solver does otherwise for other losses, or where its search is exact. */
const otherWays: { name: string; run: Run }[] = [
  onLoss("working set, logistic", logistic(), (random) => [random.uniform() < 0.4 ? -1 : 1]),
  onLoss(
    "working set, softmax",
    softmax(),
    (random) =>
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ][random.integer(3)],
  ),
  onLoss("working set, hinge", hinge(), (random) => [random.uniform() < 0.4 ? -1 : 1]),
  exactGeneration(),
];

function onLoss(name: string, loss: Loss, target: (random: RandomGenerator) => number[]) {
  const { inputs } = table(5, rows, 20, { gates: 0, lambdaFraction: 1 });
  const random = randomGenerator(6);
  const targets = Array.from({ length: rows }, () => target(random));
  const arrangement = sampleArrangement(inputs, { count: 400 });
  const program = gatedReluProgram({ inputs, targets, arrangement, loss, lambdaFraction: 0.03 });
  return { name, run: (limits: Limits) => solve(program, { tolerance: 1e-14, ...limits }) };
}

function exactGeneration() {
  const { inputs, targets } = table(5, rows, 2, { gates: 0, lambdaFraction: 1 });
  return {
    name: "gate generation, exact",
    run: (limits: Limits) => generateGates({ inputs, targets, lambda: 1, tolerance: 1e-14, ...limits }),
  };
}

/** Milliseconds, on the clock and of this process's own work: other processes lengthen the first, helper threads the second. */
function timed(): () => number {
  const [clock, work] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(work);
    return Math.min(performance.now() - clock, (user + system) / 1000);
  };
}

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The longest time between two turns of the event loop while a run of so many iterations is on. */
async function longestGap(run: Run): Promise<number> {
  const controller = new AbortController();
  let over = false;
  const running = run({ signal: controller.signal, maxIterations: 12 }).then(
    () => (over = true),
    () => (over = true),
  );
  let longest = 0;
  for (let begin = performance.now(); !over; ) {
    const elapsed = timed();
    await soon();
    longest = Math.max(longest, elapsed());
    if (performance.now() - begin > 1200) controller.abort(new Error("seen enough"));
  }
  await running;
  return longest;
}

/** The longest piece of work that is never divided, one Cholesky factorisation of n×n, on this machine as it is now. */
function choleskyTime(): number {
  const matrix = Float64Array.from({ length: rows * rows }, (_, k) => (k % (rows + 1) === 0 ? 2 * rows : 1));
  const times = Array.from({ length: 7 }, () => {
    const copy = matrix.slice();
    const elapsed = timed();
    wasmBackend().cholesky(copy, rows);
    return elapsed();
  });
  return Math.min(...times);
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** The driver takes a turn after 16 ms. */
const untilTurn = 16;

/** What may lie between two turns: a few of the longest pieces of work that are never divided. */
const mostBetweenTurns = () => untilTurn + 4 * choleskyTime();

/** A run that has no end of its own: what is done is begun again. */
async function runForEver(run: Run, limits: Limits): Promise<never> {
  for (;;) await run({ ...limits, maxIterations: 1e9 });
}

/** Milliseconds from the last look at the signal before the abort until the run has ended by it. */
async function latencyOf(run: Run, delay: number): Promise<number> {
  const due = performance.now() + delay;
  let sinceLook = timed();
  const signal = {
    reason: new Error("enough"),
    get aborted() {
      if (performance.now() >= due) return true;
      sinceLook = timed();
      return false;
    },
  };
  await expect(runForEver(run, { signal })).rejects.toThrow("enough");
  return sinceLook();
}

describe(`solvers give way at ${rows} rows`, () => {
  for (const { name, run } of [...everySolver, ...otherWays]) {
    it(`${name}: between two turns lies no more than a few factorisations`, async ({ annotate }) => {
      const most = mostBetweenTurns();
      const gaps: number[] = [];
      // A collection of garbage is no fault of the solver's, and does not fall into every run.
      do gaps.push(await longestGap(run));
      while (gaps.length < 4 && Math.min(...gaps) >= most);
      await annotate(`${Math.min(...gaps).toFixed(0)} ms of ${most.toFixed(0)}`);
      expect(Math.min(...gaps)).toBeLessThan(most);
    }, 60_000);

    it(`${name}: an abort is obeyed`, async ({ annotate }) => {
      const most = mostBetweenTurns();
      const latencies: number[] = [];
      for (const delay of [80, 130, 190, 260, 340]) latencies.push(await latencyOf(run, delay));
      await annotate(`median ${median(latencies).toFixed(0)} ms of ${most.toFixed(0)} until the rejection`);
      expect(median(latencies)).toBeLessThan(most);
    }, 60_000);
  }
});
