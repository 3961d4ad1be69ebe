import { type Arrangement, matrix } from "halfspace";
import { gateVector } from "halfspace/geometry";
import { type GatedReluNetwork, gatedReluNetwork } from "halfspace/networks";
import type { SparseBlocks } from "halfspace/programs";

/** The network of the blocks at a point, their gates only. */
export function gatedNetworkAt(
  { featureCount: d, gates, maskCount }: Arrangement,
  point: SparseBlocks,
): GatedReluNetwork {
  const { which, blocks } = point;
  const chosen = matrix(d, which.length);
  which.forEach((gate, position) => {
    for (let k = 0; k < d; k++) chosen.values[k * which.length + position] = gates.values[k * maskCount + gate];
  });
  return gatedReluNetwork(chosen, matrix(which.length, d, blocks));
}

/** The gates of the blocks, heaviest first, d numbers each. */
export function gatesOf(arrangement: Arrangement, point: SparseBlocks): Float64Array {
  const norms = blockNorms(point);
  const order = Array.from(norms.keys()).sort((a, b) => norms[b] - norms[a]);
  return Float64Array.from(order.flatMap((position) => Array.from(gateVector(arrangement, point.which[position]))));
}

/** ‖w_i‖ / Σ‖w_j‖ for every gate of the arrangement: the learned kernel weights η. */
export function gateWeightsOf(arrangement: Arrangement, point: SparseBlocks): Float64Array {
  const norms = blockNorms(point);
  const total = norms.reduce((sum, norm) => sum + norm, 0) || 1;
  const weights = new Float64Array(arrangement.maskCount);
  point.which.forEach((gate, position) => {
    weights[gate] = norms[position] / total;
  });
  return weights;
}

function blockNorms({ which, blocks }: SparseBlocks): number[] {
  const size = which.length > 0 ? blocks.length / which.length : 0;
  return Array.from(which, (_, a) => Math.hypot(...blocks.subarray(a * size, (a + 1) * size)));
}
