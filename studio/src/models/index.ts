import { adam, gradientDescent } from "./descent.js";
import { exactRelu } from "./exact-relu.js";
import { gatedOptimum } from "./gated-optimum.js";
import type { Model } from "./model.js";
import { ntkRidge } from "./ntk-ridge.js";

/** The models side by side, in the order of the page. */
export const models: readonly Model[] = [exactRelu, adam, gradientDescent, gatedOptimum, ntkRidge];

/** @throws when there is none of that name */
export function modelNamed(id: string): Model {
  const model = models.find((candidate) => candidate.id === id);
  if (!model) throw new Error(`no model "${id}"`);
  return model;
}
