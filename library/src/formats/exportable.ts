import type { TrainedModel } from "../models/trained-model.js";

/** A network, or a trained model, whose classes then come along. */
export type Exportable = Pick<TrainedModel, "network" | "labels">;
