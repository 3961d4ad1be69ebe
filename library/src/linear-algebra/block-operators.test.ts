import { describe, expect, it } from "vitest";
import { randomGenerator } from "../random/generator.js";
import type { BlockOperator } from "./block-operator.js";
import { denseBlocks } from "./dense-blocks.js";
import { type Matrix, matrix } from "./matrix.js";
import { pooledOperator } from "./pooled-operator.js";

/** Σ_k a[i, k] b[k, j] for arrays as functions. */
function product(rows: number, inner: number, columns: number, a: Entry, b: Entry): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a(i, k) * b(k, j);
    return sum;
  });
}
type Entry = (i: number, j: number) => number;

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let k = 0; k < expected.length; k++) expect(found[k]).toBeCloseTo(expected[k], 11);
}

/** Every product of an operator against the same with its blocks written out. */
function expectProductsOf(operator: BlockOperator, blocks: readonly Matrix[]): void {
  const { sampleCount: n, blockSize: d } = operator;
  const random = randomGenerator(3);
  const which = Int32Array.of(0, 2);
  const phi = (a: number): Entry => {
    const { values, columns } = blocks[which[a]];
    return (j, k) => (k < columns ? values[j * columns + k] : 0);
  };
  for (const outputs of [1, 2]) {
    const [z, weights] = [random.gaussians(n * outputs), random.gaussians(2 * d * outputs)];
    const transposed = new Float64Array(2 * d * outputs);
    operator.transpose(z, outputs, which, transposed);
    const forward = new Float64Array(n * outputs);
    operator.forward(weights, outputs, which, forward);
    const norms = new Float64Array(operator.blockCount);
    operator.norms(z, outputs, norms);
    const sum = new Float64Array(n * outputs);
    for (const a of [0, 1]) {
      const expected = product(
        d,
        n,
        outputs,
        (k, j) => phi(a)(j, k),
        (j, o) => z[j * outputs + o],
      );
      expectClose(transposed.subarray(a * d * outputs, (a + 1) * d * outputs), expected);
      expect(norms[which[a]]).toBeCloseTo(Math.hypot(...expected), 11);
      const part = product(n, d, outputs, phi(a), (k, o) => weights[(a * d + k) * outputs + o]);
      part.forEach((value, k) => {
        sum[k] += value;
      });
    }
    expectClose(forward, sum);
  }
  const [gram, columns] = [new Float64Array(n * n), new Float64Array(2 * n)];
  operator.weightedGram(Float64Array.of(0.7, 2), which, gram);
  const blockWeights = random.gaussians(2 * d);
  operator.columns(blockWeights, which, columns);
  const rowWeights = Float64Array.from({ length: n }, (_, j) => 1 + j);
  const grams = new Float64Array(2 * d * d);
  operator.blockGrams(which, 1, n, grams, rowWeights);
  const expectedGram = new Float64Array(n * n);
  for (const a of [0, 1]) {
    const weight = [0.7, 2][a];
    product(n, d, n, phi(a), (k, j) => phi(a)(j, k)).forEach((value, k) => {
      expectedGram[k] += weight * value;
    });
    const column = product(n, d, 1, phi(a), (k) => blockWeights[a * d + k]);
    expectClose(
      Float64Array.from(column, (_, j) => columns[j * 2 + a]),
      column,
    );
    const block = product(
      d,
      n - 1,
      d,
      (k, j) => phi(a)(j + 1, k) * (j + 2),
      (j, l) => phi(a)(j + 1, l),
    );
    expectClose(grams.subarray(a * d * d, (a + 1) * d * d), block);
  }
  expectClose(gram, expectedGram);
}

describe("block operators against blocks written out", () => {
  const random = randomGenerator(1);
  const features = (rows: number) =>
    [3, 2, 4].map((columns) => matrix(rows, columns, random.gaussians(rows * columns)));

  it("given feature matrices, the narrower ones padded with zeros", () => {
    const blocks = features(7);
    expectProductsOf(denseBlocks(blocks), blocks);
  });

  it("pooled: rows of a group are added", () => {
    const long = features(10);
    const pooled = long.map(({ columns, values }) => {
      const value = (j: number, k: number) => values[2 * j * columns + k] + values[(2 * j + 1) * columns + k];
      return matrix(
        5,
        columns,
        Float64Array.from({ length: 5 * columns }, (_, at) => value(Math.floor(at / columns), at % columns)),
      );
    });
    expectProductsOf(pooledOperator(denseBlocks(long), 2), pooled);
  });

  it("matrices with different numbers of rows are refused", () => {
    expect(() => denseBlocks([matrix(2, 1), matrix(3, 1)])).toThrow(/2, 3 rows; expected equally many/);
  });
});
