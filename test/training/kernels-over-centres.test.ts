import {
  type AverageModel,
  fromAverageFile,
  predictIntervals,
  randomGenerator,
  selectModel,
  toAverageFile,
  toEvidenceFile,
  toJavaScriptModule,
  toOnnx,
  verifyAverage,
} from "halfspace";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";

const random = randomGenerator(41);
const rows = 4600;
const inputs = Array.from({ length: rows }, () => Array.from(random.gaussians(3)));
const targets = inputs.map(([a, b, c]) => Math.abs(a) + b * c + 0.2 * random.gaussian());

describe("kernels of more rows than are factorised", () => {
  it("are files that verify, and exports that say the same", async () => {
    const { model, candidates } = await selectModel({ inputs, targets, families: ["laplace"], intervals: 0.9 });
    const average = model as AverageModel;
    expect(candidates[0].name).toMatch(/^Laplace of width [14]√d over 2000 centres, ridge/);
    expect(average.centres).toMatchObject({ among: rows });
    expect(average.inputs.rows).toBe(2000);
    const text = toAverageFile(average);
    const again = fromAverageFile(text);
    expect(toAverageFile(again)).toBe(text);
    const found = verifyAverage(again, inputs, targets);
    expect(found).toMatchObject({ verified: true, problems: [] });
    expect(found.relativeGap).toBeLessThan(1e-6);
    expect(() => toEvidenceFile(again, inputs, targets)).toThrow(/kernels compare with centres/);

    const fresh = Array.from({ length: 400 }, () => Array.from(random.gaussians(3)));
    const { lower, upper } = predictIntervals(again, fresh);
    const truth = fresh.map(([a, b, c]) => Math.abs(a) + b * c + 0.2 * random.gaussian());
    const covered = truth.filter((value, row) => lower[row] <= value && value <= upper[row]).length;
    // 360 are promised; four standard errors of a draw of 400 and of the held-out rows.
    expect(covered).toBeGreaterThan(330);
    expect(covered).toBeLessThan(392);

    const some = inputs.slice(0, 40);
    const expected = average.network.predict(some);
    const size = Math.max(...expected.map(Math.abs));
    const module = await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(toJavaScriptModule(average))}`
    );
    const session = await runtime.InferenceSession.create(toOnnx(average, { precision: "double" }));
    const tensor = new runtime.Tensor("float64", Float64Array.from(some.flat()), [40, 3]);
    const { output } = await session.run({ input: tensor });
    for (const actual of [module.predict(some).flat(), output.data as Float64Array]) {
      expected.forEach((value, k) => {
        expect(Math.abs((actual[k] as number) - value) / size).toBeLessThan(1e-9);
      });
    }
  }, 300_000);
});
