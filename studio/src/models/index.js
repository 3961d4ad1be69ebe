import { adam, gradientDescent } from "./descent.js";
import { exactRelu } from "./exact-relu.js";
import { gatedOptimum } from "./gated-optimum.js";
import { generated } from "./generated.js";
import { ntkRidge } from "./ntk-ridge.js";
import { reweighting } from "./reweighting.js";
/** The models side by side, in the order of the page. */
export const models = [exactRelu, generated, adam, gradientDescent, gatedOptimum, reweighting, ntkRidge];
/** @throws when there is none of that name */
export function modelNamed(id) {
  const model = models.find((candidate) => candidate.id === id);
  if (!model) throw new Error(`no model "${id}"`);
  return model;
}
//# sourceMappingURL=index.js.map
