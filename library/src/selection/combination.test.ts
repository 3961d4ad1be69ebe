import { describe, expect, it } from "vitest";
import { readSelection } from "../options/select-options.js";
import { randomGenerator } from "../random/generator.js";
import { meanOf } from "../scoring/mean.js";
import { combined, judgedAlone } from "./combination.js";
import { averageFamily } from "./families/average-family.js";
import { heldOutRows } from "./held-out.js";
import { selectionFolds } from "./selection-folds.js";
import type { Trial } from "./trials.js";

const random = randomGenerator(12);
const inputs = Array.from({ length: 80 }, () => [random.gaussian(), random.gaussian()]);
const numbers = inputs.map(([a, b]) => Math.abs(a) - b);

/** Trials that say the truth, with noise of their own. */
function noisyTrials(targets: readonly (number | string)[], noises: readonly number[]) {
  const selection = readSelection({ inputs, targets: [...targets] as number[], repeats: 1 });
  const folds = selectionFolds(selection);
  const trials = noises.map((noise) => {
    const outputs = folds.map(({ heldOut }) =>
      heldOut.targets.values.map((value) => value + noise * random.gaussian()),
    );
    const candidate = { name: `noise ${noise}`, size: 1 };
    return { family: averageFamily([], selection.table), setting: "all", candidate, foldScores: [], outputs };
  });
  return { trials: trials as unknown as Trial[], rows: heldOutRows(selection, folds) };
}

describe("a weighted sum of trials", () => {
  it("has weights of the simplex, and costs less than its parts where their errors are their own", () => {
    const { trials, rows } = noisyTrials(numbers, [0.5, 0.5, 0.6]);
    const { weights, judged } = combined(trials, rows);
    expect(weights.every((weight) => weight >= 0)).toBe(true);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    const best = Math.min(...trials.map((trial) => meanOf(judgedAlone(trial, rows).costs)));
    // Three errors of one size average to a third of the square.
    expect(meanOf(judged.costs)).toBeLessThan(0.6 * best);
  });

  it("leaves out what adds only noise", () => {
    const { trials, rows } = noisyTrials(numbers, [0.01, 5]);
    expect(combined(trials, rows).weights).toEqual([1, 0]);
  });

  it("of classes calibrates parts first, so that log-odds do not outweigh outputs of ±1", () => {
    const classes = numbers.map((value) => (value > 0 ? "yes" : "no"));
    const { trials, rows } = noisyTrials(classes, [1, 1]);
    const scaled = trials.map((trial, t) => ({
      ...trial,
      outputs: trial.outputs.map((values) => values.map((value) => (t === 0 ? 8 : 1) * value)),
    }));
    const plain = combined(trials, rows);
    const other = combined(scaled, rows);
    expect(other.weights).toEqual(plain.weights);
    other.judged.costs.forEach((cost, row) => {
      expect(Math.abs(cost - plain.judged.costs[row])).toBeLessThan(1e-3);
    });
  });
});
