import { adam, gradientDescent } from "./descent.js";
import { exactRelu } from "./exact-relu.js";
import { gatedOptimum } from "./gated-optimum.js";
import { generated } from "./generated.js";
import type { Model } from "./model.js";
import { ntkRidge } from "./ntk-ridge.js";
import { reweighting } from "./reweighting.js";

/** The models side by side, in the order they run. The first is what all others are measured by. */
export const models: readonly Model[] = [
  exactRelu,
  gradientDescent,
  adam,
  generated,
  gatedOptimum,
  reweighting,
  ntkRidge,
];

/** @throws when there is none of that name */
export function modelNamed(id: string): Model {
  const model = models.find((candidate) => candidate.id === id);
  if (!model) throw new Error(`no model "${id}"`);
  return model;
}
