/**
 * halfspace/geometry: arrangements beyond sampling, masks and gates, the cones of a mask and their probabilities.
 * `sampleArrangement`, `arrangementFromGates` and `enumerateArrangement` are exported from `halfspace`.
 */

export { gateVector, maskBit } from "../arrangements/arrangement.js";
export {
  type ComposedArrangement,
  type ComposedArrangementOptions,
  composedArrangement,
  type DeepGates,
} from "../arrangements/composed.js";
export { coverCount } from "../arrangements/cover-count.js";
export type { EnumerateArrangementOptions } from "../arrangements/enumerate.js";
export { isComplete, isMinimallyComplete } from "../arrangements/enumerate.js";
export {
  type PatchOptions,
  type PatchShape,
  patchCount,
  patchMatrix,
  patchShape,
  patchSize,
} from "../arrangements/patches.js";
export { gaussianGates, type SampleArrangementOptions, sampledGates } from "../arrangements/sample.js";
export { type ConeProbabilities, coneProbabilities } from "../cones/probabilities/cone-probabilities.js";
export {
  type MonteCarloOptions,
  type MonteCarloProbabilities,
  monteCarloProbabilities,
} from "../cones/probabilities/monte-carlo.js";
export { type OrthantOptions, orthantProbability } from "../cones/probabilities/orthant.js";
export type { Estimate } from "../cones/probabilities/quasi-monte-carlo.js";
export { solidAngles } from "../cones/probabilities/solid-angles.js";
export { type ConeProjection, projectOnCone } from "../cones/projection.js";
