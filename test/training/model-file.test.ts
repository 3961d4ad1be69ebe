import { FormatError, fromModelFile, InputError, summariseModel, toModelFile, train, verifyModel } from "halfspace";
import { describe, expect, it } from "vitest";
import { randomTable } from "./random-table.js";

const { inputs, targets } = randomTable(2, 40, 3, true);
const options = { inputs, targets, gates: 30, lambdaFraction: 0.05 };

describe("a model file", () => {
  for (const model of ["gated-relu", "relu"] as const) {
    it(`${model}: predicts the same bits, verifies, writes the same bytes again`, async () => {
      const result = await train({ ...options, model });
      const table = { columns: ["a", "b", "c"], note: "not read here" };
      const text = toModelFile(result, { table });
      const read = fromModelFile(text);
      expect(read.network.predict(inputs)).toEqual(result.network.predict(inputs));
      expect(read.table).toEqual(table);
      expect(verifyModel(read, inputs, targets)).toMatchObject({ verified: true });
      expect(toModelFile(read)).toBe(text);
      expect(JSON.parse(text)).toMatchObject({ format: "halfspace-model", version: 1 });
      expect(summariseModel(read)).toEqual(summariseModel(result));
      expect(summariseModel(read).covers).toMatch(/sampled gates; says nothing of other gates/);
    });
  }

  it("keeps labels of any kind", async () => {
    const labels = Array.from(targets, (_, k) => (k % 3 === 0 ? "yes" : k % 3 === 1 ? 1 : true));
    const result = await train({ ...options, targets: labels, task: "classification" });
    expect(fromModelFile(toModelFile(result)).labels).toEqual(result.labels);
  });
});

describe("verification trusts nothing", () => {
  it("finds a number, a block, a gate, a neuron or a penalty that was changed", async () => {
    const result = await train({ ...options, model: "relu" });
    const text = toModelFile(result);
    const changes: ((record: Record<string, never>) => void)[] = [
      (record) => change(record, ["certificate", "primalObjective"]),
      (record) => change(record, ["certificate", "dualObjective"]),
      (record) => change(record, ["point", "blocks", 2]),
      (record) => change(record, ["neurons", "output", "values", 0]),
      (record) => change(record, ["decomposition", "objective"]),
      (record) => change(record, ["lambda"]),
      (record) => change(record, ["reduction", "columns", "factor", 1]),
    ];
    for (const [index, apply] of changes.entries()) {
      const record = JSON.parse(text);
      apply(record);
      const { verified } = verifyModel(fromModelFile(JSON.stringify(record)), inputs, targets);
      expect([index, verified]).toEqual([index, false]);
    }
  });

  it("finds other data, and refuses a table of another shape", async () => {
    const result = await train(options);
    const other = targets.map((value, k) => (k === 7 ? value + 0.01 : value));
    expect(verifyModel(result, inputs, other).verified).toBe(false);
    expect(() => verifyModel(result, [[1, 2, 3]], [1])).toThrow(InputError);
    expect(() => verifyModel(result, [[1, 2, 3]], [1])).toThrow(/expected the 40 rows that the model was trained on/);
  });
});

describe("a file that cannot be read gets one clear line", () => {
  it("damaged, of another kind, or of a later version", async () => {
    const text = toModelFile(await train(options));
    const record = JSON.parse(text);
    const without = (key: string) => JSON.stringify({ ...record, [key]: undefined });
    const cases: [string, RegExp][] = [
      ["", /not JSON/],
      [text.slice(0, text.length >> 1), /not JSON/],
      ["null", /not a halfspace model/],
      ["[1, 2]", /not a halfspace model/],
      ['{"format": "onnx"}', /not a halfspace model/],
      [JSON.stringify({ ...record, version: 3 }), /version 3; expected version 1 or 2/],
      [JSON.stringify({ ...record, version: 2 }), /the size of version/],
      [JSON.stringify({ ...record, version: "1" }), /damaged one: version/],
      [without("gates"), /damaged one: gates/],
      [without("reduction"), /damaged one: reduction/],
      [JSON.stringify({ ...record, lambda: "big" }), /damaged one: lambda/],
      [JSON.stringify({ ...record, lambda: -1 }), /damaged one: lambda/],
      [JSON.stringify({ ...record, surprise: 1 }), /damaged.*surprise/],
      [JSON.stringify({ ...record, gates: { ...record.gates, columns: 3 } }), /the size of gates/],
      [JSON.stringify({ ...record, point: { ...record.point, blocks: [1] } }), /the size of point.blocks/],
      [JSON.stringify({ ...record, point: { ...record.point, which: [-1] } }), /damaged one: point/],
      [JSON.stringify({ ...record, labels: ["a", "b"] }), /the size of labels/],
      [text.replace(/"blocks":\[[^,]*,/, '"blocks":[null,'), /damaged one: point.blocks/],
    ];
    for (const [damaged, message] of cases) {
      let error: unknown;
      try {
        fromModelFile(damaged);
      } catch (reason) {
        error = reason;
      }
      expect(error).toBeInstanceOf(FormatError);
      expect((error as FormatError).message).toMatch(message);
      expect((error as FormatError).message).not.toContain("\n");
    }
  });
});

function change(record: unknown, path: (string | number)[]): void {
  let place = record as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = path[path.length - 1];
  place[last] = (place[last] as number) * 1.001 + 1e-6;
}
