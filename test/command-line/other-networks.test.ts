import { fromModelFile, matrix } from "halfspace";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { halfspace } = folder;

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
      await requireEqualExports();
    });
  }

  it("the learned words come before the scores", async () => {
    const { stdout } = await halfspace("fit", "beams.csv", "--target", "strength", "--layers", "3", "--lambda", "0.1");
    expect(stdout).toContain("Network: 3 layers of ReLU\nλ = 0.1 of λ_max, as given");
  });
});

/** The exports of model.json on rows of their own, against its network: 1e-12 of the largest output. */
async function requireEqualExports(): Promise<void> {
  const { network } = fromModelFile(folder.read("model.json"));
  const d = network.inputCount;
  const rows = Array.from({ length: 30 }, (_, j) =>
    Array.from({ length: d }, (_column, k) => ((j * 7 + k * 3) % 11) / 2),
  );
  const inputs = matrix(30, d, rows.flat());
  const expected = network.predict(inputs);
  const size = Math.max(...expected.map(Math.abs));
  const session = await runtime.InferenceSession.create(folder.path("model.onnx"));
  const { output } = await session.run({ input: new runtime.Tensor("float64", inputs.values, [30, d]) });
  const module = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(folder.read("model.mjs"))}`
  );
  for (const actual of [output.data as Float64Array, module.predict(rows).flat() as number[]]) {
    const differences = Array.from(expected, (value, k) => Math.abs(actual[k] - value));
    expect(Math.max(...differences) / size).toBeLessThan(1e-12);
  }
}
