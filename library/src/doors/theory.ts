/**
 * halfspace/theory: Theorem 6.1 on the prediction error, the linearised network of lecture 12, and the product of two signs.
 */

export { type GradientFeatures, gradientFeatures } from "../theory/gradient-features.js";
export { type InfiniteWidthFit, infiniteWidthFit } from "../theory/infinite-width.js";
export {
  displacedNetwork,
  type Linearisation,
  type LinearisationOptions,
  linearise,
  linearisedPredictions,
  type MinimumNormFit,
  minimumNormFit,
} from "../theory/linearisation.js";
export {
  type DescentRate,
  descentRate,
  type LinearisedDescentOptions,
  type LinearisedDescentState,
  linearisedDescent,
} from "../theory/linearised-descent.js";
export { estimateNoise } from "../theory/noise-estimate.js";
export {
  confidenceOf,
  deviationsOf,
  gaussianNormTail,
  type PredictionErrorOptions,
  type PredictionErrorRule,
  predictionErrorBound,
  predictionErrorRule,
} from "../theory/prediction-error.js";
export {
  productOfSigns,
  type RecognisedNeuron,
  type Recognition,
  recogniseFourNeurons,
  type SignTable,
} from "../theory/product-of-signs.js";
