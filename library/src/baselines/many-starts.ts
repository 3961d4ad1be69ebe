import { InputError, type OptionNames, rejectUnknownOptions, requireWholeNumber } from "../errors.js";
import type { NetworkTraining } from "../programs/network-training.js";
import { otherStream } from "../random/generator.js";
import { type DescentOptions, type DescentResult, descend } from "./descent.js";

/** How `descendFromManyStarts` trains, and from how many starts. */
export interface ManyStartsOptions extends Omit<DescentOptions, "seed" | "start" | "learningRate"> {
  /** How many random starts; default 10. Seeds are seed, seed + 1, … */
  readonly starts?: number;
  readonly seed?: number;
  /** Every start is run with the best of these, found on the first start; default [0.3, 0.1, 0.03, 0.01, 0.003, 0.001]. */
  readonly learningRates?: readonly number[];
}

/** The best of many descents, and where each one ended. */
export interface ManyStartsResult {
  readonly best: DescentResult;
  /** F of every start, in order. */
  readonly objectives: readonly number[];
  /** The learning rate chosen. */
  readonly learningRate: number;
}

const known: OptionNames<ManyStartsOptions> = {
  neurons: "number",
  method: true,
  epochs: "number",
  initialScale: "number",
  starts: "number",
  seed: "number",
  learningRates: true,
};

/**
 * Descent from many random starts with a learning rate swept on the first of them.
 * @returns the best network, and the objective F of every start
 * @throws InputError when there is no start or no learning rate
 */
export function descendFromManyStarts(problem: NetworkTraining, options: ManyStartsOptions = {}): ManyStartsResult {
  rejectUnknownOptions(options, known, "descendFromManyStarts");
  const { starts = 10, seed = 1, learningRates = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001], ...rest } = options;
  requireWholeNumber("starts", starts, 1);
  if (learningRates.length === 0) {
    throw new InputError({
      code: "empty",
      argument: "learningRates",
      got: "none",
      expected: "at least one positive number",
    });
  }
  const rates = rest.method === "l-bfgs" ? learningRates.slice(0, 1) : learningRates;
  const sweep = rates.map((learningRate) => ({
    learningRate,
    result: descend(problem, { ...rest, learningRate, seed }),
  }));
  const chosen = sweep.reduce((best, one) => (one.result.objective < best.result.objective ? one : best));
  const { learningRate } = chosen;
  const objectives = [chosen.result.objective];
  let best = chosen.result;
  for (let start = 1; start < starts; start++) {
    const result = descend(problem, { ...rest, learningRate, seed: otherStream(seed, start) });
    objectives.push(result.objective);
    if (result.objective < best.objective) best = result;
  }
  return { best, objectives, learningRate };
}
