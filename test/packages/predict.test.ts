import { join } from "node:path";
import { encode, readTable, readTableRecord, splitTable, type Table } from "@halfspace/tables";
import {
  fromModelFile,
  givesProbabilities,
  hinge,
  predictLabels,
  predictProbabilities,
  type TrainOptions,
  toModelFile,
  train,
} from "halfspace";
import { describe, expect, it } from "vitest";
import type { Row } from "../../predict/src/index.js";
import { root } from "./packed.js";

/** The built file, as pages get it: plain JavaScript beside the numeric core in WebAssembly. */
const { readModel }: typeof import("../../predict/src/index.js") = await import(
  join(root, "predict/dist/bundle/index.js")
);

const line = (_: unknown, k: number): string => {
  const [area, month] = [30 + ((k * 37) % 80), 1 + (k % 12)];
  const kind = area > 80 ? "large" : k % 2 === 0 ? "small" : "odd";
  const since = `20${10 + (k % 9)}-${String(month).padStart(2, "0")}-15`;
  const words = [["north", "south", "harbour"][k % 3], since, k % 4 < 2];
  return [k % 7 === 3 ? "" : area, ...words, 2 * area + 10 * (k % 3) + month, area - month, kind].join(",");
};
const table = await readTable(
  ["area,district,since,lift,price,rent,kind", ...Array.from({ length: 90 }, line)].join("\n"),
);

const rows: readonly Row[] = [
  { area: 55, district: "harbour", since: "2014-07-01", lift: true, price: 1 },
  { area: null, district: "east", since: "2012-02-29", lift: false },
  { area: 200, district: "south", since: "2030-01-01", lift: "true" },
  { area: "41.5", district: null, since: "2011-12-31", lift: null },
];

type Options = Partial<Omit<TrainOptions, "inputs" | "targets">>;

async function modelOf(target: string, options: Options = {}): Promise<string> {
  const drop = ["price", "rent", "kind"].filter((name) => !target.split(",").includes(name));
  const { record, train: part } = splitTable(table, target, { holdout: 0, seed: 1, drop });
  const penalty = options.lambda === "auto" ? {} : { lambdaFraction: 0.05 };
  const gates = options.model === "ntk" || options.model === "gaussian" ? {} : { gates: 30 };
  return toModelFile(await train({ ...part, ...gates, ...penalty, ...options } as TrainOptions), { table: record });
}

/** The same rows as a table, through the packages that train. */
function throughHalfspace(text: string) {
  const model = fromModelFile(text);
  const { encoding } = readTableRecord(model.table);
  const columnNames = encoding.columns.map(({ name }) => name);
  const columns = columnNames.map((name) => rows.map((row) => row[name] ?? null));
  const given: Table = { columnNames, columns, rowCount: rows.length, header: true, decimal: ".", notes: [] };
  const inputs = encode(encoding, given);
  const chances =
    model.labels && givesProbabilities(model) ? [...predictProbabilities(model, inputs).values] : undefined;
  return { predictions: model.labels ? predictLabels(model, inputs) : [...model.network.predict(inputs)], chances };
}

const close = (actual: readonly unknown[], expected: readonly unknown[]): void => {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, k) => {
    if (typeof value !== "number") expect(value).toBe(expected[k]);
    else expect(Math.abs(value - Number(expected[k]))).toBeLessThan(1e-10 * (1 + Math.abs(value)));
  });
};

describe("predictions from a model file, in plain JavaScript", () => {
  const models: readonly (readonly [name: string, target: string, options?: Options])[] = [
    ["a gated network", "price"],
    ["several targets", "price,rent"],
    ["plain neurons", "price", { model: "relu" }],
    ["generated neurons", "price", { model: "relu", gates: "generate", timeLimit: 2 }],
    ["the neural tangent kernel", "price", { model: "ntk" }],
    ["a Gaussian kernel", "price", { model: "gaussian" }],
    ["three layers", "price", { layers: 3 }],
    ["thresholds", "price", { activation: "threshold" }],
    ["a leaky activation", "price", { activation: "leaky-relu" }],
    ["three classes", "kind"],
    ["two classes of a loss without probabilities", "lift", { loss: hinge() }],
    ["calibrated classes", "kind", { lambda: "auto" }],
  ];
  for (const [name, target, options] of models) {
    it(`${name}: those of halfspace, to the last digits`, async () => {
      const text = await modelOf(target, options);
      const model = await readModel(text);
      const { predictions, chances } = throughHalfspace(text);
      close(model.predict(rows).flat(), predictions);
      expect(model.probabilities(rows) === undefined).toBe(chances === undefined);
      close(model.probabilities(rows)?.flat() ?? [], chances ?? []);
      expect(model.predict([])).toEqual([]);
    });
  }

  it("names the column and the row that do not fit, and what is wrong with a file", async () => {
    const model = await readModel(await modelOf("price"));
    expect(model.columns).toEqual(["area", "district", "since", "lift"]);
    const [first] = rows;
    expect(() => model.predict([first, { ...first, area: "wide" }])).toThrow(/"wide" in column "area", row 2/);
    const { area: _, ...without } = first;
    expect(() => model.predict([without])).toThrow(/^rows: got no "area" in row 1; expected each column/);
    await expect(readModel("{}")).rejects.toThrow(/^model file: /);
    await expect(readModel("not JSON")).rejects.toThrow(/not JSON/);
    const bare = toModelFile(
      await train({ inputs: [[0], [1], [3]], targets: [0, 1, 2], gates: 5, lambdaFraction: 0.1 }),
    );
    await expect(readModel(bare)).rejects.toThrow(/does not say how its table is read/);
  });
});
