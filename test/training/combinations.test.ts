import fc from "fast-check";
import {
  hinge,
  huber,
  InputError,
  type Loss,
  logistic,
  poisson,
  quantile,
  softmax,
  squared,
  squaredHinge,
  type TrainOptions,
  train,
  verifyModel,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { randomTable } from "./random-table.js";

const { inputs, targets } = randomTable(6, 14, 2);
const tables: Record<string, TrainOptions["targets"]> = {
  numbers: targets,
  "two classes": Array.from(targets, (value) => (value > 70 ? "high" : "low")),
  "three classes": Array.from(targets, (value) => (value > 75 ? "high" : value > 65 ? "middle" : "low")),
};
/** Not given in three cases of four. */
const one = <Value>(...values: readonly Value[]) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: fc.constantFrom(...values), weight: 1 });

const combinations = fc.record({
  targets: fc.constantFrom(...Object.keys(tables)).map((name) => tables[name]),
  model: one("gated-relu", "relu", "mkl", "ntk", "gaussian"),
  solver: one("working-set", "irls", "fista", "simple-mkl"),
  loss: one<Loss>(squared(), logistic(), softmax(), hinge(), squaredHinge(), huber(), quantile(), poisson()),
  q: one(1, 1.5, 2),
  gates: one<TrainOptions["gates"]>(6, "generate", "complete"),
  monotone: one([1, 0], [0, -1], [1, -1]),
  gateStrategy: one("gaussian", "sparse"),
  sampleWeights: one(targets.map((_, j) => 1 + (j % 2))),
  activation: one("leaky-relu", "threshold"),
  decomposition: one("least-norm", "along-gate"),
  growing: one<Partial<TrainOptions>>({ fresh: 20 }, { fresh: 20, grow: true, freshTolerance: 0.3 }),
  penalty: fc.constantFrom<Partial<TrainOptions>>(
    { lambdaFraction: 0.3 },
    { lambda: 2 },
    { fractions: [0.5, 0.2], folds: 2 },
    { lambda: { rule: "theorem-6-1", confidence: 0.9 } },
  ),
});

describe("options of train in any combination", () => {
  it("are refused by an InputError of one line, or train a model that verifies", async () => {
    const outcomes = { refused: 0, trained: 0 };
    await fc.assert(
      fc.asyncProperty(combinations, async ({ penalty, growing, ...rest }) => {
        const options = { inputs, tolerance: 1e-2, seed: 2, ...rest, ...penalty, ...growing } as TrainOptions;
        const result = await train(options).catch((reason: unknown) => reason);
        if (result instanceof Error) {
          expect(result).toBeInstanceOf(InputError);
          expect(result.message).not.toContain("\n");
          outcomes.refused++;
          return;
        }
        expect(verifyModel(result as never, inputs, options.targets).verified).toBe(true);
        outcomes.trained++;
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(outcomes.trained).toBeGreaterThan(50);
    expect(outcomes.refused).toBeGreaterThan(50);
  }, 120_000);
});
