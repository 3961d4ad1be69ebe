// The numeric core in AssemblyScript. Memory belongs to the caller (library/src/numerics/wasm/): every function works on addresses it is
// given, holds no state, and does the part of the work its ranges name, so that several threads can share one job.
export { ascend } from "./ascent";
export { correlateRows, listRows, probeRows, takeRows, transposeGates } from "./block-moves";
export { walkGates } from "./gate-walks";
export { gather, interleave, transposeBits } from "./mask-layout";
export { compareGates } from "./pack-masks";
export { correlate, correlatePairs, forward, norms, pairsOut, transposeOut, weightedGram } from "./masked-products";
export { packColumns, packRows, product, mirror, unpackColumns, maskColumns } from "./product";
export { choleskyDiagonal, choleskyRows, choleskyUpdate, packPanel, solvePanels, unpackPanel, identityPanels, panelSquares } from "./triangular";
export { gaussian, neuralTangent, rowSquares } from "./kernels";
