import { describe, expect, it } from "vitest";
import { completed } from "../../linear-algebra/completed.js";
import { huber } from "../../losses/huber.js";
import { logistic } from "../../losses/logistic.js";
import type { LossData, SmoothLoss } from "../../losses/loss.js";
import { poisson } from "../../losses/poisson.js";
import { softmax } from "../../losses/softmax.js";
import { squared } from "../../losses/squared.js";
import { squaredHinge } from "../../losses/squared-hinge.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { type RandomGenerator, randomGenerator } from "../../random/generator.js";
import { type NewtonSystem, type SystemBuilder, separableSystem } from "./newton-system.js";
import { softmaxSystem } from "./softmax-system.js";

const lambda = 0.7;

interface Case {
  readonly name: string;
  readonly loss: SmoothLoss;
  readonly outputs: number;
  readonly target: (random: RandomGenerator) => number[];
}

const sign = (random: RandomGenerator) => [random.uniform() < 0.5 ? -1 : 1];
const number = (random: RandomGenerator) => [random.gaussian()];
const cases: Case[] = [
  { name: "squared", loss: squared(), outputs: 1, target: number },
  { name: "squared, two outputs", loss: squared(), outputs: 2, target: (random) => [...random.gaussians(2)] },
  { name: "logistic", loss: logistic(), outputs: 1, target: sign },
  { name: "squared hinge", loss: squaredHinge(), outputs: 1, target: sign },
  { name: "huber", loss: huber({ delta: 0.5 }), outputs: 1, target: number },
  { name: "huber, two outputs", loss: huber({ delta: 0.5 }), outputs: 2, target: (random) => [...random.gaussians(2)] },
  { name: "poisson", loss: poisson(), outputs: 1, target: (random) => [random.integer(4)] },
  {
    name: "softmax",
    loss: softmax(),
    outputs: 3,
    target: (random) => {
      const label = random.integer(3);
      return [0, 1, 2].map((k) => Number(k === label));
    },
  },
];

/** Tables whose kernels are of every kind: rows n and columns d of the features F with K = FFᵀ. */
const tables: [string, number, number, (features: Float64Array, d: number) => void][] = [
  ["more columns than rows", 6, 9, () => {}],
  ["rank-deficient", 9, 2, () => {}],
  ["one row", 1, 3, () => {}],
  ["one column", 7, 1, () => {}],
  ["equal rows", 8, 3, (features, d) => features.copyWithin(4 * d, 0, 4 * d)],
  ["zero rows", 6, 3, (features, d) => features.fill(0, 0, 2 * d)],
  ["a zero kernel", 5, 2, (features) => features.fill(0)],
];

function kernelOf(features: Float64Array, n: number): Float64Array {
  const d = features.length / n;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      for (let k = 0; k < d; k++) gram[i * n + j] += features[i * d + k] * features[j * d + k];
  }
  return gram;
}

/** What the systems read of a program. */
function programOf(loss: SmoothLoss, data: LossData): GroupProgram<SmoothLoss> {
  return { form: "group", kind: "test", loss, data, lambda, coverage: "sampled" } as GroupProgram<SmoothLoss>;
}

function builderOf(program: GroupProgram<SmoothLoss>): SystemBuilder {
  const { loss } = program;
  return loss.curvature === "coupled" ? softmaxSystem({ ...program, loss }) : separableSystem({ ...program, loss });
}

/**
 * W v by differences of the gradient, the loss's own second derivatives unread; where fewer than one entry in twenty is curved, the
 * majoriser's, which the system then takes.
 */
function weighed(loss: SmoothLoss, data: LossData, f: Float64Array, v: Float64Array): Float64Array {
  const ones = curvatureTimes(loss, data, f, new Float64Array(f.length).fill(1));
  const curved = ones.filter((value) => Math.abs(value) > 1e-8).length;
  if (loss.curvature !== "diagonal" || !loss.majoriser || curved >= 0.05 * f.length) {
    return curvatureTimes(loss, data, f, v);
  }
  const bound = new Float64Array(f.length);
  loss.majoriser(f, data, bound);
  return bound.map((value, k) => value * v[k]);
}

function curvatureTimes(loss: SmoothLoss, data: LossData, f: Float64Array, v: Float64Array): Float64Array {
  const h = 1e-6;
  const gradientAt = (step: number) => {
    const z = new Float64Array(f.length);
    loss.negativeGradient(
      f.map((value, k) => value + step * v[k]),
      data,
      z,
    );
    return z;
  };
  const [up, down] = [gradientAt(h), gradientAt(-h)];
  return up.map((value, k) => (down[k] - value) / (2 * h));
}

function kernelTimes(gram: Float64Array, v: Float64Array, outputs: number): Float64Array {
  const n = v.length / outputs;
  return v.map((_, k) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += gram[Math.floor(k / outputs) * n + j] * v[j * outputs + (k % outputs)];
    return sum;
  });
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  for (let k = 0; k < expected.length; k++) expect(Math.abs(actual[k] - expected[k])).toBeLessThan(tolerance * size);
}

