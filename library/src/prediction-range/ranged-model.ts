import type { GatedModel } from "../models/gated-model.js";

/** What is read of a model: plain data, which passes between threads (shared-lots.ts). */
export const rangedParts = [
  ...(["kind", "model", "labels", "loss", "lossParameters", "reduction", "gates", "coverage", "lambda"] as const),
  ...(["sampleCount", "outputCount", "sampleWeights", "options", "shape", "constant", "point", "certificate"] as const),
  "calibration",
] as const;
export type RangedModel = Pick<GatedModel, (typeof rangedParts)[number]>;
