/**
 * Pricing: the largest |φ(u)| over all unit u,
 *
 *     φ(u) = Σ_j z_j (x_jᵀu)₊,
 *
 * the dual constraint of training a two-layer ReLU network without any choice of gates. This is the room's door; there are four ways in:
 *
 * - `exactPricing(inputs)`, where it is defined, answers a z with the directions of the maxima, cell by cell in floating point (`every-cell.ts`);
 * - `provedMaximum` answers a z in rank 3 and below, or where the masks are few, with an upper bound that is proved and as good as exact;
 * - `boundedMaximum` answers any z in any rank with an upper bound that is proved, and as good as a budget allows;
 * - `searchMaxima` and `largestClimbed` answer any z, within a budget of starts, with directions and values alone.
 *
 * Certificates and solvers both come through here. Does not do: choosing which directions a network takes in (solvers/generation).
 */

export { boundedMaximum, exactness, provedMaximum, usualMultiplications } from "./bounded-maximum.js";
export { byFallingValue, distinctMaxima, largestClimbed, type SearchResult, searchMaxima } from "./climbing/search.js";
export { orthonormalSpan, removeSpan } from "./climbing/span.js";
export type { Starts } from "./climbing/starts.js";
export {
  type DualFunction,
  dualFunctionAt,
  type ExactPricing,
  type Maximum,
  type PricingQuestion,
  type ProvedMaxima,
  slopeAbove,
} from "./dual-function.js";
export { mostPricedMasks } from "./enumerated-maxima.js";
export { exactPricing } from "./every-cell.js";
export {
  alongBarriers,
  inCoordinates,
  keepWithin,
  type PricedTable,
  pricedTable,
  type Side,
  sideOfSign,
} from "./sides.js";
