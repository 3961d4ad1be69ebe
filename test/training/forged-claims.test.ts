import {
  type AnyModel,
  randomGenerator,
  selectModel,
  type TrainOptions,
  toAverageFile,
  toModelFile,
  train,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { verdictOf } from "./forged-records.js";

/** Forgeries of files of several kinds, each made so that the rest of the file still fits it. */

const random = randomGenerator(3);
const n = 30;
const inputs = Array.from({ length: n }, () => [...random.gaussians(3)]);
const targets = inputs.map(([a, b, c]) => Math.max(0, a + b) - c + 0.2 * random.gaussian());
const line = inputs.map(([a]) => [a]);
const wide = Array.from({ length: n }, () => [...random.gaussians(8)]);
const small = { gates: 20, fresh: 50, lambdaFraction: 0.05 };

// biome-ignore lint/suspicious/noExplicitAny: a file as somebody may have changed it
type File = any;
type Forgery = [name: string, forge: (file: File) => void];

function expectRefused(text: string, table: Pick<TrainOptions, "inputs" | "targets">, forgeries: readonly Forgery[]) {
  expect(verdictOf(text, table)).toBe("verified");
  for (const [name, forge] of forgeries) {
    const copy = JSON.parse(text);
    forge(copy);
    expect([name, verdictOf(JSON.stringify(copy), table)]).toEqual([name, "refused"]);
  }
}

function scale(list: number[], factor: number): void {
  for (let k = 0; k < list.length; k++) list[k] *= factor;
}

/** Both objectives at once, so that the gaps still follow. */
function claim(file: File, objective: number, bound: number): void {
  const { certificate } = file;
  certificate.primalObjective = objective;
  certificate.dualObjective = bound;
  certificate.dualityGap = objective - bound;
  certificate.relativeGap = certificate.dualityGap / objective;
}

describe("forged claims are refused", () => {
  it("of a gated network and of the data that its proof names", async () => {
    const options = { inputs, targets, ...small };
    expectRefused(toModelFile((await train(options)) as never), options, [
      [
        "a smaller objective with its gap",
        (f) => claim(f, 0.9 * f.certificate.primalObjective, f.certificate.dualObjective),
      ],
      [
        "a larger bound with its gap",
        (f) => claim(f, f.certificate.primalObjective, 0.999 * f.certificate.primalObjective + 1e-9),
      ],
      ["an infinite objective", (f) => claim(f, Number.MAX_VALUE, Number.MAX_VALUE)],
      ["gates in another order", (f) => f.gates.values.reverse()],
      [
        "the hash of other rows",
        (f) => {
          f.statement.hashes.inputs = f.statement.hashes.targets;
        },
      ],
      [
        "the hash of other gates",
        (f) => {
          f.statement.hashes.layers = "0".repeat(64);
        },
      ],
      [
        "a hash left out",
        (f) => {
          delete f.statement.hashes.lambda;
        },
      ],
      [
        "a hash of something else",
        (f) => {
          f.statement.hashes.test = "0".repeat(64);
        },
      ],
      [
        "another arithmetic",
        (f) => {
          f.statement.arithmetic = "exact";
        },
      ],
      [
        "fewer fresh gates that violate",
        (f) => {
          f.freshGates.violating = 0;
          f.freshGates.shareAbove = 0;
        },
      ],
      [
        "a fresh gap of 0",
        (f) => {
          f.freshGates.relativeGap = 0;
        },
      ],
      ["targets in other units", (f) => scale(f.reduction.outputs.scale, 1e12)],
      [
        "columns that were moved",
        (f) => {
          f.reduction.columns.shift[0] += 1;
        },
      ],
      [
        "a block of a gate that does not exist",
        (f) => {
          f.point.which[f.point.which.length - 1] = 10_000;
        },
      ],
      [
        "a block twice",
        (f) => {
          f.point.which[1] = f.point.which[0];
        },
      ],
      [
        "another network kind",
        (f) => {
          f.model = "mkl";
        },
      ],
    ]);
  });

  it("of plain neurons", async () => {
    const options = { inputs, targets, model: "relu" as const, ...small };
    expectRefused(toModelFile((await train(options)) as never), options, [
      ["neurons of other weights", (f) => scale(f.neurons.hidden.values, 1.1)],
      ["outputs negated", (f) => scale(f.neurons.output.values, -1)],
      [
        "a cheaper network",
        (f) => {
          f.decomposition.objective *= 0.9;
        },
      ],
      [
        "a gap of 0",
        (f) => {
          f.decomposition.relativeGap = 0;
        },
      ],
      [
        "no inflation",
        (f) => {
          f.decomposition.inflation = 0.5;
        },
      ],
      [
        "a neuron that no block made",
        (f) => {
          f.neurons.hidden.values[0] += 1;
        },
      ],
    ]);
  });

  it("of generated networks", async () => {
    const complete = {
      inputs: line,
      targets,
      model: "relu" as const,
      gates: "generate" as const,
      lambdaFraction: 0.05,
    };
    expectRefused(toModelFile((await train(complete)) as never), complete, [
      ["neurons of other weights", (f) => scale(f.neurons.hidden.values, 1.1)],
      ["a bound that is too good", (f) => claim(f, f.certificate.primalObjective, f.certificate.primalObjective)],
      [
        "another λ",
        (f) => {
          f.lambda *= 2;
        },
      ],
      ["blocks of other neurons", (f) => scale(f.point.blocks, 2)],
    ]);
    const searched = { ...complete, inputs: wide };
    expectRefused(toModelFile((await train(searched)) as never), searched, [
      [
        "complete",
        (f) => {
          f.certificate.coverage = "complete";
        },
      ],
      [
        "no violation by less than was found",
        (f) => {
          f.certificate.dualObjective = f.certificate.primalObjective;
          f.certificate.largestViolation = 0;
        },
      ],
    ]);
  });

  it("of kernels", async () => {
    const options = { inputs, targets, model: "ntk" as const, lambdaFraction: 0.1 };
    expectRefused(toModelFile((await train(options)) as never), options, [
      ["coefficients doubled", (f) => scale(f.kernel.dual.values, 2)],
      ["invented rows", (f) => scale(f.kernel.rows.values, 1e-9)],
      [
        "a row moved by little",
        (f) => {
          f.kernel.rows.values[0] += 1e-12;
        },
      ],
      [
        "another kernel",
        (f) => {
          f.kernel.name = "gaussian";
          f.kernel.bandwidth = 1;
        },
      ],
      [
        "another ridge",
        (f) => {
          f.lambda /= 10;
          f.lambdaFraction /= 10;
        },
      ],
      [
        "complete",
        (f) => {
          f.certificate.coverage = "complete";
        },
      ],
    ]);
  });

  it("of multiple kernel learning and of penalties between", async () => {
    const mkl = { inputs, targets, model: "mkl" as const, ...small };
    expectRefused(toModelFile((await train(mkl)) as never), mkl, [
      ["weights × 1.3", (f) => scale(f.point.blocks, 1.3)],
      [
        "as a group lasso",
        (f) => {
          f.model = "gated-relu";
        },
      ],
      [
        "another λ and its fraction",
        (f) => {
          f.lambda *= 4;
          f.lambdaFraction *= 4;
        },
      ],
    ]);
    const power = { inputs, targets, q: 1.5, ...small };
    expectRefused(toModelFile((await train(power)) as never), power, [
      [
        "another exponent",
        (f) => {
          f.options.q = 1.6;
        },
      ],
      [
        "no exponent",
        (f) => {
          delete f.options.q;
        },
      ],
    ]);
  });

  it("of averages", async () => {
    const { model } = await selectModel({ inputs, targets, families: ["neural-tangent", "gaussian"], members: 2 });
    const average = model as AnyModel;
    if (average.kind !== "average") throw new Error("expected an average");
    expectRefused(toAverageFile(average), { inputs, targets }, [
      [
        "a gap of 0",
        (f) => {
          f.members[0].relativeGap = 0;
        },
      ],
      [
        "coefficients of another member",
        (f) => {
          f.members[0].dualCoefficients = f.members[1].dualCoefficients;
          f.members[0].kernel = { kind: "gaussian", bandwidth: 0.01 };
        },
      ],
      ["rows that are not of the table", (f) => scale(f.inputs.values, 1 + 1e-12)],
      [
        "a scale of another kernel",
        (f) => {
          f.members[0].scale *= 2;
        },
      ],
    ]);
  });
});
