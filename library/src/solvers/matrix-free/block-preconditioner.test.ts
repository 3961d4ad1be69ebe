import { describe, expect, it } from "vitest";
import { type Arrangement, arrangementFromGates, maskBit } from "../../arrangements/arrangement.js";
import { maskedOperator } from "../../arrangements/masked-operator.js";
import { type Matrix, matrix } from "../../linear-algebra/matrix.js";
import { randomGenerator } from "../../random/generator.js";
import { factorBlocks, sampledBlockGrams, solveBlock } from "./block-preconditioner.js";

function problem(seed: number, n: number, d: number, p: number) {
  const random = randomGenerator(seed);
  const inputs = matrix(n, d, random.gaussians(n * d));
  const arrangement = arrangementFromGates(inputs, matrix(d, p, random.gaussians(d * p)));
  return { inputs, arrangement, operator: maskedOperator(inputs, arrangement) };
}

/** (D_iX)ᵀD_iX from masks and rows alone. */
function blockGram(inputs: Matrix, arrangement: Arrangement, gate: number): Float64Array {
  const { rows, columns: d, values } = inputs;
  const out = new Float64Array(d * d);
  for (let j = 0; j < rows; j++) {
    if (!maskBit(arrangement, j, gate)) continue;
    for (let i = 0; i < d; i++) for (let k = 0; k < d; k++) out[i * d + k] += values[j * d + i] * values[j * d + k];
  }
  return out;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-10) {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  for (let k = 0; k < expected.length; k++) expect(Math.abs(actual[k] - expected[k])).toBeLessThan(tolerance * size);
}

describe("sampled blocks of the normal matrix", () => {
  it("are exact where all rows are looked at, for any choice of blocks", () => {
    for (const [n, d, p] of [
      [40, 3, 9],
      [1, 4, 3],
      [30, 1, 4],
    ]) {
      const { inputs, arrangement, operator } = problem(1, n, d, p);
      const which = Int32Array.from({ length: arrangement.maskCount }, (_, i) => i).filter((i) => i % 2 === 0);
      const grams = sampledBlockGrams(operator, which);
      which.forEach((gate, a) => {
        expectClose(grams.subarray(a * d * d, (a + 1) * d * d), blockGram(inputs, arrangement, gate));
      });
    }
  });

  it("of no blocks are none", () => {
    expect(sampledBlockGrams(problem(2, 5, 2, 3).operator, new Int32Array(0))).toEqual(new Float64Array(0));
  });

  it("from a part of the rows are exact where all rows are one, and zero where all are zero", () => {
    const [n, d] = [1000, 2];
    for (const row of [
      [3, -1],
      [0, 0],
    ]) {
      const inputs = matrix(
        n,
        d,
        Float64Array.from({ length: n * d }, (_, k) => row[k % d]),
      );
      const arrangement = arrangementFromGates(inputs, [[1], [0]]);
      const grams = sampledBlockGrams(maskedOperator(inputs, arrangement), Int32Array.of(0), 256);
      expectClose(grams, blockGram(inputs, arrangement, 0));
    }
  });

  it("from a part of the rows are within a third of the truth on a sorted table, and the same every time", () => {
    const { inputs, arrangement } = problem(3, 4000, 3, 5);
    const sorted = Array.from({ length: 4000 }, (_, j) => [...inputs.values.subarray(3 * j, 3 * j + 3)]);
    sorted.sort((a, b) => a[0] - b[0]);
    const table = matrix(4000, 3, Float64Array.from(sorted.flat()));
    const again = arrangementFromGates(table, arrangement.gates);
    const operator = maskedOperator(table, again);
    const which = Int32Array.of(0, 3);
    const grams = sampledBlockGrams(operator, which, 1000);
    which.forEach((gate, a) => {
      expectClose(grams.subarray(a * 9, a * 9 + 9), blockGram(table, again, gate), 1 / 3);
    });
    expect(sampledBlockGrams(operator, which, 1000)).toEqual(grams);
  });
});

/** What the factor of one block stands for: scale · gram + ridge · I, times x of one output. */
function multiplied(gram: Float64Array, d: number, scale: number, ridge: number, x: Float64Array): Float64Array {
  return Float64Array.from({ length: d }, (_, i) => {
    let sum = ridge * x[i];
    for (let k = 0; k < d; k++) sum += scale * gram[i * d + k] * x[k];
    return sum;
  });
}

function withRidge(grams: Float64Array, count: number, d: number, scale: number, ridge: number) {
  return factorBlocks(grams, count, d, scale, (_, block) => {
    for (let i = 0; i < d; i++) block[i * d + i] += ridge;
  });
}

describe("factors of the blocks", () => {
  it("solve every block and output on its own", () => {
    for (const [d, outputs] of [
      [4, 1],
      [3, 2],
      [1, 3],
    ]) {
      const { arrangement, operator } = problem(4, 25, d, 6);
      const count = arrangement.maskCount;
      const grams = sampledBlockGrams(
        operator,
        Int32Array.from({ length: count }, (_, i) => i),
      );
      const factors = withRidge(grams, count, d, 2, 0.3);
      const r = randomGenerator(5).gaussians(count * d * outputs);
      const x = new Float64Array(r.length);
      for (let b = 0; b < count; b++) solveBlock(factors, b, d, outputs, r, x);
      for (let b = 0; b < count; b++) {
        for (let c = 0; c < outputs; c++) {
          const part = (v: Float64Array) => Float64Array.from({ length: d }, (_, i) => v[(b * d + i) * outputs + c]);
          expectClose(multiplied(grams.subarray(b * d * d, (b + 1) * d * d), d, 2, 0.3, part(x)), part(r));
        }
      }
    }
  });

  it("of a zero block with a ridge divide by the ridge; without one they are the identity", () => {
    const r = Float64Array.of(2, -6);
    const x = new Float64Array(2);
    solveBlock(withRidge(new Float64Array(4), 1, 2, 1, 4), 0, 2, 1, r, x);
    expectClose(x, [0.5, -1.5]);
    solveBlock(withRidge(new Float64Array(4), 1, 2, 1, 0), 0, 2, 1, r, x);
    expectClose(x, r);
  });

  it("of a rank-deficient block stay finite and positive, and exact where the block is not flat", () => {
    // (1, 2)ᵀ(1, 2): its range is spanned by (1, 2).
    const gram = Float64Array.of(1, 2, 2, 4);
    const factors = withRidge(gram, 1, 2, 1, 0);
    expect(factors[0]).toBeGreaterThan(0);
    expect(factors[3]).toBeGreaterThan(0);
    const x = new Float64Array(2);
    solveBlock(factors, 0, 2, 1, Float64Array.of(5, 10), x);
    expectClose(multiplied(gram, 2, 1, 0, x), [5, 10]);
  });
});
