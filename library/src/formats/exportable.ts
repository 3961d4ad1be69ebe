import type { InnerNetwork } from "../models/inner-network.js";
import type { ModelFacts } from "../models/model-facts.js";

/** A network over raw columns, or a model, whose classes then come along. */
export type Exportable = Pick<ModelFacts<InnerNetwork>, "network" | "labels">;
