import { type ReluNetwork, reluNetwork } from "../networks/relu.js";
import type { NetworkShape } from "../programs/shaped-gates.js";
import type { PlainNetwork } from "./inner-network.js";
import type { TrainedFacts } from "./model-facts.js";

/** What turning gated blocks into plain neurons did (28). */
export interface DecompositionReport {
  readonly strategy: string;
  /** Σ(‖v‖+‖u‖) / Σ‖w‖, at least 1. */
  readonly inflation: number;
  /** Objective of the ReLU program (3) at the neurons, recomputed from them. */
  readonly objective: number;
  /** (objective − dual bound) / objective: the bound of (8) also bounds (3) on the same gates. */
  readonly relativeGap: number;
  /** How far v and u leave their cones, relative to ‖Xv‖. */
  readonly maxConeViolation: number;
}

/** A network of plain neurons that the blocks of the convex program were decomposed into. */
export interface PlainModel extends TrainedFacts<PlainNetwork> {
  readonly kind: "plain";
  readonly model: "relu";
  readonly decomposition: DecompositionReport;
}

/** A network of plain neurons whose gates were generated: plain from the start, and its own evidence. */
export interface GeneratedModel extends TrainedFacts<ReluNetwork> {
  readonly kind: "generated";
  readonly model: "relu";
  readonly decomposition: null;
}

/** The network of plain neurons of a shape: its filters on patches, or its neurons with the shape's activation. */
export function plainNetworkOf({ hidden, output }: ReluNetwork, shape: NetworkShape | undefined): PlainNetwork {
  const neurons = reluNetwork(hidden, output, shape?.kind === "activation" ? shape.activation : undefined);
  return shape?.kind === "convolutional"
    ? { kind: "convolutional", patches: shape.patches, filters: neurons }
    : neurons;
}
