import { gatedNetworkAt } from "../../models/gated-network.js";
import type { GatedNetwork } from "../../models/inner-network.js";
import type { Intervals } from "../../models/intervals/intervals.js";
import { rawNetwork } from "../../models/network-kinds.js";
import type { Network } from "../../models/raw-network.js";
import type { NetworkShape, ShapedGates } from "../../programs/shaped-gates.js";
import type { ModelRecord } from "./model-schema.js";
import type { SizeCheck } from "./record-file.js";
import { hasSize, matrixOf, reductionOf, reductionRecord, tableRecord } from "./vocabulary.js";

export type IntervalsRecord = NonNullable<ModelRecord["intervals"]>;
type FoldNetworkRecord = IntervalsRecord["networks"][number];

/** The networks of the folds and the scores of the rows; no entry for a model without intervals. */
export function intervalsRecord({ intervals }: { readonly intervals?: Intervals }): { intervals?: IntervalsRecord } {
  if (!intervals) return {};
  const { level, foldOf, scores, weights, networks } = intervals;
  const counts = weights ? { weights: [...weights] } : {};
  const ofFolds = networks.map(networkRecord);
  return { intervals: { level, foldOf: [...foldOf], scores: [...scores], ...counts, networks: ofFolds } };
}

function networkRecord({ inner, columns, outputs }: Network<GatedNetwork>): FoldNetworkRecord {
  if (!("gates" in inner)) throw new TypeError("a network of more layers has no intervals");
  const [gates, blocks] = [tableRecord(inner.gates), tableRecord(inner.blocks)];
  return { reduction: reductionRecord({ columns, outputs }), gates, blocks };
}

/** @param shape of the model, which its folds share */
export function intervalsOf(
  { intervals }: Pick<ModelRecord, "intervals">,
  shape: NetworkShape | undefined,
): { intervals?: Intervals } {
  if (!intervals) return {};
  const { level, foldOf, scores, weights, networks } = intervals;
  return {
    intervals: {
      level,
      foldOf: Int32Array.from(foldOf),
      scores: Float64Array.from(scores),
      ...(weights ? { weights: Float64Array.from(weights) } : {}),
      networks: networks.map((network) => networkOf(network, shape)),
    },
  };
}

function networkOf({ reduction: record, gates, blocks }: FoldNetworkRecord, shape: NetworkShape | undefined) {
  const reduction = reductionOf(record);
  const shaped: ShapedGates = { gates: matrixOf(gates), ...(shape ? { shape } : {}) };
  const point = { which: Int32Array.from({ length: gates.columns }, (_, a) => a), blocks: matrixOf(blocks).values };
  return rawNetwork(gatedNetworkAt(shaped, point, reduction.outputs.shift.length), reduction);
}

/** @param gateSize numbers that a gate of the model is over @param blockSize numbers a block has for one output */
export function intervalSizes(
  { intervals, sampleCount, featureCount, outputCount, labels, reduction, shape }: ModelRecord,
  gateSize: number,
  blockSize: number,
): SizeCheck[] {
  if (!intervals) return [];
  const { foldOf, scores, weights, networks } = intervals;
  // Without any fold are only rows beside a single one.
  const last = networks.length === 1 ? 1 : networks.length - 1;
  const fits = (network: FoldNetworkRecord): boolean => {
    const { columns, outputs } = network.reduction;
    return (
      columns.shift.length === featureCount &&
      columns.factor.length === featureCount &&
      columns.bias === reduction.columns.bias &&
      outputs.shift.length === outputCount &&
      outputs.scale.length === outputCount &&
      hasSize(network.gates, gateSize, network.gates.columns) &&
      hasSize(network.blocks, network.gates.columns, blockSize * outputCount)
    );
  };
  return [
    ["intervals", shape?.kind !== "deep" && (labels !== null || outputCount === 1)],
    ["intervals.foldOf", foldOf.length === sampleCount && foldOf.every((fold) => fold <= last)],
    ["intervals.scores", scores.length === sampleCount],
    ["intervals.weights", !weights || weights.length === sampleCount],
    ["intervals.networks", networks.every(fits)],
  ];
}
