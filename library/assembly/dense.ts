// The dense part of the numeric core in AssemblyScript: products, factors, kernel matrices, and masks of gates. Memory belongs to the caller
// (library/src/numerics/wasm/): every function works on addresses it is given, holds no state, and does the part of the work its ranges name, so
// that several threads can share one job.
export { gaussian, neuralTangent, rowSquares } from "./kernels";
export { compareGates } from "./pack-masks";
export { packColumns, packRows, product, mirror, unpackColumns, maskColumns } from "./product";
export { choleskyDiagonal, choleskyRows, choleskyUpdate, packPanel, solvePanels, unpackPanel, identityPanels, panelSquares } from "./triangular";
