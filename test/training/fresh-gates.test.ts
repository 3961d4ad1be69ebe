import {
  arrangementFromGates,
  describeFreshGates,
  type FreshGates,
  fromModelFile,
  gatedReluProgram,
  matrix,
  priceFreshGates,
  randomGenerator,
  solve,
  type TrainOptions,
  toModelFile,
  train,
  usualFreshGates,
  verifyModel,
} from "halfspace";
import { sampledGates } from "halfspace/geometry";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";

const random = randomGenerator(6);
const inputs = Array.from({ length: 60 }, () => [...random.gaussians(3)]);
const targets = inputs.map(([a, b, c]) => Math.max(0, a + b) - Math.max(0, c - a) + 0.1 * random.gaussian());
const options = { inputs, targets, lambdaFraction: 0.02, gateStrategy: "gaussian" } as const;

/** 100 draws in every run; HALFSPACE_PROBLEMS=1000 takes as many. */
const repeats = problemCount(100);

describe("fresh gates", () => {
  it("the optimum over trained and fresh gates together is not below the bound", async () => {
    const few = await train({ ...options, gates: 40, seed: 2 });
    const fresh = priceFreshGates(few, inputs, targets, { count: 300 });
    if (!fresh || few.program.form !== "group") throw new Error("expected fresh gates");
    expect(fresh.violating).toBeGreaterThan(0);
    expect(fresh.relativeGap).toBeGreaterThan(few.certificate.relativeGap);
    // The same gates again: those of another stream of the seed, over the columns of the program.
    const table = few.program.inputs;
    const further = sampledGates(table, { count: 300, seed: 2 + 0x2f6b1d35 });
    const joined = matrix(
      table.columns,
      few.gates.columns + 300,
      Array.from({ length: table.columns }, (_, k) => [
        ...few.gates.values.subarray(k * few.gates.columns, (k + 1) * few.gates.columns),
        ...further.values.subarray(k * 300, (k + 1) * 300),
      ]).flat(),
    );
    const program = gatedReluProgram({
      inputs: table,
      targets: matrix(60, 1, few.program.data.targets),
      arrangement: arrangementFromGates(table, joined),
      loss: few.program.loss as never,
      lambda: few.lambda,
    });
    const both = await solve(program, { tolerance: 1e-9 });
    const bound = few.certificate.primalObjective * (1 - fresh.relativeGap);
    expect(both.certificate.primalObjective).toBeGreaterThanOrEqual(bound);
    expect(both.certificate.primalObjective).toBeLessThan(few.certificate.dualObjective);
  });

  it("more trained gates leave fewer that could lower the objective, and the words never round down", async () => {
    const shares: number[] = [];
    for (const gates of [20, 200, 2000]) {
      const model = await train({ ...options, gates });
      shares.push(priceFreshGates(model, inputs, targets, { count: 3000 })?.shareAbove ?? 1);
    }
    expect(shares[2]).toBeLessThan(shares[0]);
    const words = describeFreshGates({
      count: 100,
      trained: 9,
      draw: 0,
      violating: 0,
      shareAbove: 0.02951,
      confidence: 0.95,
      relativeGap: 0.00801,
    });
    expect(words).toContain("within 0.81 % of the best over 109 gates");
    expect(words).toContain("fewer than 3 % of further gates");
  });

  it("growing takes in gates that violate until the gap over trained and fresh gates meets its tolerance", async () => {
    const before = await train({ ...options, gates: 40, fresh: 1000 });
    const model = await train({ ...options, gates: 40, fresh: 1000, grow: true, freshTolerance: 0.01 });
    const { freshGates, growth, certificate } = model;
    if (!freshGates || !growth || !before.freshGates) throw new Error("expected fresh gates");
    expect(before.growth).toBeUndefined();
    expect(freshGates.relativeGap).toBeLessThanOrEqual(0.01);
    expect(before.freshGates.relativeGap).toBeGreaterThan(0.1);
    expect(growth.added).toBe(model.maskCount - before.maskCount);
    expect(freshGates.draw).toBe(growth.rounds);
    expect(model.lambda).toBe(before.lambda);
    expect(certificate.primalObjective).toBeLessThan(before.certificate.dualObjective);
    expect(model.status).toBe("solved");
    const again = fromModelFile(toModelFile(model));
    const found = verifyModel(again, inputs, targets);
    expect(found.problems).toEqual([]);
    expect(found.freshGates?.violating).toBeLessThanOrEqual(freshGates.violating);
    expect(again.growth).toEqual(growth);
    // A file that calls trained gates fresh is refused.
    const first = { ...again, freshGates: { ...freshGates, draw: 0 } };
    expect(verifyModel(first, inputs, targets).problems.join()).toContain(
      "a trained gate is none that was drawn before",
    );
  });

  it("files verify at the edge of the safe integers, and where a fresh gate is a trained one by chance", async () => {
    // Differences of six rows without a bias: nearly every gate of one draw is drawn again in the next.
    const few = inputs.slice(0, 6).map((row) => row.map((value) => Math.round(2 * value)));
    const table = { inputs: few, targets: targets.slice(0, 6), lambdaFraction: 0.01, fresh: 200, gates: 8 };
    let repeated = 0;
    for (const seed of [1, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER]) {
      for (const gateStrategy of ["gaussian", "data-differences", "mixed"] as const) {
        for (const grow of [false, true]) {
          const growing = grow ? { grow, freshTolerance: 1e-6 } : {};
          const model = await train({ ...table, gateStrategy, bias: gateStrategy === "mixed", seed, ...growing });
          const again = fromModelFile(toModelFile(model));
          expect(verifyModel(again, few, table.targets).problems).toEqual([]);
          const lastDraw = { ...again, freshGates: { ...(model.freshGates as FreshGates), draw: 0 } };
          const { problems } = verifyModel(lastDraw, few, table.targets);
          if (model.growth?.added && gateStrategy !== "data-differences") {
            expect(problems.join()).toContain("a trained gate is none that was drawn before");
            repeated++;
          }
        }
      }
    }
    expect(repeated).toBeGreaterThan(3);
    await expect(train({ ...table, seed: 2 ** 53 })).rejects.toThrow("seed: got 9007199254740992");
  });

  it("growing needs drawn gates and a tolerance that it can use", async () => {
    for (const [wrong, words] of [
      [{ gates: "generate", model: "relu" }, 'gates "generate"'],
      [{ q: 1.5 }, "q = 1.5"],
      [{ layers: 3 }, "3 layers"],
      [{ fresh: 0 }, "0 with growing"],
      [{ freshTolerance: -1 }, "freshTolerance"],
    ] as const) {
      await expect(train({ ...options, gates: 10, grow: true, ...wrong } as TrainOptions)).rejects.toThrow(words);
    }
    await expect(train({ ...options, freshTolerance: 0.1 })).rejects.toThrow("without growing");
  });

  it(`bounds the share of further gates in at least 95 % of ${repeats} repeats, by gates of a real fit`, async () => {
    const model = await train({ ...options, gates: 40, lambdaFraction: 0.05 });
    const drawnBy = (seed: number, count: number) => {
      const found = priceFreshGates({ ...model, options: { ...model.options, seed } }, inputs, targets, { count });
      if (!found) throw new Error("expected fresh gates");
      return found;
    };
    const many = 200_000;
    const share = drawnBy(1_000_000, many).violating / many;
    expect(share).toBeGreaterThan(0.01);
    let covered = 0;
    for (let seed = 1; seed <= repeats; seed++) if (drawnBy(seed, 150).shareAbove >= share) covered++;
    // Three deviations below 95 %: a bound that covered less often would be seen, one that covers more often is fine.
    expect(covered).toBeGreaterThanOrEqual(0.95 * repeats - 3 * Math.sqrt(0.95 * 0.05 * repeats));
  }, 600_000);

  it("says nothing where gates were not drawn", async () => {
    const kernel = await train({ inputs, targets, model: "ntk", lambdaFraction: 0.1 });
    expect(priceFreshGates(kernel, inputs, targets)).toBeUndefined();
    const deep = await train({ inputs, targets, layers: 3, gates: 20, lambdaFraction: 0.1 });
    expect(priceFreshGates(deep, inputs, targets)).toBeUndefined();
  });

  it("the same model gives the same numbers", async () => {
    const model = await train({ ...options, gates: 30 });
    expect(priceFreshGates(model, inputs, targets, { count: 500 })).toEqual(
      priceFreshGates(model, inputs, targets, { count: 500 }),
    );
  });

  it("as many are drawn as the sizes leave room for, where nobody says", async () => {
    expect(usualFreshGates(1000, 20, 1)).toBe(10_000);
    // 3e9 / (2,000 rows · 500 columns · (1 + 2)) is 1,000.
    expect(usualFreshGates(2000, 500, 2)).toBe(1000);
    expect(usualFreshGates(3_000_000, 20, 1)).toBe(100);
    const model = await train({ ...options, gates: 10, seed: 2 });
    expect(priceFreshGates(model, inputs, targets)?.count).toBe(10_000);
  });
});
