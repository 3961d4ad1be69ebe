import type { Matrix } from "../linear-algebra/matrix.js";

export type KernelName = "ntk" | "gaussian";

/**
 * f(x) = k(x, X)α: a kernel model as it predicts, with the rows it was trained on. How k is computed is handed in, so that this room needs
 * no kernel.
 */
export interface KernelMachine {
  readonly kind: "kernel";
  readonly kernel: KernelName;
  /** Of a Gaussian kernel, in mapped columns; null for the others. */
  readonly bandwidth: number | null;
  /** n×d, mapped training rows. */
  readonly rows: Matrix;
  /** α, n×K. */
  readonly dual: Matrix;
  /** m×K for m mapped rows. */
  evaluate(inputs: Matrix): Matrix;
}
