import { type KernelDescription, kernelOf } from "../kernels/described-kernel.js";
import { blocksOfRows } from "../kernels/nystrom/nystrom-ridge.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { NetworkKind } from "../networks/network-kind.js";
import { currentDense } from "../numerics/index.js";

/** f(x) = k(x, X)α / scale: kernel ridge regression as it predicts, with the rows it was trained on. */
export interface KernelMachine {
  readonly kind: "kernel";
  readonly kernel: KernelDescription;
  /** What the kernel is divided by. */
  readonly scale: number;
  /** X, n×d: the training rows after the column map. */
  readonly rows: Matrix;
  /** α, n×K. */
  readonly dual: Matrix;
}

/** Entries of a kernel matrix that are made at a time: 64 MB. */
const mostEntries = 8e6;

/** k(rows, X)α / scale, m×K row-major. @param cross k(rows, X), m×n */
export function kernelPredictions(cross: Matrix, dual: Matrix, scale: number): Float64Array {
  const out = new Float64Array(cross.rows * dual.columns);
  currentDense().multiply(cross.values, cross.rows, cross.columns, dual.values, dual.columns, out);
  for (let k = 0; k < out.length; k++) out[k] /= scale;
  return out;
}

export const kernelKind: NetworkKind<KernelMachine> = {
  predictions({ kernel, scale, rows, dual }, inputs) {
    const evaluate = kernelOf(kernel);
    const out = matrix(inputs.rows, dual.columns);
    for (const block of blocksOfRows(inputs, Math.max(1, Math.floor(mostEntries / Math.max(1, rows.rows))))) {
      const cross = evaluate(block.rows, rows);
      out.values.set(kernelPredictions(cross, dual, scale), block.first * dual.columns);
    }
    return out;
  },
  inputCount: ({ rows }) => rows.columns,
  outputCount: ({ dual }) => dual.columns,
  neuronCount: ({ rows }) => rows.rows,
  weights: ({ kernel, rows, dual }) => [
    rows.values,
    dual.values,
    ...(kernel.kind === "masking" ? [kernel.gates.values, kernel.weights] : []),
  ],
};
