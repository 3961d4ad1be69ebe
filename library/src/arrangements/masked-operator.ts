import type { BlockOperator, MaskedRows } from "../linear-algebra/block-operator.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { type BlockMoves, currentBackend, maskWords } from "../numerics/index.js";
import type { Arrangement } from "./arrangement.js";

/** The operator of program (8): Φ_i = D_iX, [D_1X … D_pX] never formed. */
export function maskedOperator(inputs: Matrix, arrangement: Arrangement): BlockOperator {
  const { sampleCount, featureCount, maskCount, masks } = arrangement;
  const products = currentBackend().maskedProducts(inputs.values, sampleCount, featureCount, masks, maskCount);
  let kept: KeptMoves | undefined;
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
    moves({ outputs, coupled, axesOf }) {
      if (kept?.outputs !== outputs || kept.coupled !== coupled) {
        kept?.moves.dispose();
        const moves = products.blockMoves({ outputs, coupled, rotation: axesOf(inputs) });
        kept = { outputs, coupled, moves };
      }
      return kept.moves;
    },
    magnitude: { values: inputs.values, groupSize: 1, factor: 1, extra: 2, masked: maskedRows(inputs, arrangement) },
    onRowGroups(groups, rotation) {
      const [rows, part] = rowGroups(inputs, arrangement, groups);
      return maskedOperator(rotation ? turned(rows, rotation) : rows, part);
    },
    dispose() {
      kept?.moves.dispose();
      kept = undefined;
      products.dispose();
    },
  };
}

/** The blocks as rows and masks. @param slopes on the open and on the closed side; the ReLU's unless given */
export function maskedRows(
  { values }: Matrix,
  { masks, sampleCount }: Arrangement,
  [open, closed]: readonly [number, number] = [1, 0],
): MaskedRows {
  return { values, groupSize: 1, masks, words: maskWords(sampleCount), open, closed };
}

interface KeptMoves {
  readonly outputs: number;
  readonly coupled: boolean;
  readonly moves: BlockMoves;
}

/** XQ */
function turned({ rows, columns: d, values }: Matrix, rotation: Float64Array): Matrix {
  const out = matrix(rows, d);
  currentBackend().multiply(values, rows, d, rotation, d, out.values);
  return out;
}

/** Rows and masks of whole groups of 64 rows, which are whole words of the masks. */
function rowGroups(inputs: Matrix, arrangement: Arrangement, groups: Int32Array): [Matrix, Arrangement] {
  const { sampleCount: n, featureCount: d, maskCount: p, masks } = arrangement;
  const parts = Array.from(groups, (g) => inputs.values.subarray(64 * g * d, Math.min(n, 64 * g + 64) * d));
  const values = new Float64Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  const words = maskWords(n);
  const chosen = new Uint32Array(p * 2 * groups.length);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < groups.length; k++) {
      for (let half = 0; half < 2; half++) {
        chosen[2 * (i * groups.length + k) + half] = masks[i * words + 2 * groups[k] + half];
      }
    }
  }
  const sampleCount = values.length / d;
  return [matrix(sampleCount, d, values), { ...arrangement, sampleCount, masks: chosen }];
}
