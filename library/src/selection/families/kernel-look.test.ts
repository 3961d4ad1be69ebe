import { describe, expect, it } from "vitest";
import { startBudget } from "../../fitting/budget.js";
import { kernelRidge } from "../../kernels/leave-one-out-ridge.js";
import { readSelection } from "../../options/select-options.js";
import { randomGenerator } from "../../random/generator.js";
import { rmse } from "../../scoring/metrics.js";
import { kernelsToTry } from "../kernels-to-try.js";
import { selectionFolds } from "../selection-folds.js";
import { tryOnFold } from "./family.js";
import { kernelFamily, type RidgedKernel } from "./kernel-families.js";
import { lookAtRidges, notBehind } from "./kernel-look.js";

/** A smooth function of two of four columns, and some noise. */
function table(rows: number) {
  const random = randomGenerator(12);
  const inputs = Array.from({ length: rows }, () => Array.from(random.gaussians(4)));
  const targets = inputs.map(([a, b]) => (3 * a) / (1 + a * a) + a * b + 0.3 * random.gaussian());
  return { inputs, targets };
}

const unlimited = startBudget({ timeLimit: undefined, signal: undefined, onProgress: undefined });
/** Too short for a look. */
const hurried = startBudget({ timeLimit: 1, signal: undefined, onProgress: undefined });

function asked(rows: number) {
  const selection = readSelection({ ...table(rows), families: ["gaussian", "laplace", "learned-metric"] });
  const notes: string[] = [];
  const looking = { settings: selection.table, fold: selectionFolds(selection)[0], notes };
  return { families: selection.families, looking, notes };
}

describe("a look at kernels before all rows are factorised", () => {
  it("finds the ridge of the least leave-one-out error, its neighbours before it", () => {
    // K = I: without row j the rest says 0 of it, so that every ridge leaves the same residual, and the first one is taken.
    const alike = kernelRidge(Float64Array.from([1, 0, 0, 1]), 2, Float64Array.from([1, 2]));
    expect(lookAtRidges(alike, [0.1, 1, 10])).toEqual({ ridges: [1, 0.1], error: 2.5 });
    const gram = Float64Array.from([1, 0.9, 0.9, 1]);
    const ridge = kernelRidge(gram, 2, Float64Array.from([1, 1]));
    // y_j − 0.9/(1 + λ)·y: least for the least λ.
    const { ridges, error } = lookAtRidges(ridge, [0.5, 1, 2, 4]);
    expect(ridges).toEqual([1, 0.5]);
    expect(error).toBeCloseTo((1 - 0.9 / 1.5) ** 2, 12);
  });

  it("leaves out what is clearly behind the best, never the best", () => {
    const kernels = [1, 1.2, 1.3].map((error) => ({ name: error, look: { ridges: [1], error } }));
    expect(notBehind(kernels).map(({ name }) => name)).toEqual([1, 1.2]);
    expect(notBehind(kernels, [{ ridges: [1], error: 0.9 }]).map(({ name }) => name)).toEqual([1]);
    expect(notBehind(kernels.slice(0, 1)).map(({ name }) => name)).toEqual([1]);
  });

  it("is taken of more than 1,000 rows, says what it left out, and costs nothing where time is short", async () => {
    const few = asked(900);
    const all = await kernelsToTry(few.families, few.looking, unlimited, () => 0);
    expect([all.plain.length, all.metrics.length]).toEqual([5, 2]);
    expect(all.plain.every(({ ridges }) => ridges.length === 8)).toBe(true);
    const many = asked(1100);
    const worth = await kernelsToTry(many.families, many.looking, unlimited, () => 0);
    expect(worth.plain.length).toBeGreaterThan(0);
    expect(worth.plain.length).toBeLessThan(5);
    expect(worth.plain.every(({ ridges }) => ridges.length <= 3)).toBe(true);
    expect(many.notes.join()).toMatch(/After a look at 800 rows .* Laplace of width/);
    const late = await kernelsToTry(many.families, many.looking, hurried, () => 100);
    expect(late.plain).toHaveLength(5);
  });

  it("keeps what a search of everything finds best on rows that were held out", async () => {
    const { families, looking } = asked(1100);
    const plain = families.filter((family) => family !== "learned-metric");
    const looked = await kernelsToTry(plain, looking, unlimited, () => 0);
    const whole = await kernelsToTry(plain, looking, hurried, () => 100);
    const leastError = async (kernels: readonly RidgedKernel[]) => {
      const errors: number[] = [];
      for (const kernel of kernels) {
        const tried = await tryOnFold(kernelFamily(kernel, looking.settings), looking.fold, unlimited);
        const truth = looking.fold.heldOut.targets.values;
        errors.push(...tried.map(({ outputs }) => rmse(truth, outputs)));
      }
      return { least: Math.min(...errors), count: errors.length };
    };
    const [some, all] = [await leastError(looked.plain), await leastError(whole.plain)];
    expect(all.count).toBe(40);
    expect(some.count).toBeLessThan(15);
    expect(some.least).toBeLessThanOrEqual(1.002 * all.least);
  }, 60_000);
});
