/** The plain-JavaScript twin of the numeric core: runs anywhere, one thread, the reference the others are tested against. */
import type { NumericsBackend } from "./backend.js";
import { ascend } from "./javascript-ascent.js";
import * as dense from "./javascript-dense.js";
import { walkGates } from "./javascript-gate-walks.js";
import { gaussianMatrix, ntkMatrix } from "./javascript-kernels.js";
import { maskedProducts } from "./javascript-masked-products.js";
import { packMasks } from "./javascript-masks.js";

const backend: NumericsBackend = {
  name: "javascript",
  threads: 1,
  packMasks,
  maskedProducts,
  cholesky: dense.cholesky,
  solveLower: dense.solveLower,
  solveLowerTransposed: dense.solveLowerTransposed,
  inverseDiagonal: dense.inverseDiagonal,
  gramOfColumns: dense.gramOfColumns,
  gramOfRows: dense.gramOfRows,
  multiply: dense.multiply,
  ntkMatrix,
  gaussianMatrix,
  ascend,
  walkGates,
};

/**
 * The numeric core in plain JavaScript: one thread, anywhere, and the reference that the others are tested against.
 * @returns the core
 */
export function javascriptBackend(): NumericsBackend {
  return backend;
}
