import { describe, expect, it } from "vitest";
import { startBudget } from "../../fitting/budget.js";
import { fromAverageFile, toAverageFile } from "../../formats/average-file.js";
import type { AverageModel } from "../../models/average/average-model.js";
import { readSelection, type SelectOptions } from "../../options/select-options.js";
import { randomGenerator } from "../../random/generator.js";
import { verifyAverage } from "../../verification/verify-average.js";
import { selectionFolds } from "../selection-folds.js";
import { tryOnFold } from "./family.js";
import { averageOf } from "./members.js";
import { type NystromKernel, nystromFamily } from "./nystrom-family.js";

const random = randomGenerator(31);
const inputs = Array.from({ length: 260 }, () => Array.from(random.gaussians(4)));
const targets = inputs.map(([a, b, c]) => Math.abs(a) - b * c + 0.1 * random.gaussian());
const way = { count: 40, share: 1 };
const inMetric: NystromKernel = {
  family: "learned-metric",
  name: "Gaussian in a learned metric",
  kernel: { kind: "gaussian", bandwidth: 2 },
  metric: [0.1, 0.1],
};
const plain: NystromKernel = {
  family: "laplace",
  name: "Laplace",
  kernel: { kind: "laplace", bandwidth: 8 },
  metric: [],
};
const unlimited = startBudget({ timeLimit: undefined, signal: undefined, onProgress: undefined });

async function fitted(kernel: NystromKernel, table: Pick<SelectOptions, "inputs" | "targets">, count = 40) {
  const { table: settings } = readSelection(table);
  const family = nystromFamily(kernel, settings, { ...way, count });
  expect(await family.settle?.({ ridge: 0.01 }, unlimited)).toBe(true);
  const members = (await family.membersOf?.({ ridge: 0.01 }, unlimited)) ?? [];
  return averageOf(members, settings, undefined, unlimited);
}

const damaged = (model: AverageModel, change: (record: ReturnType<typeof JSON.parse>) => void) => {
  const record = JSON.parse(toAverageFile(model));
  change(record);
  return () => fromAverageFile(JSON.stringify(record));
};

describe("kernels over centres", () => {
  it("predict rows that were held out, each ridge by itself", async () => {
    const selection = readSelection({ inputs, targets });
    const [fold] = selectionFolds(selection);
    const tried = await tryOnFold(nystromFamily(inMetric, selection.table, way), fold, unlimited);
    const truth = fold.heldOut.targets.values;
    const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
    const spread = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const shares = tried.map(({ outputs }) =>
      truth.reduce((sum, value, k) => sum + (value - outputs[k]) ** 2 / spread, 0),
    );
    expect(Math.min(...shares)).toBeLessThan(0.2);
    expect(new Set(shares).size).toBe(5);
  });

  for (const kernel of [plain, inMetric]) {
    it(`are proved over their own functions, and only as they are: ${kernel.name}`, async () => {
      const model = await fitted(kernel, { inputs, targets });
      const [member] = model.members;
      expect(model.inputs.rows).toBe(40);
      expect(member).toMatchObject({ kind: "kernel", jitter: 1e-6 });
      const found = verifyAverage(fromAverageFile(toAverageFile(model)), inputs, targets);
      expect(found).toMatchObject({ verified: true, problems: [], maxDifference: 0 });
      expect(found.relativeGap).toBeLessThan(1e-8);
      expect(found.notChecked.join()).toContain("other centres");
      const forged = damaged(model, (record) => {
        record.members[0].dualCoefficients.values[7] += 1e-3;
      })();
      expect(verifyAverage(forged, inputs, targets).problems.join()).toContain("members.0.relativeGap");
      const swapped = damaged(model, (record) => {
        record.centres.rows[0] = record.centres.rows[0] === 0 ? record.centres.rows[1] - 1 : 0;
      })();
      expect(verifyAverage(swapped, inputs, targets).problems.join()).toContain("inputs");
    });
  }

  it("are refused where the parts of the file do not fit", async () => {
    const model = await fitted(plain, { inputs, targets });
    const fail = (change: Parameters<typeof damaged>[1], words: RegExp) =>
      expect(damaged(model, change)).toThrow(words);
    fail((record) => record.centres.rows.reverse(), /centres/);
    fail((record) => record.centres.rows.pop(), /centres/);
    fail((record) => (record.centres.among = 30), /centres/);
    fail((record) => delete record.members[0].jitter, /centres/);
    fail((record) => (record.members[0].jitter = 0), /jitter/);
    fail((record) => delete record.centres, /version|centres/);
    fail((record) => (record.version = 2), /version/);
  });

  it("take doubled rows, a constant column, columns of unlike sizes, classes, and more centres than rows", async () => {
    const twice = [...inputs.slice(0, 100), ...inputs.slice(0, 100)];
    const own = [...targets.slice(0, 100), ...targets.slice(0, 100)];
    const odd = twice.map(([a, b, c]) => [1e9 * a, 5, 1e-9 * b, c]);
    const classes = own.map((value) => (value > 0.8 ? "much" : value > 0 ? "some" : "none"));
    for (const table of [
      { inputs: twice, targets: own },
      { inputs: odd, targets: own },
      { inputs: odd, targets: classes },
    ]) {
      for (const kernel of [plain, inMetric]) {
        const model = await fitted(kernel, table, 500);
        expect(model.inputs.rows).toBe(200);
        expect(verifyAverage(model, table.inputs, table.targets).verified).toBe(true);
        expect(model.network.predict(table.inputs).every((value) => Number.isFinite(value))).toBe(true);
      }
    }
  });

  it("give the same bits twice", async () => {
    const once = toAverageFile(await fitted(inMetric, { inputs, targets }));
    expect(toAverageFile(await fitted(inMetric, { inputs, targets }))).toBe(once);
  });

  it("are given up where their share of the time is spent, and end when aborted", async () => {
    const selection = readSelection({ inputs, targets });
    const [fold] = selectionFolds(selection);
    const late = startBudget({ timeLimit: 1e-6, signal: undefined, onProgress: undefined });
    const family = nystromFamily(inMetric, selection.table, way);
    expect(await tryOnFold(family, fold, late)).toEqual([]);
    expect(await family.settle?.({ ridge: 0.1 }, late)).toBe(false);
    const aborted = startBudget({
      timeLimit: undefined,
      signal: { aborted: true, reason: "enough" },
      onProgress: undefined,
    });
    await expect(tryOnFold(family, fold, aborted)).rejects.toBe("enough");
  });
});
