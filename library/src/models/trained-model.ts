import type { AverageModel } from "./average/average-model.js";
import type { GatedModel } from "./gated-model.js";
import type { KernelModel } from "./kernel-model.js";
import type { GeneratedModel, PlainModel } from "./plain-model.js";

/** A model trained on one program: what `train` gives and a model file keeps. `kind` tells them apart. */
export type TrainedModel = GatedModel | PlainModel | GeneratedModel | KernelModel;

/** A model of any kind. */
export type AnyModel = TrainedModel | AverageModel;

/** The parts by which the kinds differ: the network, and how it came about. */
export type PartsOfKind<Model extends TrainedModel> = Model extends TrainedModel
  ? Pick<Model, "kind" | "model" | "network" | "decomposition">
  : never;

/** What a trained model was asked to be. */
export type ModelKind = TrainedModel["model"];
