/**
 * halfspace/baselines: gradient descent on the non-convex network, once and from many starts.
 */

export {
  type DescentMethod,
  type DescentOptions,
  type DescentResult,
  type DescentState,
  descend,
  descentSteps,
} from "../baselines/descent.js";
export { descendFromManyStarts, type ManyStartsOptions, type ManyStartsResult } from "../baselines/many-starts.js";
