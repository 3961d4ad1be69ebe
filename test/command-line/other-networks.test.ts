import { readFileSync } from "node:fs";
import { encode, readingFor, readTable, readTableRecord } from "@halfspace/tables";
import { fromModelFile } from "halfspace";
import { decodeOutputs } from "halfspace/programs";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { feedsOf } from "../onnx-feeds.js";
import { smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { inShell: halfspace } = folder;

/** 90 images of 4 × 5 pixels, the first of them constant; bright where the largest 2 × 2 patch is. */
function images(): string {
  const names = Array.from({ length: 20 }, (_, k) => `p${k + 1}`);
  const lines = Array.from({ length: 90 }, (_, row) => {
    const pixels = names.map((_name, k) => (k === 0 ? 7 : ((row * 37 + k * 61 + row * k * 13) % 101) / 10));
    const patch = (r: number, c: number) => pixels[5 * r + c] + pixels[5 * r + c + 1] + pixels[5 * r + 5 + c];
    const sum = [0, 1, 2].flatMap((r) => [0, 1, 2, 3].map((c) => Math.max(0, patch(r, c) - 18)));
    return [...pixels, sum.reduce((a, b) => a + b) > 25 ? "bright" : "dark"].join(",");
  });
  return `${names.join(",")},kind\n${lines.join("\n")}\n`;
}

const common = ["--gates", "60", "--folds", "3", "--json"];
const cases: Record<string, { words: string[]; expected: object; covers: RegExp; says: RegExp }> = {
  "three layers": {
    words: ["beams.csv", "--target", "strength", "--layers", "3", "--hidden-width", "12"],
    expected: { activation: "relu", layers: 3, task: "regression" },
    covers: /sampled gates of a three-layer network/,
    says: /3 layers of ReLU/,
  },
  "leaky ReLU, classes, plain neurons": {
    words: ["beams.csv", "--target", "class", "--activation", "leaky-relu", "--slope", "0.2", "--model", "relu"],
    expected: { activation: "leaky-relu", slope: 0.2, layers: 2, task: "classification" },
    covers: /of a leaky ReLU network/,
    says: /activation leaky-relu, slope 0.2 below 0/,
  },
  threshold: {
    words: ["beams.csv", "--target", "strength", "--activation", "threshold"],
    expected: { activation: "threshold", layers: 2, task: "regression" },
    covers: /of a threshold network/,
    says: /activation threshold/,
  },
  convolutional: {
    words: ["images.csv", "--target", "kind", "--image", "4x5", "--filter", "2x2", "--padding", "1"],
    expected: { layers: 2, patches: { channels: 1, height: 4, width: 5, filterHeight: 2, stride: 1, padding: 1 } },
    covers: /of a convolutional network/,
    says: /convolutional, 2 × 2 filters on 4 × 5 images, stride 1, padding 1/,
  },
};

describe("other networks on the command line", () => {
  for (const [name, { words, expected, covers, says }] of Object.entries(cases)) {
    it(`${name}: fit, inspect, verify, predict, report, export`, async () => {
      folder.write("beams.csv", smallTable());
      folder.write("images.csv", images());
      const [table] = words;
      const fitted = await halfspace("fit", ...words, ...common, "--report", "report.html");
      expect(fitted).toMatchObject({ code: 0, stderr: "" });
      expect(JSON.parse(fitted.stdout)).toMatchObject(expected);
      expect(folder.read("report.html")).toMatch(covers);
      expect(folder.read("report.html")).toMatch(says);
      const [inspected, verified, ...others] = await Promise.all([
        halfspace("inspect", "model.json"),
        halfspace("verify", "model.json", table),
        halfspace("predict", "model.json", table),
        halfspace("export", "model.json", "--format", "onnx", "--precision", "double"),
        halfspace("export", "model.json", "--format", "js"),
      ]);
      expect(inspected.stdout).toMatch(says);
      expect(verified.stdout).toMatch(covers);
      for (const { code } of [inspected, verified, ...others]) expect(code).toBe(0);
      await requireEqualExports(table);
    });
  }

  it("the learned words come before the scores", async () => {
    const { stdout } = await halfspace("fit", "beams.csv", "--target", "strength", "--layers", "3", "--lambda", "0.1");
    expect(stdout).toContain("Network: 3 layers of ReLU\nλ = 0.1 of λ_max, as given");
  });
});

/** The exports of model.json on the raw rows of a table, against its network: 1e-12 of the largest output. */
async function requireEqualExports(table: string): Promise<void> {
  const { network, labels, table: record } = fromModelFile(folder.read("model.json"));
  const { encoding } = readTableRecord(record);
  const raw = await readTable(folder.read(table), readingFor(encoding));
  const inputs = encode(encoding, raw);
  const expected = network.predict(inputs);
  const size = Math.max(...expected.map(Math.abs));
  const module = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(folder.read("model.mjs"))}`
  );
  const session = await runtime.InferenceSession.create(folder.path("model.onnx"));
  const images = network.kind.includes("convolutional");
  const { rows, columns: d, values } = inputs;
  const feeds = images
    ? { input: new runtime.Tensor("float64", values, [rows, d]) }
    : feedsOf(readFileSync(folder.path("model.onnx")), encoding, raw);
  const { output } = await session.run(feeds);
  expected.forEach((value, k) => {
    expect(Math.abs((output.data[k] as number) - value) / size).toBeLessThan(1e-12);
  });
  const rowsOfTable = Array.from({ length: rows }, (_, row) =>
    images
      ? Array.from(values.subarray(row * d, (row + 1) * d))
      : Object.fromEntries(raw.columnNames.map((name, column) => [name, raw.columns[column][row]])),
  );
  if (labels && !images) {
    expect(module.predict(rowsOfTable)).toEqual(decodeOutputs(expected, labels));
    return;
  }
  module.predict(rowsOfTable).forEach((value: number, k: number) => {
    expect(Math.abs(value - expected[k]) / size).toBeLessThan(1e-12);
  });
}
