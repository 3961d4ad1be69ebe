import { describe, expect, it } from "vitest";
import { completed } from "../linear-algebra/completed.js";
import { matrix, selectRows } from "../linear-algebra/matrix.js";
import type { LossData, SmoothLoss } from "../losses/loss.js";
import { lossNames, namedLoss } from "../losses/named.js";
import { type RandomGenerator, randomGenerator } from "../random/generator.js";
import { type Line, penalisedLine } from "./penalised-line.js";

const smooth = lossNames
  .map((name) => namedLoss(name) as SmoothLoss)
  .filter(({ curvature }) => (curvature as string) !== "none");

function targetsFor({ targets }: SmoothLoss, n: number, random: RandomGenerator): Float64Array {
  if (targets === "numbers") return random.gaussians(n);
  if (targets === "counts") return Float64Array.from({ length: n }, () => random.integer(6));
  if (targets === "signs") return Float64Array.from({ length: n }, () => (random.uniform() < 0.4 ? -1 : 1));
  const oneHot = new Float64Array(3 * n);
  for (let j = 0; j < n; j++) oneHot[3 * j + random.integer(3)] = 1;
  return oneHot;
}

function problemOf(loss: SmoothLoss, seed: number, [n, d]: readonly [number, number] = [40, 5]) {
  const random = randomGenerator(seed);
  const targets = targetsFor(loss, n, random);
  const weights = seed % 2 ? Float64Array.from({ length: n }, () => random.integer(4)) : undefined;
  const data: LossData = { sampleCount: n, outputs: targets.length / n, targets, ...(weights ? { weights } : {}) };
  return { inputs: matrix(n, d, random.gaussians(n * d)), loss, data };
}

function objectiveOf({ inputs, loss, data }: ReturnType<typeof problemOf>, rho: number, line: Line): number {
  const { outputs } = data;
  const u = Float64Array.from({ length: inputs.rows * outputs }, (_, at) => {
    const [j, k] = [Math.floor(at / outputs), at % outputs];
    let sum = line[inputs.columns * outputs + k];
    for (let c = 0; c < inputs.columns; c++) sum += inputs.values[j * inputs.columns + c] * line[c * outputs + k];
    return sum;
  });
  const weights = line.slice(0, inputs.columns * outputs);
  return loss.value(u, data) + (rho / 2) * weights.reduce((sum, w) => sum + w * w, 0);
}

describe("a penalised line", () => {
  for (const loss of smooth) {
    it(`${loss.name}: no line near it has a smaller objective, with and without row weights`, () => {
      for (let seed = 1; seed <= 6; seed++) {
        const problem = problemOf(loss, seed);
        const rho = [10, 0.3, 1e-3][seed % 3];
        const line = completed(penalisedLine(problem, rho));
        const least = objectiveOf(problem, rho, line);
        const random = randomGenerator(seed + 100);
        for (let trial = 0; trial < 40; trial++) {
          const size = 0.1 ** (1 + (trial % 4));
          const other = line.map((value) => value + size * random.gaussian());
          expect(objectiveOf(problem, rho, other)).toBeGreaterThan(least - 1e-11 * Math.abs(least));
        }
      }
    });
  }

  it.each(smooth)("$name: of a row of weight k is that of the row k times, of weight 0 that of none", (loss) => {
    const { inputs, data } = problemOf(loss, 3);
    const { outputs, targets, weights = new Float64Array(inputs.rows) } = data;
    const rows = Array.from(weights).flatMap((weight, j) => Array.from({ length: weight }, () => j));
    const copies = {
      inputs: selectRows(inputs, Int32Array.from(rows)),
      data: {
        sampleCount: rows.length,
        outputs,
        targets: Float64Array.from(rows.flatMap((j) => [...targets.subarray(j * outputs, (j + 1) * outputs)])),
      },
    };
    const [byWeight, byCopies] = [{ inputs, data }, copies].map((problem) =>
      completed(penalisedLine({ loss, ...problem }, 0.5, { tolerance: 1e-13, isOver: () => false })),
    );
    byWeight.forEach((value, k) => void expect(Math.abs(value - byCopies[k])).toBeLessThan(1e-9));
  });

  it.each(["quantile", "hinge"])(
    "%s: from wherever it begins, no line has a smaller objective by more than corners are cut",
    (name) => {
      const random = randomGenerator(7);
      const loss = namedLoss(name, name === "quantile" ? { quantile: 0.9 } : {}) as unknown as SmoothLoss;
      const inputs = matrix(60, 2, random.gaussians(120));
      const signal = Array.from({ length: 60 }, (_, j) => 3 * inputs.values[2 * j] + 1 + 0.3 * random.gaussian());
      const targets = Float64Array.from(signal, (value) => (name === "hinge" ? Math.sign(value) : value));
      const problem = { inputs, loss, data: { sampleCount: 60, outputs: 1, targets } };
      const elsewhere = Float64Array.of(-20, 5, 30);
      const [cold, warm] = [undefined, elsewhere].map((start) => completed(penalisedLine(problem, 0.1, { start })));
      const values = [cold, warm].map((line) => objectiveOf(problem, 0.1, line));
      // Each row is smoothed by at most half of a hundredth.
      expect(Math.abs(values[0] - values[1])).toBeLessThan(60 * 0.005);
      for (let trial = 0; trial < 200; trial++) {
        const near = cold.map((value) => value + 0.3 * random.uniform() * random.gaussian());
        expect(objectiveOf(problem, 0.1, near)).toBeGreaterThan(values[0] - 60 * 0.005);
      }
      expect(values[0]).toBeLessThan(0.3 * objectiveOf(problem, 0.1, new Float64Array(3)));
    },
  );

  it("of many columns, by the diagonal alone, is the line of few columns among columns of zeros", () => {
    const loss = namedLoss("logistic") as SmoothLoss;
    const few = problemOf(loss, 2);
    const wide = matrix(40, 600);
    for (let j = 0; j < 40; j++) for (let c = 0; c < 5; c++) wide.values[j * 600 + c] = few.inputs.values[j * 5 + c];
    const [line, found] = [few, { ...few, inputs: wide }].map((problem) => completed(penalisedLine(problem, 0.5)));
    const same = [...found.slice(0, 5), found[600]];
    same.forEach((value, k) => {
      expect(Math.abs(value - line[k])).toBeLessThan(1e-6);
    });
  });

  it("of one row, of no variation, and of separable classes is finite", () => {
    const loss = namedLoss("logistic") as SmoothLoss;
    const shapes = [matrix(1, 2, [1, 2]), matrix(3, 1, [1, 1, 1]), matrix(4, 1, [-2, -1, 1, 2])];
    for (const inputs of shapes) {
      const targets = Float64Array.from({ length: inputs.rows }, (_, j) => (j < inputs.rows / 2 ? -1 : 1));
      const data = { sampleCount: inputs.rows, outputs: 1, targets };
      expect(completed(penalisedLine({ inputs, loss, data }, 1e-6)).every(Number.isFinite)).toBe(true);
    }
  });
});
