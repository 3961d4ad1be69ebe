import { type Arrangement, type GatedReluNetwork, type SparseBlocks } from "halfspace";
/** The network of the blocks at a point, their gates only. */
export declare function gatedNetworkAt(
  { featureCount: d, gates, maskCount }: Arrangement,
  point: SparseBlocks,
): GatedReluNetwork;
/** The gates of the blocks, heaviest first, d numbers each. */
export declare function gatesOf(arrangement: Arrangement, point: SparseBlocks): Float64Array;
/** ‖w_i‖ / Σ‖w_j‖ for every gate of the arrangement: the learned kernel weights η. */
export declare function gateWeightsOf(arrangement: Arrangement, point: SparseBlocks): Float64Array;
//# sourceMappingURL=gated-point.d.ts.map
