import { randomGenerator, softmax, toModelFile, train } from "halfspace";
import { describe, expect, it } from "vitest";
import { verdictOf } from "./forged-records.js";

const random = randomGenerator(3);
const n = 36;
const inputs = Array.from({ length: n }, () => [...random.gaussians(4)]);
const signal = inputs.map(([a, b, c]) => Math.max(0, a + b) - c + 0.2 * random.gaussian());
const three = signal.map((value) => (value > 0.7 ? "high" : value > -0.5 ? "middle" : "low"));
const weights = Float64Array.from({ length: n }, (_, j) => 1 + (j % 3));
const small = { gates: 30, lambdaFraction: 0.05 };

describe("deliberate forgeries", () => {
  it("a padding that no filter needs is a damaged file", async () => {
    const patches = { height: 2, width: 2, filterHeight: 2, filterWidth: 2 };
    const options = { inputs, targets: signal, patches, ...small };
    const record = JSON.parse(toModelFile((await train(options)) as never));
    for (const padding of [2, 1e9]) {
      record.shape.padding = padding;
      expect(verdictOf(JSON.stringify(record), options)).toBe("refused");
    }
  });

  it("what a file states must be proved anew: weights, λ, loss, row weights, labels, gates", async () => {
    const options = { inputs, targets: three, loss: softmax(), sampleWeights: weights, ...small };
    const record = JSON.parse(toModelFile((await train(options)) as never));
    const forgeries: [string, (copy: typeof record) => void][] = [
      [
        "weights × 1.3",
        (r) =>
          r.point.blocks.forEach((w: number, k: number) => {
            r.point.blocks[k] = 1.3 * w;
          }),
      ],
      [
        "weights negated",
        (r) =>
          r.point.blocks.forEach((w: number, k: number) => {
            r.point.blocks[k] = -w;
          }),
      ],
      [
        "λ × 10",
        (r) => {
          r.lambda *= 10;
        },
      ],
      [
        "λ and its fraction × 10",
        (r) => {
          r.lambda *= 10;
          r.lambdaFraction *= 10;
        },
      ],
      ["row weights 1e-300", (r) => r.sampleWeights.fill(1e-300)],
      [
        "row weights left out",
        (r) => {
          delete r.sampleWeights;
        },
      ],
      [
        "a row weight negative",
        (r) => {
          r.sampleWeights[0] = -1;
        },
      ],
      ["labels in another order", (r) => r.labels.reverse()],
      [
        "a constant that was moved",
        (r) => {
          r.constant[0] += 1;
        },
      ],
      ["columns left out", (r) => r.reduction.columns.factor.fill(0)],
      [
        "a gap of 0",
        (r) => {
          r.certificate.relativeGap = 0;
          r.certificate.dualityGap = 0;
        },
      ],
      [
        "a negative gap",
        (r) => {
          r.certificate.relativeGap = -1;
        },
      ],
      [
        "both objectives halved",
        (r) => {
          r.certificate.primalObjective /= 2;
          r.certificate.dualObjective /= 2;
        },
      ],
      [
        "a bound that is too good",
        (r) => {
          r.certificate.dualObjective = r.certificate.primalObjective;
        },
      ],
      [
        "complete",
        (r) => {
          r.certificate.coverage = "complete";
        },
      ],
      [
        "generated",
        (r) => {
          r.certificate.coverage = "generated";
        },
      ],
      [
        "another program",
        (r) => {
          r.certificate.program = "gated-leaky-relu";
        },
      ],
      [
        "another loss",
        (r) => {
          r.loss = "squared";
        },
      ],
      [
        "an unknown loss",
        (r) => {
          r.loss = "perfect";
        },
      ],
      [
        "solved to 1e-15",
        (r) => {
          r.options.tolerance = 1e-15;
        },
      ],
      [
        "a fraction mislabelled",
        (r) => {
          r.lambdaFraction = 0.0001;
        },
      ],
      [
        "not standardised",
        (r) => {
          r.options.standardise = false;
        },
      ],
      [
        "no block at all",
        (r) => {
          r.point = { which: [], blocks: [] };
          r.activeGates = 0;
        },
      ],
      [
        "gates of one direction",
        (r) => {
          r.gates.values = r.gates.values.map((_: number, k: number) => r.gates.values[k - (k % r.gates.columns)]);
        },
      ],
    ];
    for (const [name, forge] of forgeries) {
      const copy = structuredClone(record);
      forge(copy);
      expect([name, verdictOf(JSON.stringify(copy), options)]).toEqual([name, "refused"]);
    }
  });
});
