import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentBackend, javascriptBackend, type MaskedProducts, type NumericsBackend, wasmBackend } from "./index.js";
import { sharedEngine } from "./wasm/engine.js";

/** The WebAssembly core against its JavaScript twin on shapes past every block size, and on random ones. */
const twins: [NumericsBackend, NumericsBackend] = [javascriptBackend(), wasmBackend()];

const points = (values: Float64Array, columns: number) => ({ values, rows: values.length / columns, columns });

function values(count: number, seed: number): Float64Array {
  let state = (seed + 1) * 2654435761;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 1234567) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Runs the same call on both and compares what it wrote. */
function expectTwins(length: number, call: (backend: NumericsBackend, out: Float64Array) => void, tolerance = 1e-12) {
  const [expected, actual] = twins.map((backend) => {
    const out = new Float64Array(length).fill(NaN);
    call(backend, out);
    return out;
  });
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);
  for (let k = 0; k < length; k++) {
    if (!(Math.abs(actual[k] - expected[k]) <= tolerance * scale)) {
      expect.fail(`entry ${k}: wasm ${actual[k]}, javascript ${expected[k]}`);
    }
  }
}

function expectMaskedTwins(n: number, d: number, p: number, outputs: number, seed: number): void {
  const x = values(n * d, seed);
  if (n > 3) {
    x.fill(0, 0, d);
    x.copyWithin(2 * d, d, 2 * d);
  }
  const gates = values(d * p, seed + 1);
  // A gate through a row: the row lies exactly on it.
  if (d > 1 && n > 1) {
    for (let k = 0; k < d; k++) gates[k * p] = 0;
    gates[0] = -x[d + 1];
    gates[p] = x[d];
  }
  const [masks, wasmMasks] = twins.map((backend) => backend.packMasks(x, n, d, gates, p));
  expect(wasmMasks).toEqual(masks);
  const open = (backend: NumericsBackend) => backend.maskedProducts(x, n, d, masks, p);
  const operators = new Map(twins.map((backend) => [backend, open(backend)]));
  const chosen = Int32Array.from({ length: Math.ceil(p / 3) }, (_, a) => 3 * a);
  const z = values(n * outputs, seed + 2);
  const blocks = values(chosen.length * d * outputs, seed + 3);
  expectTwins(p, (backend, out) => operators.get(backend)!.norms(z, outputs, out));
  expectTwins(chosen.length * d * outputs, (backend, out) =>
    operators.get(backend)!.transpose(z, outputs, chosen, out),
  );
  expectTwins(n * outputs, (backend, out) => operators.get(backend)!.forward(blocks, outputs, chosen, out));
  expectTwins(n * chosen.length, (backend, out) => operators.get(backend)!.columns(blocks, chosen, out));
  expectTwins(chosen.length * d * d, (backend, out) => {
    operators.get(backend)!.blockGrams(chosen, n >> 2, n - (n >> 3), out, z.subarray(0, n));
  });
  if (n <= 400) expectTwins(n * n, (backend, out) => operators.get(backend)!.weightedGram(blocks, chosen, out));
  for (const coupled of outputs > 1 ? [false, true] : [false])
    expectTwinMoves(operators, { n, d, outputs, coupled, seed });
  for (const operator of operators.values()) operator.dispose();
}

/** Two moves of blocks, a shift of the constant, and what is left, in coordinates that are rotated and in plain ones. */
function expectTwinMoves(
  operators: ReadonlyMap<NumericsBackend, MaskedProducts>,
  { n, d, outputs, coupled, seed }: { n: number; d: number; outputs: number; coupled: boolean; seed: number },
): void {
  const reflection = Float64Array.from({ length: d * d }, (_, k) => (Math.floor(k / d) === k % d ? 1 : 0) - 2 / d);
  const [residual, step, shift] = [
    values(n * outputs, seed + 4),
    values(d * outputs, seed + 5),
    values(outputs, seed + 6),
  ];
  const curvature = values(n * outputs, seed + 7).map(Math.abs);
  const few = Int32Array.of(0, 0);
  for (const rotation of [undefined, reflection]) {
    expectTwins(2 * d * outputs, (backend, out) => {
      const moves = operators.get(backend)!.blockMoves({ outputs, coupled, rotation });
      moves.products.transpose(residual, outputs, few, out);
      moves.dispose();
    });
    const length = 2 * d * outputs + 1 + outputs + 2 * n * outputs;
    expectTwins(length, (backend, out) => {
      const moves = operators.get(backend)!.blockMoves({ outputs, coupled, rotation });
      moves.load(residual, curvature);
      moves.correlate(0, out.subarray(0, d * outputs));
      moves.curvatures(0, out.subarray(d * outputs, 2 * d * outputs));
      out[2 * d * outputs] = moves.probe(0, step);
      moves.take(0.7);
      moves.shift(shift);
      const at = 2 * d * outputs + 1;
      moves.sums(out.subarray(at, at + outputs));
      moves.read(out.subarray(at + outputs, at + outputs + n * outputs), out.subarray(at + outputs + n * outputs));
      moves.dispose();
    });
  }
}

