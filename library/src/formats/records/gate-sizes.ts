import { probabilityLinks } from "../../losses/loss.js";
import { outputsForLabels } from "../../reductions/class-labels.js";
import type { PredictingRecord } from "./predicting-schema.js";
import type { SizeCheck } from "./record-file.js";
import { hasSize } from "./vocabulary.js";

/** What must hold between the sizes of a model file's gates, blocks and classes. */

/** Columns that the network takes. */
export const mappedColumns = ({ featureCount, reduction }: PredictingRecord): number =>
  featureCount + (reduction.columns.bias ? 1 : 0);

/** Numbers that a gate is over. */
export function gateSize(record: PredictingRecord): number {
  const { shape, reduction } = record;
  if (shape?.kind !== "convolutional") return mappedColumns(record);
  return shape.channels * shape.filterHeight * shape.filterWidth + (reduction.columns.bias ? 1 : 0);
}

/** Numbers that a block has for one output. */
export function blockSize(record: PredictingRecord): number {
  const { shape } = record;
  return shape?.kind === "activation" && shape.activation === "threshold" ? 1 : gateSize(record);
}

export function reductionSizes({
  reduction: { columns, outputs },
  featureCount,
  outputCount,
}: PredictingRecord): SizeCheck[] {
  return [
    ["reduction.columns.shift", columns.shift.length === featureCount],
    ["reduction.columns.factor", columns.factor.length === featureCount],
    ["reduction.outputs.shift", outputs.shift.length === outputCount],
    ["reduction.outputs.scale", outputs.scale.length === outputCount],
  ];
}

/** Gates, and the blocks that are not zero. */
export function gateSizes(record: PredictingRecord): SizeCheck[] {
  const { gates, point, shape, maskCount, outputCount } = record;
  const h = gateSize(record);
  const ascending = point.which.every((gate, a) => gate < maskCount && (a === 0 || gate > point.which[a - 1]));
  return [
    ["gates", hasSize(gates, h, shape?.kind === "deep" ? gates.columns : maskCount)],
    ["point.which", point.which.length === record.activeGates && ascending],
    ["point.blocks", point.blocks.length === point.which.length * blockSize(record) * outputCount],
    ["constant", record.constant === undefined || record.constant.length === outputCount],
  ];
}

export function classSizes({ task, labels, loss, outputCount }: PredictingRecord): SizeCheck[] {
  const oneHot = probabilityLinks.get(loss) === "softmax";
  const outputs = labels && (oneHot ? labels.length : outputsForLabels(labels));
  return [
    ["labels", (task === "classification") === (labels !== null)],
    ["outputCount", outputs === null || outputCount === outputs],
  ];
}
