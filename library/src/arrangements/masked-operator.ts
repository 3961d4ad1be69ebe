import type { BlockOperator } from "../linear-algebra/block-operator.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { currentBackend } from "../numerics/index.js";
import type { Arrangement } from "./arrangement.js";

/** The operator of program (8): Φ_i = D_iX, [D_1X … D_pX] never formed. */
export function maskedOperator(inputs: Matrix, arrangement: Arrangement): BlockOperator {
  const { sampleCount, featureCount, maskCount, masks } = arrangement;
  const products = currentBackend().maskedProducts(inputs.values, sampleCount, featureCount, masks, maskCount);
  return {
    sampleCount,
    blockCount: maskCount,
    blockSize: featureCount,
    norms: (z, outputs, out) => products.norms(z, outputs, out),
    transpose: (z, outputs, which, out) => products.transpose(z, outputs, which, out),
    forward: (blocks, outputs, which, out) => products.forward(blocks, outputs, which, out),
    columns: (blocks, which, out) => products.columns(blocks, which, out),
    weightedGram: (weights, which, out) => products.weightedGram(weights, which, out),
    blockGrams: (which, first, last, out, rowWeights) => products.blockGrams(which, first, last, out, rowWeights),
    dispose: () => products.dispose(),
  };
}
