import {
  type AverageModel,
  FormatError,
  fromAverageFile,
  isAverageFile,
  randomGenerator,
  selectModel,
  toAverageFile,
  verifyAverage,
} from "halfspace";
import { describe, expect, it } from "vitest";

const random = randomGenerator(3);
const inputs = Array.from({ length: 40 }, () => [random.gaussian(), 5 + 2 * random.gaussian()]);
const targets = inputs.map(([a, b]) => (Math.abs(a) + 0.2 * b > 1.8 ? "above" : "below"));

/** The best of every family that ends in kernels or a ReLU network. */
async function models(): Promise<AverageModel[]> {
  const families = ["laplace", "learned-metric", "reweighting", "q-family", "generated-relu"] as const;
  const selection = await selectModel({ inputs, targets, families, gates: 30, repeats: 1 });
  const best = ["average", ...families].map((family) => selection.candidates.find((c) => c.family === family));
  return Promise.all(best.map((candidate) => selection.refit(candidate as never))) as Promise<AverageModel[]>;
}

describe("the file of an averaged model", () => {
  it("comes back with the same predictions, and its claims are recomputed from the table", async () => {
    for (const model of await models()) {
      const text = toAverageFile(model, { table: { note: "as it was" } });
      expect(isAverageFile(text)).toBe(true);
      const again = fromAverageFile(text);
      expect(again.network.predict(inputs)).toEqual(model.network.predict(inputs));
      expect(toAverageFile(again)).toBe(text);
      const { verified, maxDifference } = verifyAverage(again, inputs, targets);
      expect(verified).toBe(true);
      expect(maxDifference).toBeLessThan(1e-14);
      const swapped = targets.map((label) => (label === "above" ? "below" : "above"));
      expect(verifyAverage(again, inputs, swapped).verified).toBe(false);
      const moved = inputs.map(([a, b]) => [a, b + 1e-6]);
      expect(verifyAverage(again, moved, targets).verified).toBe(false);
    }
  }, 30_000);

  it("is not verified where a row or a coefficient is no number, whatever comes after it", async () => {
    const [average] = await models();
    const at = (values: Float64Array) => values.map((value, k) => (k === 0 ? Number.NaN : value));
    const rows = { ...average, inputs: { ...average.inputs, values: at(average.inputs.values) } };
    expect(verifyAverage(rows, inputs, targets)).toMatchObject({ verified: false });
    const members = average.members.map((member, i) => {
      if (i > 0 || member.kind !== "kernel") return member;
      const { dualCoefficients } = member;
      return { ...member, dualCoefficients: { ...dualCoefficients, values: at(dualCoefficients.values) } };
    });
    expect(verifyAverage({ ...average, members }, inputs, targets).verified).toBe(false);
  }, 30_000);

  it("refuses what is damaged in one line", async () => {
    const selection = await selectModel({ inputs, targets, families: ["neural-tangent"], members: 1 });
    const text = toAverageFile(selection.model as AverageModel);
    const record = JSON.parse(text);
    const damaged = (change: (copy: typeof record) => void) => {
      const copy = structuredClone(record);
      change(copy);
      return () => fromAverageFile(JSON.stringify(copy));
    };
    expect(() => fromAverageFile(text.slice(0, -9))).toThrow(/^average file: got a damaged one: it is not JSON$/);
    expect(damaged((copy) => copy.inputs.values.pop())).toThrow(/the size of inputs does not fit/);
    expect(damaged((copy) => copy.members.pop())).toThrow(FormatError);
    expect(damaged((copy) => (copy.members[0].lambda = -1))).toThrow(/members\.0\.lambda/);
    expect(damaged((copy) => (copy.labels = null))).toThrow(/labels/);
    expect(damaged((copy) => (copy.version = 4))).toThrow(/version 4; expected version 1 or 2 or 3/);
  });
});
