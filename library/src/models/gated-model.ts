import type { TrainedOutputs } from "../networks/affine-map.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { ShapedGates } from "../programs/shaped-gates.js";
import type { Reduction } from "../reductions/reduction.js";
import { gatedNetworkAt } from "./gated-network.js";
import type { GatedNetwork } from "./inner-network.js";
import type { TrainedFacts } from "./model-facts.js";
import { rawNetwork } from "./network-kinds.js";
import type { Network } from "./raw-network.js";

/** A network with gates, as the convex program gives it. */
export interface GatedModel extends TrainedFacts<GatedNetwork> {
  readonly kind: "gated";
  /** "mkl": by multiple kernel learning (12). */
  readonly model: "gated-relu" | "mkl";
  readonly decomposition: null;
}

/** The gated network of a point, over raw columns. */
export function gatedNetworkOf(
  reduction: Reduction,
  shaped: ShapedGates,
  point: SparseBlocks,
  trained?: TrainedOutputs,
): Network<GatedNetwork> {
  return rawNetwork(gatedNetworkAt(shaped, point, reduction.outputs.shift.length), reduction, trained);
}
