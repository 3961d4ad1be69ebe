/**
 * Arithmetic whose results are bounds: what certificates are made of. Doors: neighbours of doubles (directed rounding), a-priori bounds of
 * rounded sums, sums with proved bounds, and enclosures of the elementary functions.
 */
export { BoundedSum } from "./bounded-sum.js";
export {
  exponentialAbove,
  exponentialBelow,
  logarithmAbove,
  logarithmBelow,
  logarithmOfOnePlusAbove,
  powerAbove,
} from "./elementary-bounds.js";
export { extractionUnit, productError, restError, sumError } from "./error-free.js";
export { nextDown, nextUp, powerOfTwoAbove } from "./neighbours.js";
export { gamma, lengthAbove, sumAbove, underflow } from "./rounding-error.js";
