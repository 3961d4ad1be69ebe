/**
 * Pricing: the largest |φ(u)| over all unit u,
 *
 *     φ(u) = Σ_j z_j (x_jᵀu)₊,
 *
 * the dual constraint of training a two-layer ReLU network without any choice of gates. This is the room's door; there are three ways in:
 *
 * - `exactPricing(inputs)`, where it is defined, answers a z with directions and an upper bound that is proved (proof.ts: which way is open);
 * - `boundedMaximum` answers any z in any rank with an upper bound that is proved, and as good as a budget allows;
 * - `searchMaxima` and `largestClimbed` answer any z, within a budget of starts, with directions and values alone.
 *
 * Certificates and solvers both come through here. Does not do: choosing which directions a network takes in (solvers/generation).
 */

export { boundedMaximum, usualMultiplications } from "./bounded-maximum.js";
export {
  type DualFunction,
  dualFunctionAt,
  type ExactPricing,
  type Maximum,
  type PricingQuestion,
  type ProvedMaxima,
} from "./dual-function.js";
export { mostPricedMasks } from "./enumerated-maxima.js";
export { exactPricing } from "./proof.js";
export { distinctMaxima, largestClimbed, type SearchResult, searchMaxima } from "./search.js";
export { orthonormalSpan, removeSpan } from "./span.js";
export type { Starts } from "./starts.js";
