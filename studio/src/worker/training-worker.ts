import * as Comlink from "comlink";
import type { Matrix } from "halfspace";
import { modelNamed } from "../models/index.js";
import type { Outcome, Progress, Settings } from "../models/model.js";
import type { DescentFrame } from "../models/recorded-descent.js";
import { computePath } from "../penalty/path.js";
import type { PathPoint } from "../penalty/path-point.js";
import type { Problem } from "../problems/problem.js";
import type { NetworkFormat } from "../taking-away/network-format.js";
import { learnedKernel } from "../workbench/learned-kernel.js";
import { prepare, type Workbench } from "../workbench/workbench.js";

/** What a run brings besides its outcome: what it was measured against. */
export interface Run {
  readonly outcome: Outcome;
  readonly lambda: number;
  readonly maskCount: number;
  /** The gates all models share, p×(d+1). */
  readonly gates: Float64Array;
  /** The kernel of the model's gate weights, n×n, rows of a curve from left to right, of a plane class by class; undefined for models that weigh no gates. */
  readonly kernel: Float64Array | undefined;
}

// What is asked first is fetched while the question is still on its way.
void modelNamed("exact-relu").load();

let problem: Problem | undefined;
const controllers = new Map<number, AbortController>();

/** The library in a worker of its own: one object for the page to call. */
const training = {
  setProblem(next: Problem): void {
    problem = next;
  },
  async run(
    ticket: number,
    modelId: string,
    settings: Settings,
    onProgress?: (progress: Progress) => void,
  ): Promise<Run> {
    return withController(ticket, async (signal) => {
      const runner = await modelNamed(modelId).load();
      const bench = prepare(requireProblem(), settings);
      try {
        const outcome = await runner.run(bench, settings, { signal, onProgress });
        const { arrangement, program } = bench;
        return {
          outcome,
          lambda: program.lambda,
          maskCount: arrangement.maskCount,
          gates: transpose(arrangement.gates),
          kernel: kernelOf(bench, outcome),
        };
      } finally {
        bench.program.operator.dispose();
      }
    });
  },
  async path(ticket: number, settings: Settings, onPoint: (point: PathPoint) => void): Promise<void> {
    return withController(ticket, async (signal) => {
      const bench = prepare(requireProblem(), { ...settings, lambdaFraction: 1 });
      try {
        await computePath(bench, { signal, onPoint });
      } finally {
        bench.program.operator.dispose();
      }
    });
  },
  /** Adam from one start, step by step. */
  async descent(ticket: number, settings: Settings): Promise<DescentFrame[]> {
    return withController(ticket, async (signal) => {
      const { recordedDescent } = await import("../models/recorded-descent.js");
      signal.throwIfAborted();
      const bench = prepare(requireProblem(), settings);
      try {
        return recordedDescent(bench, settings);
      } finally {
        bench.program.operator.dispose();
      }
    });
  },
  /** What a model learned, as a file. */
  async take(modelId: string, settings: Settings, format: NetworkFormat): Promise<string | Uint8Array> {
    const bench = prepare(requireProblem(), settings);
    const { modelFile, networkFile } = await import("../taking-away/network-files.js");
    if (format === "model") return modelFile(bench, modelId === "exact-relu" ? "relu" : "gated-relu");
    const runner = await modelNamed(modelId).load();
    const { network } = await runner.run(bench, settings, { signal: new AbortController().signal });
    if (!network) throw new Error("This model is a kernel: it has no network to take away.");
    return networkFile(bench, network, format);
  },
  cancel(ticket: number): void {
    controllers.get(ticket)?.abort();
  },
};

function kernelOf({ design, arrangement, problem }: Workbench, { gateWeights }: Outcome): Float64Array | undefined {
  if (!gateWeights || design.rows > 200) return undefined;
  const { targets, inputs } = problem;
  const columns = design.columns - 1;
  const byPlace = (a: number, b: number) => inputs[a * columns] - inputs[b * columns];
  const byClass = (a: number, b: number) => targets[a] - targets[b] || byPlace(a, b);
  const order = Array.from(targets.keys()).sort(problem.kind === "curve" ? byPlace : byClass);
  return learnedKernel(design, arrangement, gateWeights, order);
}

function transpose({ rows, columns, values }: Matrix): Float64Array {
  return Float64Array.from(values, (_, k) => values[(k % rows) * columns + Math.floor(k / rows)]);
}

function requireProblem(): Problem {
  if (!problem) throw new Error("no problem was set");
  return problem;
}

async function withController<Result>(
  ticket: number,
  action: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  controllers.set(ticket, controller);
  try {
    return await action(controller.signal);
  } finally {
    controllers.delete(ticket);
  }
}

export type Training = typeof training;

Comlink.expose(training);
