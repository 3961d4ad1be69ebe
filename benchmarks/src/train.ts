import { fista, type Solution, solve, workingSet } from "halfspace";
import { currentBackend, javascriptBackend, useBackend, wasmBackend } from "halfspace/numerics";
import type { Benchmark } from "./benchmark.js";
import { referee } from "./objective.js";
import { type Prepared, problemOf, programOf, randomProblem, referenceProblem } from "./problems.js";
import type { Row } from "./report.js";
import { adamByTensorFlow } from "./tensorflow.js";

/** Seconds FISTA is given. */
const CUT_OFF = 60;
/** Seconds Adam is given at all its rates together. */
const ADAM_CUT_OFF = 30;

/** Seconds of scnn (Python, same gates, float64) to relative suboptimality 1e-6 on a like machine, measured beforehand (docs/performance.md). */
const scnn = { a1: { 0.1: 0.73, 0.01: 5.6 }, b: { 0.1: 2.6, 0.01: 18.5 } } as const;

/** The gated program from a cold start to gap 1e-6: the working set against full-set FISTA, and against scnn on the reference problems. */
export const train: Benchmark = async ({ tiny }) => {
  const rows: Row[] = [];
  const [n, d, p] = tiny ? [60, 4, 40] : [1000, 50, 5000];
  const random = randomProblem(n, d, p);
  const runs: { name: string; fraction: number; run: Run }[] = [];
  for (const fraction of tiny ? [0.1] : [0.1, 0.01, 0.001]) {
    const run = await fit(random, fraction, 1e-6, tiny ? 1 : 9);
    const name = `n=${n} d=${d} p=${p} λ=${fraction}`;
    rows.push(await againstFista(name, random, fraction, run, tiny ? 1 : CUT_OFF));
    runs.push({ name, fraction, run });
    if (fraction === 0.1) rows.push(await againstAdam(name, random, run, tiny ? 1 : ADAM_CUT_OFF));
  }
  for (const name of ["a1", "b"] as const) {
    const problem = tiny ? undefined : referenceProblem(name);
    for (const fraction of problem ? ([0.1, 0.01] as const) : []) {
      const run = await fit(problem!, fraction, 1e-6, 15);
      const above = run.verdict.primalObjective / problem!.optimum(fraction) - 1;
      rows.push(
        rowOf(
          `${name} λ=${fraction}`,
          run,
          "scnn, measured beforehand",
          scnn[name][fraction],
          `, ${above.toExponential(1)} above the optimum`,
        ),
      );
    }
  }
  // Last: a second backend in the process makes the calls of the first one slower.
  useBackend(javascriptBackend());
  for (const { name, fraction, run } of runs) {
    rows.push(await againstFista(name, random, fraction, run, tiny ? 1 : CUT_OFF));
  }
  useBackend(wasmBackend());
  return rows;
};

/** Full-set FISTA on whatever backend is in use: ours, with the same fast pricing, or plain JavaScript. */
async function againstFista(name: string, prepared: Prepared, fraction: number, run: Run, limit: number): Promise<Row> {
  const slow = await solve(programOf(prepared, fraction), { solver: fista(), tolerance: 1e-6, timeLimit: limit });
  const { relativeGap } = slow.certificate;
  const reached = slow.status === "solved" ? "" : `, cut off at gap ${relativeGap.toExponential(0)}`;
  const which = currentBackend().name === "javascript" ? "in plain JavaScript" : "on the same kernels";
  return rowOf(name, run, `full-set FISTA ${which}${reached}`, slow.seconds);
}

/** Adam stops once it is within 1e-3 of the optimum; single precision carries it no further than about 1e-5. */
async function againstAdam(name: string, prepared: Prepared, run: Run, limit: number): Promise<Row> {
  const optimum = run.verdict.primalObjective;
  const goal = optimum * (1 + 1e-3);
  const adam = await adamByTensorFlow(prepared, run.lambda, goal, limit);
  if (!adam) {
    const row = rowOf(name, run, "TensorFlow.js is not installed", 0);
    return { ...row, referenceSeconds: null, ratio: null };
  }
  const above = (adam.objective / optimum - 1).toExponential(1);
  const reference = `TensorFlow.js (${adam.backend}), Adam at rate ${adam.rate} ${adam.objective <= goal ? "to" : "cut off at"} ${above} above the optimum, ${adam.steps} steps`;
  return rowOf(name, run, reference, adam.seconds);
}

interface Run {
  readonly lambda: number;
  readonly solution: Solution;
  readonly seconds: number[];
  readonly verdict: ReturnType<typeof referee>;
}

/** Cold starts only: a new program every time, timed with all it prepares. */
export async function fit(prepared: Prepared, fraction: number, tolerance: number, turns: number): Promise<Run> {
  const seconds: number[] = [];
  let last: { solution: Solution; lambda: number } | undefined;
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now();
    const program = programOf(prepared, fraction);
    const solution = await solve(program, { solver: workingSet(), tolerance });
    seconds.push((performance.now() - start) / 1000);
    last = { solution, lambda: program.lambda };
  }
  seconds.sort((a, b) => a - b);
  const verdict = referee(problemOf(prepared, last!.lambda), last!.solution.blocks.values);
  return { lambda: last!.lambda, solution: last!.solution, seconds, verdict };
}

function rowOf(
  name: string,
  { solution, seconds, verdict }: Run,
  reference: string,
  referenceSeconds: number,
  note = "",
): Row {
  const median = seconds[seconds.length >> 1];
  return {
    case: name,
    seconds: median,
    leastSeconds: seconds[0],
    reference,
    referenceSeconds,
    ratio: median / referenceSeconds,
    note: `${solution.status}, gap ${verdict.relativeGap.toExponential(1)} by the referee, ${solution.pricingPasses} passes, ${solution.activeGates} gates${note}`,
  };
}