describe("the WebAssembly core and its JavaScript twin", () => {
  it("is the default", () => {
    expect(currentBackend()).toBe(wasmBackend());
  });

  it.each([
    [400, 3, 950, 1],
    [1000, 5, 1000, 1],
    [9000, 2, 70, 2],
    [300, 21, 130, 3],
    [3000, 12, 2, 120],
  ])("masked products, n=%i d=%i p=%i K=%i", (n, d, p, outputs) => {
    expectMaskedTwins(n, d, p, outputs, 1);
  });

  it("masked products of random shapes", () => {
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 1e6 }),
    );
    fc.assert(
      fc.property(shape, ([n, d, p, outputs, seed]) => expectMaskedTwins(n, d, p, outputs, seed)),
      { seed: 5, numRuns: 60 },
    );
  });

  it.each([
    [129, 7],
    [300, 61],
    [517, 301],
  ])("dense routines, n=%i m=%i", (n, m) => {
    const v = values(n * m, n);
    expectTwins(n * n, (backend, out) => backend.gramOfRows(v, n, m, out));
    expectTwins(m * m, (backend, out) => backend.gramOfColumns(v, n, m, out));
    expectTwins(n * 9, (backend, out) => backend.multiply(v, n, m, v, 9, out));
    const l = new Float64Array(n * n);
    wasmBackend().gramOfRows(v, n, m, l);
    for (let i = 0; i < n; i++) l[i * n + i] += m;
    expectTwins(n * n, (backend, out) => {
      out.set(l);
      expect(backend.cholesky(out, n)).toBe(true);
    });
    javascriptBackend().cholesky(l, n);
    expectTwins(n, (backend, out) => backend.inverseDiagonal(l, n, out));
    for (const columns of [1, 5, m]) {
      const right = values(n * columns, 4);
      const solves = ["solveLower", "solveLowerTransposed"] as const;
      for (const solve of solves) {
        expectTwins(n * columns, (backend, out) => {
          out.set(right);
          backend[solve](l, n, out, columns);
        });
      }
    }
  });

  it.each([
    [1, 1, 1],
    [5, 3, 2],
    [70, 33, 300],
  ])("kernel matrices, %i×%i rows of %i", (n, m, d) => {
    const [a, b] = [values(n * d, 1), values(m * d, 2)];
    a.fill(0, 0, d);
    if (n > 1) b.set(a.subarray(d, 2 * d));
    for (const [left, right] of [
      [a, b],
      [a, a],
      [a, a.slice()],
    ]) {
      const [rows, columns] = [left.length / d, right.length / d];
      // Where rows nearly coincide arccos turns a rounding of 1e-16 into 1e-8; equal rows are exact in both.
      expectTwins(rows * columns, (backend, out) => backend.ntkMatrix(points(left, d), points(right, d), out));
      expectTwins(rows * columns, (backend, out) =>
        backend.gaussianMatrix(points(left, d), points(right, d), 0.7, out),
      );
    }
    const square = new Float64Array(n * n);
    wasmBackend().ntkMatrix(points(a, d), points(a, d), square);
    for (let i = 0; i < n; i++) {
      const length = a.subarray(i * d, (i + 1) * d).reduce((sum, value) => sum + value * value, 0);
      expect(Math.abs(square[i * n + i] - length / 2)).toBeLessThanOrEqual(1e-14 * length);
    }
    wasmBackend().gaussianMatrix(points(a, d), points(a, d), 0.7, square);
    for (let i = 0; i < n; i++) expect(square[i * n + i]).toBe(1);
  });

  it.each([
    [1, 1, 2, 1],
    [3, 4, 6, 3],
    [40, 11, 162, 1],
  ])("walks of gates, the same bits: %i places, %i columns, %i gates, %i outputs", (count, d, units, outputs) => {
    const points = values(count * d, 3);
    const gates = values(d * units, 4);
    const jumps = values(outputs * d * units, 5);
    const size = (1 + outputs) * units;
    const activations = (x: Float64Array) =>
      Float64Array.from({ length: size }, (_, at) => {
        const table = at < units ? gates : jumps.subarray((Math.floor(at / units) - 1) * d * units);
        return x.reduce((sum, value, c) => sum + value * table[c * units + (at % units)], 0);
      });
    const starts = new Float64Array(count * size);
    for (let place = 0; place < count; place++) {
      starts.set(activations(points.subarray(place * d, (place + 1) * d)), place * size);
    }
    const point = values(d, 6);
    // The last player has all columns that are left.
    const groups = Int32Array.from([...Array.from({ length: Math.max(1, d - 1) }, (_, c) => c), d]);
    const players = groups.length - 1;
    const walks = {
      places: Int32Array.from({ length: count }, (_, w) => count - 1 - w),
      steps: Int32Array.from({ length: count * players }, (_, s) => (s * 5 + Math.floor(s / players)) % players),
      offsets: Int32Array.from({ length: count + 1 }, (_, w) => w * players),
    };
    const table = { units, inputs: d, outputs, gates, jumps, groups, points, starts };
    const out = (backend: NumericsBackend) => {
      const sums = new Float64Array(2 * outputs * count * players);
      backend.walkGates(table, { point, activations: activations(point) }, walks, sums);
      return sums.map((value, at) => (Math.floor(at / (2 * outputs)) % players === players - 1 ? 0 : value));
    };
    const [expected, actual] = twins.map(out);
    expect(actual).toEqual(expected);
  });
  it("gives memory back: many operators and factorisations in turn do not grow it", () => {
    const x = values(500 * 4, 1);
    const masks = wasmBackend().packMasks(x, 500, 4, values(4 * 50, 2), 50);
    const once = () => {
      const operator = wasmBackend().maskedProducts(x, 500, 4, masks, 50);
      operator.norms(values(500, 3), 1, new Float64Array(50));
      operator.weightedGram(Float64Array.of(1), Int32Array.of(2), new Float64Array(500 * 500));
      operator.dispose();
    };
    once();
    const before = sharedEngine().heap.memory.buffer.byteLength;
    for (let k = 0; k < 30; k++) once();
    expect(sharedEngine().heap.memory.buffer.byteLength).toBe(before);
  });
});
