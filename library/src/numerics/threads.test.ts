import { afterAll, describe, expect, it } from "vitest";
import { currentDense, startThreads, stopThreads, wasmBackend } from "./index.js";
import { sharedEngine } from "./wasm/engine.js";

const engine = sharedEngine();

/** Work meant for three threads is shared among them however few cores there are. */
function withThreads<T>(count: number, work: () => T): T {
  expect(startThreads(count)).toBe(count);
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  for (let k = 0; k < 2000 && engine.threads < count; k++) Atomics.wait(waiting, 0, 0, 10);
  expect(engine.threads).toBe(count);
  return work();
}

function values(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => Math.sqrt(k + seed) % 1).map((value) => value - 0.5);
}

/** The bits of everything the core computes, on a problem large enough to be shared. */
function everything(): Float64Array[] {
  const backend = wasmBackend();
  const [n, d, p, m] = [650, 9, 1100, 150];
  const x = values(n * d, 1);
  const masks = backend.packMasks(x, n, d, values(d * p, 2), p);
  const operator = backend.maskedProducts(x, n, d, masks, p);
  const gates = Int32Array.from({ length: m }, (_, a) => 4 * a);
  const results: Float64Array[] = [Float64Array.from(masks)];
  const keep = (length: number, call: (out: Float64Array) => void) => {
    const out = new Float64Array(length);
    call(out);
    results.push(out);
  };
  keep(p, (out) => operator.norms(values(n * 2, 3), 2, out));
  keep(m * d, (out) => operator.transpose(values(n, 3), 1, gates, out));
  keep(n, (out) => operator.forward(values(m * d, 4), 1, gates, out));
  keep(n * m, (out) => operator.columns(values(m * d, 5), gates, out));
  keep(m * d * d, (out) => operator.blockGrams(gates, 10, n - 10, out));
  keep(n * n, (out) => operator.weightedGram(values(m, 6).map(Math.abs), gates, out));
  operator.dispose();
  const gram = results[results.length - 1].slice();
  for (let i = 0; i < n; i++) gram[i * n + i] += 1;
  expect(backend.cholesky(gram, n)).toBe(true);
  results.push(gram);
  const right = values(n * m, 7);
  backend.solveLower(gram, n, right, m);
  results.push(right.slice());
  backend.solveLowerTransposed(gram, n, right, m);
  results.push(right);
  keep(m * m, (out) => backend.gramOfColumns(right, n, m, out));
  keep(n * n, (out) => backend.gramOfRows(right, n, m, out));
  keep(n * n, (out) => backend.multiply(gram, n, n, gram, n, out));
  const points = { values: x, rows: n, columns: d };
  const others = { values: x.subarray(d), rows: n - 1, columns: d };
  keep(n * n, (out) => backend.ntkMatrix(points, points, out));
  keep(n * (n - 1), (out) => backend.gaussianMatrix(points, others, 1, out));
  results.push(...blockMoves());
  return results;
}

/** Moves of a block of so many rows that they are cut into lots. */
function blockMoves(): Float64Array[] {
  const backend = wasmBackend();
  const [n, d, outputs] = [3000, 12, 120];
  const x = values(n * d, 1);
  const operator = backend.maskedProducts(x, n, d, backend.packMasks(x, n, d, values(2 * d, 2), 2), 2);
  const moves = operator.blockMoves({ outputs, coupled: true, rotation: undefined });
  const [gradient, curvatures] = [new Float64Array(d * outputs), new Float64Array(d * outputs)];
  const [residual, change] = [new Float64Array(n * outputs), new Float64Array(n * outputs)];
  moves.load(values(n * outputs, 3), values(n * outputs, 4).map(Math.abs));
  moves.correlate(1, gradient);
  moves.curvatures(1, curvatures);
  const probed = Float64Array.of(moves.probe(1, gradient));
  moves.take(0.7);
  moves.read(residual, change);
  moves.dispose();
  operator.dispose();
  return [gradient, curvatures, probed, residual, change];
}

describe("threads of the numeric core", () => {
  it("help with kernels that the core takes in while they are at work", () => {
    const dense = currentDense();
    const a = values(300 * 300, 9);
    withThreads(3, () => dense.gramOfRows(a, 300, 300, new Float64Array(300 * 300)));
    expect(Object.keys(engine.instance.kernels)).not.toContain("norms");
    const before = engine.team;
    wasmBackend();
    expect(Object.keys(engine.instance.kernels)).toContain("norms");
    expect(engine.team).not.toBe(before);
    const together = withThreads(3, everything);
    stopThreads();
    everything().forEach((alone, k) => {
      expect([k, firstDifference(bytes(alone), bytes(together[k]))]).toEqual([k, -1]);
    });
  });

  afterAll(stopThreads);

  it("give the same bits, whatever their number", () => {
    stopThreads();
    expect(engine.threads).toBe(1);
    const alone = everything();
    for (const count of [2, 3]) {
      const shared = withThreads(count, everything);
      alone.forEach((values, k) => {
        expect([count, k, firstDifference(bytes(values), bytes(shared[k]))]).toEqual([count, k, -1]);
      });
    }
  });

  it("end the call with the error of whichever thread failed, and work on afterwards", () => {
    const nothing = [1024, 0, 0, 0, 0, 1024];
    const outside = [4294900000, 4, 2, 0, 1, 4294900000];
    withThreads(2, () => {
      for (let turn = 0; turn < 20; turn++) {
        const failing = () => engine.run("packRows", 1e9, (part) => (part === turn % 8 ? outside : nothing));
        expect(failing).toThrow(/a thread of the numeric core failed: RuntimeError/);
        expect(engine.run("packRows", 1e9, () => nothing)).toBe(0);
      }
    });
  });

  it("do every part of a job once, and add up what the parts return in their order", () => {
    const [n, d, p] = [640, 3, 2000];
    withThreads(3, () => {
      const backend = wasmBackend();
      const masks = Array.from({ length: 50 }, (_, k) =>
        backend.packMasks(values(n * d, k), n, d, values(d * p, 2), p),
      );
      stopThreads();
      for (const [k, words] of masks.entries()) {
        expect(
          firstDifference(bytes(backend.packMasks(values(n * d, k), n, d, values(d * p, 2), p)), bytes(words)),
        ).toBe(-1);
      }
    });
  });

  it("can be limited to one and stopped", () => {
    expect(startThreads(1)).toBe(1);
    stopThreads();
    expect(engine.threads).toBe(1);
    expect(wasmBackend().threads).toBe(1);
  });
});

function bytes(values: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  return a.findIndex((value, k) => value !== b[k]);
}
