import { matrix, neuralTangentKernel, randomGenerator } from "halfspace";
import { finiteWidthTangentKernel } from "halfspace/kernels";

/** Slope of log ‖H_m − H‖_F against log m, by least squares, for widths 16 … 16384 and the mean of 12 seeds each. */
export function fittedSlope(network: "gated" | "reparameterised"): number {
  const inputs = matrix(8, 5, randomGenerator(4).gaussians(40));
  const limit = neuralTangentKernel(inputs).values;
  const points: [number, number][] = [];
  for (let width = 16; width <= 16_384; width *= 4) {
    let square = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const kernel = finiteWidthTangentKernel(inputs, { network, width, seed: 1000 * width + seed });
      kernel.values.forEach((value, k) => {
        square += (value - limit[k]) ** 2;
      });
    }
    points.push([Math.log(width), Math.log(square) / 2]);
  }
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
