// The other part of the numeric core: what training does with masks, under the same rules as dense.ts. It is a module of its own, so that a page
// that needs a kernel matrix alone does not take it along.
export { ascend } from "./ascent";
export { correlateRows, listRows, probeRows, takeRows, transposeGates } from "./block-moves";
export { walkGates } from "./gate-walks";
export { gather, interleave, transposeBits } from "./mask-layout";
export { correlate, correlatePairs, forward, norms, pairsOut, transposeOut, weightedGram } from "./masked-products";
