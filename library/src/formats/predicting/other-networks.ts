import type { Matrix } from "../../linear-algebra/matrix.js";
import { gatedNetworkOf } from "../../models/gated-model.js";
import { rawNetwork } from "../../models/network-kinds.js";
import { plainNetworkOf } from "../../models/plain-model.js";
import type { Network } from "../../models/raw-network.js";
import type { TrainedOutputs } from "../../networks/affine-map.js";
import { loadProducts } from "../../numerics/plain/products.js";
import type { SparseBlocks } from "../../programs/group-program.js";
import type { Reduction } from "../../reductions/reduction.js";
import { kernelMachineOf, neuronsOf } from "../records/network-parts.js";
import { networkSizes } from "../records/network-sizes.js";
import type { PredictingRecord } from "../records/predicting-schema.js";
import { requireSizes } from "../records/record-file.js";
import { shapeOfRecord } from "../records/shape-record.js";

/** What of a record is read already. */
interface ReadParts {
  readonly reduction: Reduction;
  readonly gates: Matrix;
  readonly point: SparseBlocks;
  readonly trained: TrainedOutputs;
}

/** The network of a record that is none of two layers of gates. @throws FormatError where its sizes do not fit */
export function otherNetwork(record: PredictingRecord, { reduction, gates, point, trained }: ReadParts): Network {
  requireSizes("model file", networkSizes(record));
  loadProducts();
  const { kernel, neurons } = record;
  if (kernel) return rawNetwork(kernelMachineOf(kernel), reduction, trained);
  const shape = record.shape && shapeOfRecord(record.shape, gates, reduction.columns.bias);
  if (neurons) return rawNetwork(plainNetworkOf(neuronsOf(neurons), shape), reduction, trained);
  return gatedNetworkOf(reduction, { gates, ...(shape ? { shape } : {}) }, point, trained);
}
