import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { gaussianKernel } from "./gaussian-kernel.js";
import type { Kernel } from "./kernel.js";
import { laplaceKernel } from "./laplace-kernel.js";
import { maskingKernel } from "./masking-kernel.js";
import { metricKernel } from "./metric/metric-kernel.js";
import { neuralTangentKernel, reluTangentKernel } from "./neural-tangent-kernel.js";

/** A kernel of the angle or the distance of two rows, as plain data. */
export type PlainKernel =
  /** (10). */
  | { readonly kind: "neural-tangent" }
  /** Both layers of the ReLU network trained. */
  | { readonly kind: "relu-tangent" }
  | { readonly kind: "gaussian"; readonly bandwidth: number }
  | { readonly kind: "laplace"; readonly bandwidth: number };

/** A kernel as plain data, so that a model file can hold it. */
export type KernelDescription =
  | PlainKernel
  /** A plain kernel of the rows times a map (d×r): of distances and angles in the metric MMᵀ. */
  | { readonly kind: "metric"; readonly map: Matrix; readonly kernel: PlainKernel }
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
    case "laplace":
      return laplaceKernel(description.bandwidth);
    case "metric":
      return metricKernel(description.map, kernelOf(description.kernel));
    case "masking":
      return maskingKernel(description.gates, description.weights);
  }
}

/** Whether two descriptions are of one kernel, bit for bit. */
export function sameKernel(a: KernelDescription, b: KernelDescription): boolean {
  if (a.kind === "masking")
    return b.kind === "masking" && sameMatrix(a.gates, b.gates) && sameList(a.weights, b.weights);
  if (a.kind === "metric") return b.kind === "metric" && sameMatrix(a.map, b.map) && sameKernel(a.kernel, b.kernel);
  if (a.kind !== b.kind) return false;
  return !("bandwidth" in a && "bandwidth" in b) || a.bandwidth === b.bandwidth;
}

const sameMatrix = (a: Matrix, b: Matrix): boolean => a.columns === b.columns && sameList(a.values, b.values);

const sameList = (a: Float64Array, b: Float64Array): boolean =>
  a === b || (a.length === b.length && a.every((value, at) => value === b[at]));

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