function drawn({ loss, outputs, target }: Case, n: number, seed: number) {
  const random = randomGenerator(seed);
  const targets = Float64Array.from(Array.from({ length: n }, () => target(random)).flat());
  const weights = seed % 2 === 0 ? random.gaussians(n).map((value) => 0.2 + value * value) : undefined;
  const data: LossData = { sampleCount: n, outputs, targets, ...(weights ? { weights } : {}) };
  return { random, data, program: programOf(loss, data), f: random.gaussians(n * outputs) };
}

describe("the Newton system G = (K/λ + W⁻¹)⁻¹", () => {
  for (const each of cases) {
    for (const [table, n, d, blemish] of tables) {
      it(`${each.name}, ${table}: GW⁻¹ undoes I + WK/λ, and the Hessian is VᵀGV`, () => {
        for (let seed = 1; seed <= 4; seed++) {
          const { random, data, program, f } = drawn(each, n, seed);
          const features = random.gaussians(n * d);
          blemish(features, d);
          const gram = kernelOf(features, n);
          const system = completed(builderOf(program)(gram, f)) as NewtonSystem;
          const v = random.gaussians(f.length);
          expectClose(system.weigh(v), weighed(each.loss, data, f, v), 1e-7);
          // G + W(K/λ)G = W holds for a singular W too.
          const applied = system.apply(v);
          const kernel = kernelTimes(gram, applied, each.outputs).map((value) => value / lambda);
          const product = system.weigh(kernel);
          expectClose(
            applied.map((value, k) => value + product[k]),
            system.weigh(v),
            1e-9,
          );
          expectHessian(system, random, n, each.outputs);
        }
      });
    }
  }

  it("of a zero kernel is W itself", () => {
    for (const each of cases) {
      const { random, program, f } = drawn(each, 6, 2);
      const system = completed(builderOf(program)(new Float64Array(36), f)) as NewtonSystem;
      const v = random.gaussians(f.length);
      expectClose(system.apply(v), system.weigh(v), 1e-12);
    }
  });

  it("of squared loss with K = cI divides by c/λ + ½", () => {
    const data = { sampleCount: 3, outputs: 1, targets: Float64Array.of(1, 2, 3) };
    const program = programOf(squared(), data);
    const system = completed(builderOf(program)(Float64Array.from([2, 0, 0, 0, 2, 0, 0, 0, 2]), data.targets));
    const expected = data.targets.map((value) => value / (2 / lambda + 0.5));
    expectClose((system as NewtonSystem).apply(data.targets), expected, 1e-14);
  });

  it("is undefined where K is not positive semi-definite", () => {
    for (const each of cases) {
      const { program, f } = drawn(each, 2, 1);
      expect(completed(builderOf(program)(Float64Array.of(-9, 0, 0, -9), f))).toBeUndefined();
    }
  });
});

/** Columns of each output (n×m, outputs stacked) give Σ over outputs of VᵀGV. */
function expectHessian(system: NewtonSystem, random: RandomGenerator, n: number, outputs: number) {
  const m = 2;
  const columns = random.gaussians(n * m * outputs);
  /** Column a as an n×K vector. */
  const column = (a: number) =>
    Float64Array.from(
      { length: n * outputs },
      (_, k) => columns[((k % outputs) * n + Math.floor(k / outputs)) * m + a],
    );
  const expected = [0, 1, 2, 3].map((entry) => {
    const [left, right] = [column(Math.floor(entry / m)), system.apply(column(entry % m))];
    return left.reduce((sum, value, k) => sum + value * right[k], 0);
  });
  expectClose(completed(system.hessian(columns.slice(), m)), expected, 1e-9);
}

describe("where a loss is flat", () => {
  const data = { sampleCount: 30, outputs: 1, targets: new Float64Array(30).fill(1) };
  const program = { ...programOf(squaredHinge(), data), loss: squaredHinge() };
  /** Two rows are on the curved side, enough for L'' to count; the rest are flat. */
  const f = Float64Array.from({ length: 30 }, (_, j) => (j < 2 ? 0 : 2));
  const gram = kernelOf(randomGenerator(8).gaussians(90), 30);

  it("rows without curvature are zero in G, and a block that only meets such rows keeps a part of the majoriser's curvature", () => {
    const system = completed(separableSystem(program)(gram, f)) as NewtonSystem;
    const applied = system.apply(new Float64Array(30).fill(1));
    expect(applied.slice(2)).toEqual(new Float64Array(28));
    // Column 0 meets the curved rows, column 1 flat ones alone.
    const columns = Float64Array.from({ length: 60 }, (_, k) => Number(k % 2 === 0 ? k < 4 : k >= 40));
    const hessian = completed(system.hessian(columns, 2));
    expect(hessian[0]).toBeGreaterThan(0.01);
    // The majoriser of the squared hinge is 2 a row, ten rows, and a hundredth of it is kept.
    expect(hessian[3]).toBeCloseTo(0.01 * 2 * 10, 12);
    expect([hessian[1], hessian[2]]).toEqual([0, 0]);
  });

  it("the majorised system is curved on every row", () => {
    const system = completed(separableSystem(program, "majorised")(gram, f)) as NewtonSystem;
    const weighed = system.weigh(new Float64Array(30).fill(1));
    expect(weighed.every((value) => value > 0)).toBe(true);
  });
});
