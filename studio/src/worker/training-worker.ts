import * as Comlink from "comlink";
import { modelNamed } from "../models/index.js";
import type { Outcome, Progress, Settings } from "../models/model.js";
import { computePath } from "../models/path.js";
import type { PathPoint } from "../models/path-point.js";
import { prepare } from "../models/workbench.js";
import type { Problem } from "../problems/problem.js";

/** What a run brings besides its outcome: what it was measured against. */
export interface Run {
  readonly outcome: Outcome;
  readonly lambda: number;
  readonly maskCount: number;
}

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
        return { outcome, lambda: bench.program.lambda, maskCount: bench.arrangement.maskCount };
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
  cancel(ticket: number): void {
    controllers.get(ticket)?.abort();
  },
};

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
