import { type AnyModel, localFormula, randomGenerator, train } from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { oddKinds, oddProblem } from "../training/odd-models.js";
import { explainedModels, explainedTable } from "./models.js";

type Formula = NonNullable<ReturnType<typeof localFormula>>;

/** What the formula gives at a row, and the size of its largest term. */
function evaluated({ outputs, link }: Formula, x: ArrayLike<number>) {
  return outputs.map(({ constant, coefficients }) => {
    const terms = Array.from(coefficients, (coefficient, c) => coefficient * x[c]);
    const sum = terms.reduce((total, term) => total + term, constant);
    const scale = Math.max(Math.abs(constant), ...terms.map(Math.abs), 1e-300);
    return link === "exp" ? { value: Math.exp(sum), scale: Math.exp(sum) * Math.max(1, scale) } : { value: sum, scale };
  });
}

/** The largest difference between formula and prediction, by the size of the largest term. */
function misfit({ network }: AnyModel, formula: Formula, x: number[]): number {
  const predicted = network.predict([x]);
  return Math.max(...evaluated(formula, x).map(({ value, scale }, k) => Math.abs(value - predicted[k]) / scale));
}

const rowsOf = (inputs: unknown): number[][] => inputs as number[][];

/** Rows along one column: just inside of what the formula allows, and just beyond. */
function moved(x: number[], column: number, by: number): number[] {
  return x.map((value, c) => (c === column ? value + by : value));
}

describe("the exact formula of a prediction", () => {
  const { inputs } = explainedTable(3, 40);

  for (const [name, make] of Object.entries(explainedModels)) {
    it(`${name}: gives the prediction to 1e-12, and holds as far as it says and no further`, async () => {
      const model = await make(inputs);
      const random = randomGenerator(1);
      for (const x of inputs.slice(0, 6)) {
        const formula = localFormula(model.network, [x]);
        if (!formula) {
          expect(["ntk", "gaussian", "average"]).toContain(name);
          continue;
        }
        expect(misfit(model, formula, x)).toBeLessThanOrEqual(1e-12);
        x.forEach((_, column) => {
          for (const [sign, most] of [[-1, formula.down[column]] as const, [1, formula.up[column]] as const]) {
            const inside = moved(x, column, sign * Math.min(9, 0.999 * most * random.uniform()));
            expect(misfit(model, formula, inside)).toBeLessThanOrEqual(1e-11);
            if (most > 1e3) continue;
            const beyond = localFormula(model.network, [moved(x, column, sign * (most * 1.001 + 1e-7))]);
            expect(beyond?.openGates).not.toEqual(formula.openGates);
          }
        });
      }
    });
  }

  it("of odd models of every kind: constant columns, huge units, ties, one row, images", async () => {
    const count = problemCount(oddKinds.length);
    for (let seed = 0; seed < count; seed++) {
      const { kind, options } = oddProblem(seed);
      const model = await train(options);
      for (const x of rowsOf(options.inputs).slice(0, 3)) {
        const formula = localFormula(model.network, [x]);
        if (!formula) expect(["ntk", "gaussian"]).toContain(kind);
        else expect([kind, seed, misfit(model, formula, x) <= 1e-12]).toEqual([kind, seed, true]);
      }
    }
  });

  it("is refused for several rows in one line", async () => {
    const model = await explainedModels["gated ReLU"](inputs);
    expect(() => localFormula(model.network, inputs.slice(0, 2))).toThrow(/row: got 2 rows; expected one row/);
  });
});
