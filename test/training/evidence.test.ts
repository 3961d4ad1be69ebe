import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  hinge,
  huber,
  logistic,
  poisson,
  quantile,
  randomGenerator,
  softmax,
  squaredHinge,
  type TrainOptions,
  toEvidenceFile,
  train,
} from "halfspace";
import { afterAll, describe, expect, it } from "vitest";

/** Evidence files against the checkers, which share no code with the library: one in JavaScript, one in Python's standard library. */

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "halfspace-evidence-"));
afterAll(() => rmSync(folder, { recursive: true }));

const checkers: [string, string, string][] = [["JavaScript", process.execPath, join(root, "checker", "check.mjs")]];
if (spawnSync("python3", ["--version"]).status === 0) {
  checkers.push(["Python", "python3", join(root, "checker", "check.py")]);
} else console.warn("Skipped: the checker in Python, since there is no python3.");

function checked([, program, script]: (typeof checkers)[number], text: string): { code: number; words: string } {
  const path = join(folder, "evidence.json");
  writeFileSync(path, text);
  const { status, stdout, stderr } = spawnSync(program, [script, path], { encoding: "utf8" });
  return { code: status ?? -1, words: stdout + stderr };
}

const random = randomGenerator(8);
const n = 24;
const inputs = Array.from({ length: n }, () => [...random.gaussians(3)]);
const signal = inputs.map(([a, b, c]) => Math.max(0, a + b) - c + 0.3 * random.gaussian());
const sides = signal.map((value) => (value > 0 ? "above" : "below"));
const three = signal.map((value) => (value > 0.7 ? "high" : value > -0.5 ? "middle" : "low"));
const counts = signal.map((value) => Math.round(Math.abs(value)));
const weights = Float64Array.from({ length: n }, (_, j) => 0.3 + (j % 3));
const small = { gates: 15, lambdaFraction: 0.1 };

const kinds: Record<string, TrainOptions> = {
  squared: { inputs, targets: signal, ...small },
  "squared with weights, two outputs": {
    inputs,
    targets: signal.map((y) => [y, -2 * y * y]),
    sampleWeights: weights,
    ...small,
  },
  logistic: { inputs, targets: sides, loss: logistic(), sampleWeights: weights, ...small },
  softmax: { inputs, targets: three, loss: softmax(), ...small },
  "softmax with weights": { inputs, targets: three, loss: softmax(), sampleWeights: weights, ...small },
  hinge: { inputs, targets: sides, loss: hinge(), ...small },
  "squared hinge": { inputs, targets: sides, loss: squaredHinge(), sampleWeights: weights, ...small },
  huber: { inputs, targets: signal, loss: huber({ delta: 0.5 }), sampleWeights: weights, ...small },
  quantile: { inputs, targets: signal, loss: quantile({ quantile: 0.3 }), ...small },
  poisson: { inputs, targets: counts, loss: poisson(), sampleWeights: weights, ...small },
  "plain neurons": { inputs, targets: signal, model: "relu", ...small },
  "leaky ReLU": { inputs, targets: signal, activation: "leaky-relu", ...small },
  thresholds: { inputs, targets: signal, activation: "threshold", ...small },
};

describe("checkers that share no code with the library", () => {
  for (const [name, options] of Object.entries(kinds)) {
    it(`prove a model: ${name}`, async () => {
      const text = toEvidenceFile((await train(options)) as never, options.inputs, options.targets);
      const { relativeGap } = JSON.parse(text).claimed;
      for (const checker of checkers) {
        const { code, words } = checked(checker, text);
        const within = /^proved: within (.+)\n$/.exec(words)?.[1];
        // Python writes 1e-07 where JavaScript writes 1e-7.
        expect([checker[0], code, Number(within)]).toEqual([checker[0], 0, relativeGap]);
      }
    });
  }

  it("refuse damaged evidence, with the reason", async () => {
    const options = kinds["softmax with weights"];
    const evidence = JSON.parse(toEvidenceFile((await train(options)) as never, options.inputs, options.targets));
    const damages: [string, (e: typeof evidence) => void, RegExp][] = [
      ["a row of inputs", (e) => e.inputs.splice(0, 4), /inputs does not have/],
      ["a target moved", (e) => e.targets.unshift(e.targets.pop()), /one-hot|objective|bound|simplex/],
      [
        "a digit of the objective",
        (e) => {
          e.claimed.objective *= 0.99;
        },
        /objective is above/,
      ],
      [
        "a bit of the objective",
        (e) => {
          e.claimed.objective *= 1 - 2 ** -40;
        },
        /objective is above/,
      ],
      [
        "the bound",
        (e) => {
          e.claimed.bound *= 1 + 2 ** -40;
        },
        /bound does not reach/,
      ],
      [
        "the gap",
        (e) => {
          e.claimed.relativeGap *= 0.9;
        },
        /gap is wider/,
      ],
      [
        "a digit of z",
        (e) => {
          e.dual[0] *= 1.1;
        },
        /sum to 0|simplex/,
      ],
      [
        "a bit of z",
        (e) => {
          e.dual[1] += 2 ** -50;
        },
        /sum to 0|simplex/,
      ],
      [
        "z doubled",
        (e) => {
          e.dual = e.dual.map((z: number) => 2 * z);
        },
        /constraint|simplex/,
      ],
      [
        "λ halved",
        (e) => {
          e.lambda /= 2;
        },
        /constraint/,
      ],
      [
        "a weight of the network",
        (e) => {
          e.point.blocks[0] += 0.01;
        },
        /objective is above/,
      ],
      [
        "a block too few",
        (e) => {
          e.point.blocks.length -= 1;
        },
        /point.blocks does not have/,
      ],
      [
        "a gate out of range",
        (e) => {
          e.point.which[e.point.which.length - 1] = 999;
        },
        /ascend/,
      ],
      [
        "the constant",
        (e) => {
          e.constant[0] += 0.01;
        },
        /objective is above/,
      ],
      [
        "no constant",
        (e) => {
          e.constant = null;
        },
        /objective is above/,
      ],
      [
        "a row weight",
        (e) => {
          e.weights[0] *= 1.5;
        },
        /simplex|objective|bound/,
      ],
      [
        "another loss",
        (e) => {
          e.loss.name = "perfect";
        },
        /not known/,
      ],
      [
        "not a number",
        (e) => {
          e.inputs[0] = null;
        },
        /not a finite number/,
      ],
      [
        "another format",
        (e) => {
          e.version = 2;
        },
        /not an evidence file/,
      ],
      [
        "no rows",
        (e) => {
          e.rows = 0;
        },
        /rows is 0/,
      ],
    ];
    for (const checker of checkers) {
      for (const [name, damage, reason] of damages) {
        const copy = structuredClone(evidence);
        damage(copy);
        const { code, words } = checked(checker, JSON.stringify(copy));
        expect([checker[0], name, code]).toEqual([checker[0], name, 1]);
        expect(words).toMatch(/^NOT proved: /);
        expect(words).toMatch(reason);
      }
      expect(checked(checker, "{")).toMatchObject({ code: 1 });
    }
  }, 120_000);

  it("the one in JavaScript runs from the command line", () => {
    expect(() =>
      execFileSync(process.execPath, [checkers[0][2], join(folder, "none.json")], { stdio: "pipe" }),
    ).toThrow();
  });
});
