import type { InnerNetwork } from "../models/inner-network.js";
import type { ModelFacts } from "../models/model-facts.js";
import type { TrainedModel } from "../models/trained-model.js";

/** A network over raw columns, or a model, whose classes then come along, and their probabilities where it has them. */
export type Exportable = Pick<ModelFacts<InnerNetwork>, "network" | "labels"> &
  Partial<Pick<TrainedModel, "loss" | "calibration">>;
