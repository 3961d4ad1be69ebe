import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { gaussianKernel } from "./gaussian-kernel.js";
import type { Kernel } from "./kernel.js";
import { maskingKernel } from "./masking-kernel.js";
import { neuralTangentKernel, reluTangentKernel } from "./neural-tangent-kernel.js";

/** A kernel as plain data, so that a model file can hold it. */
export type KernelDescription =
  /** (10). */
  | { readonly kind: "neural-tangent" }
  /** Both layers of the ReLU network trained. */
  | { readonly kind: "relu-tangent" }
  | { readonly kind: "gaussian"; readonly bandwidth: number }
  /** Σ_i η_i K_i over given gates (d×p, one a column): what reweighting and the q-family learn. */
  | { readonly kind: "masking"; readonly gates: Matrix; readonly weights: Float64Array };

/**
 * The kernel that a description speaks of.
 * @returns the kernel
 * @throws InputError for a bandwidth or weights that no kernel can have
 */
export function kernelOf(description: KernelDescription): Kernel {
  switch (description.kind) {
    case "neural-tangent":
      return neuralTangentKernel;
    case "relu-tangent":
      return reluTangentKernel;
    case "gaussian":
      return gaussianKernel(description.bandwidth);
    case "masking":
      return maskingKernel(description.gates, description.weights);
  }
}

/** The mean of k(x, x) over the rows; 1 where it is not positive. Kernels are divided by it, so that one set of ridges suits all. */
export function meanDiagonal({ rows, values }: Matrix): number {
  let trace = 0;
  for (let i = 0; i < rows; i++) trace += values[i * rows + i];
  return trace > 0 ? trace / rows : 1;
}

/** The kernel's matrix divided by `scale`, as a new matrix. */
export function scaledBy(gram: Matrix, scale: number): Matrix {
  return matrix(
    gram.rows,
    gram.columns,
    gram.values.map((value) => value / scale),
  );
}
