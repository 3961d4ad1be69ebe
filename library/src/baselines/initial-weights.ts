import { randomGenerator } from "../random/generator.js";

/**
 * Random weights θ = [w_1 … w_m, a_1 … a_m]: w ~ N(0, scale²·2/d), a ~ N(0, scale²·2/m) (He et al. 2015). Neurons are
 * drawn one after the other. So a seed gives the same first neurons whatever their number, up to the scale of a.
 */
export function initialWeights(neurons: number, featureCount: number, seed: number, scale = 1): Float64Array {
  const random = randomGenerator(seed);
  const theta = new Float64Array(neurons * (featureCount + 1));
  const hiddenScale = scale * Math.sqrt(2 / featureCount);
  const outputScale = scale * Math.sqrt(2 / neurons);
  for (let i = 0; i < neurons; i++) {
    for (let k = 0; k < featureCount; k++) theta[i * featureCount + k] = hiddenScale * random.gaussian();
    theta[neurons * featureCount + i] = outputScale * random.gaussian();
  }
  return theta;
}
