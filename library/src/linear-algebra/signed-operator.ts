import type { BlockOperator } from "./block-operator.js";

/** [Φ_1 … Φ_p, −Φ_1 … −Φ_p]: every block with both signs, block p + i being −Φ_i. */
export function signedOperator(operator: BlockOperator): BlockOperator {
  const { sampleCount, blockCount: p, blockSize } = operator;
  const unsigned = (which: Int32Array) => which.map((block) => (block < p ? block : block - p));
  const flip = (values: Float64Array, which: Int32Array) => {
    const size = values.length / which.length;
    which.forEach((block, a) => {
      if (block >= p) for (let k = a * size; k < (a + 1) * size; k++) values[k] = -values[k];
    });
    return values;
  };
  return {
    sampleCount,
    blockCount: 2 * p,
    blockSize,
    // Blocks of both signs are no masked rows.
    magnitude: { ...operator.magnitude, masked: undefined },
    norms(z, outputs, out) {
      operator.norms(z, outputs, out.subarray(0, p));
      out.copyWithin(p, 0, p);
    },
    transpose(z, outputs, which, out) {
      operator.transpose(z, outputs, unsigned(which), out);
      flip(out.subarray(0, which.length * blockSize * outputs), which);
    },
    forward: (blocks, outputs, which, out) =>
      operator.forward(flip(blocks.slice(0, which.length * blockSize * outputs), which), outputs, unsigned(which), out),
    columns: (blocks, which, out) =>
      operator.columns(flip(blocks.slice(0, which.length * blockSize), which), unsigned(which), out),
    weightedGram: (weights, which, out) => operator.weightedGram(weights, unsigned(which), out),
    blockGrams: (which, first, last, out, rowWeights) =>
      operator.blockGrams(unsigned(which), first, last, out, rowWeights),
    dispose: () => operator.dispose(),
  };
}
