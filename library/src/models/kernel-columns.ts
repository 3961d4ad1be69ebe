import { gaussianKernel } from "../kernels/gaussian-kernel.js";
import type { Kernel } from "../kernels/kernel.js";
import { neuralTangentKernel } from "../kernels/neural-tangent-kernel.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { KernelMachine, KernelName } from "../networks/kernel-machine.js";
import { currentBackend } from "../numerics/index.js";

/** The kernel of a model; the bandwidth is of a Gaussian one. */
export function namedKernel(name: KernelName, bandwidth: number | null): Kernel {
  return name === "gaussian" ? gaussianKernel(bandwidth as number) : neuralTangentKernel;
}

/** A kernel model over mapped columns. @param rows n×d  @param dual n×K */
export function kernelMachine(kernel: KernelName, bandwidth: number | null, rows: Matrix, dual: Matrix): KernelMachine {
  const between = namedKernel(kernel, bandwidth);
  return {
    kind: "kernel",
    kernel,
    bandwidth,
    rows,
    dual,
    evaluate(inputs) {
      const products = between(inputs, rows);
      const out = matrix(inputs.rows, dual.columns);
      currentBackend().multiply(products.values, inputs.rows, rows.rows, dual.values, dual.columns, out.values);
      return out;
    },
  };
}
