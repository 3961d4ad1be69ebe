import { gatedNetworkAt } from "../../models/gated-network.js";
import type { AverageNetwork, FoldNetwork } from "../../models/inner-network.js";
import type { Intervals } from "../../models/intervals/intervals.js";
import { rawNetwork } from "../../models/network-kinds.js";
import type { Network } from "../../models/raw-network.js";
import { gatedReluNetwork } from "../../networks/gated-relu.js";
import type { NetworkShape, ShapedGates } from "../../programs/shaped-gates.js";
import type { ValueOf } from "../../schemas/schema.js";
import { kernelFits, kernelOfRecord, kernelRecord } from "./kernel-record.js";
import type { ModelRecord } from "./model-schema.js";
import { neuronsFit, neuronsOf, neuronsRecord } from "./network-parts.js";
import type { SizeCheck } from "./record-file.js";
import { hasSize, matrixOf, reductionOf, reductionRecord, type TableRecord, tableRecord } from "./vocabulary.js";
import type { foldAverageSchema } from "./vocabulary-schema.js";

type FoldNetworkRecord = NonNullable<ModelRecord["intervals"]>["networks"][number];
type FoldAverageRecord = ValueOf<ReturnType<typeof foldAverageSchema>>;

/** What intervals have beside their networks. */
interface IntervalsRecord<NetworkRecord> {
  level: number;
  foldOf: number[];
  scores: number[];
  weights?: number[] | undefined;
  networks: NetworkRecord[];
}

/** The parts of an average's file that its intervals go by. */
interface AverageParts extends Pick<ModelRecord, "labels" | "reduction"> {
  intervals?: IntervalsRecord<FoldAverageRecord> | undefined;
  inputs: TableRecord;
  centres?: { among: number } | undefined;
}

interface WithIntervals {
  readonly intervals?: Intervals;
}

/** The networks of the folds and the scores of the rows; no entry for a model without intervals. */
export const intervalsRecord = (model: WithIntervals) => recordWith(model, networkRecord);

/** The same of an average. */
export const averageIntervalsRecord = (model: WithIntervals) => recordWith(model, foldAverageRecord);

function recordWith<NetworkRecord>(
  { intervals }: WithIntervals,
  recordOf: (network: Network<FoldNetwork>) => NetworkRecord,
): { intervals?: IntervalsRecord<NetworkRecord> } {
  if (!intervals) return {};
  const { level, foldOf, scores, weights, networks } = intervals;
  const counts = weights ? { weights: [...weights] } : {};
  return {
    intervals: { level, foldOf: [...foldOf], scores: [...scores], ...counts, networks: networks.map(recordOf) },
  };
}

function networkRecord({ inner, columns, outputs }: Network<FoldNetwork>): FoldNetworkRecord {
  if (!("gates" in inner)) throw new TypeError(`a network of kind ${inner.kind} has no intervals of this form`);
  const [gates, blocks] = [tableRecord(inner.gates), tableRecord(inner.blocks)];
  return { reduction: reductionRecord({ columns, outputs }), gates, blocks };
}

/** An average without its claims; the rows that its kernels compare with stand there once. */
function foldAverageRecord({ inner, columns, outputs }: Network<FoldNetwork>): FoldAverageRecord {
  if (inner.kind !== "average") throw new TypeError(`a network of kind ${inner.kind} is no average`);
  const kernel = inner.members.find((member) => member.kind === "kernel");
  return {
    reduction: reductionRecord({ columns, outputs }),
    ...(kernel ? { inputs: tableRecord(kernel.rows) } : {}),
    members: inner.members.map(foldMemberRecord),
  };
}

function foldMemberRecord(member: AverageNetwork["members"][number]): FoldAverageRecord["members"][number] {
  switch (member.kind) {
    case "kernel": {
      const { kind, kernel, scale, dual } = member;
      return { kind, kernel: kernelRecord(kernel), scale, dualCoefficients: tableRecord(dual) };
    }
    case "relu":
      return { kind: member.kind, ...neuronsRecord(member) };
    case "gated-relu":
      return { kind: member.kind, gates: tableRecord(member.gates), blocks: tableRecord(member.blocks) };
    default:
      throw new TypeError(`a network of kind ${member.kind} is no member of an average`);
  }
}

/** @param shape of the model, which its folds share */
export const intervalsOf = ({ intervals }: Pick<ModelRecord, "intervals">, shape: NetworkShape | undefined) =>
  intervalsWith(intervals, (network) => networkOf(network, shape));

/** The same of an average. */
export const averageIntervalsOf = ({ intervals }: Pick<AverageParts, "intervals">) =>
  intervalsWith(intervals, foldAverageOf);

function intervalsWith<NetworkRecord>(
  intervals: IntervalsRecord<NetworkRecord> | undefined,
  networkOfRecord: (network: NetworkRecord) => Network<FoldNetwork>,
): { intervals?: Intervals } {
  if (!intervals) return {};
  const { level, foldOf, scores, weights, networks } = intervals;
  return {
    intervals: {
      level,
      foldOf: Int32Array.from(foldOf),
      scores: Float64Array.from(scores),
      ...(weights ? { weights: Float64Array.from(weights) } : {}),
      networks: networks.map(networkOfRecord),
    },
  };
}

function networkOf({ reduction: record, gates, blocks }: FoldNetworkRecord, shape: NetworkShape | undefined) {
  const reduction = reductionOf(record);
  const shaped: ShapedGates = { gates: matrixOf(gates), ...(shape ? { shape } : {}) };
  const point = { which: Int32Array.from({ length: gates.columns }, (_, a) => a), blocks: matrixOf(blocks).values };
  return rawNetwork(gatedNetworkAt(shaped, point, reduction.outputs.shift.length), reduction);
}

function foldAverageOf({ reduction, inputs = noRows, members }: FoldAverageRecord): Network<AverageNetwork> {
  const rows = matrixOf(inputs);
  const memberOf = (member: FoldAverageRecord["members"][number]): AverageNetwork["members"][number] => {
    if (member.kind === "relu") return neuronsOf(member);
    if (member.kind === "gated-relu") return gatedReluNetwork(matrixOf(member.gates), matrixOf(member.blocks));
    const { kind, kernel, scale, dualCoefficients } = member;
    return { kind, kernel: kernelOfRecord(kernel), scale, rows, dual: matrixOf(dualCoefficients) };
  };
  return rawNetwork<AverageNetwork>({ kind: "average", members: members.map(memberOf) }, reductionOf(reduction));
}

const noRows: TableRecord = { rows: 0, columns: 0, values: [] };

/** @param gateSize numbers that a gate of the model is over @param blockSize numbers a block has for one output */
export function intervalSizes(record: ModelRecord, gateSize: number, blockSize: number): SizeCheck[] {
  const { intervals, sampleCount, outputCount, labels, shape } = record;
  if (!intervals) return [];
  const fits = (network: FoldNetworkRecord): boolean =>
    mapsFit(network, record.reduction) &&
    hasSize(network.gates, gateSize, network.gates.columns) &&
    hasSize(network.blocks, network.gates.columns, blockSize * outputCount);
  return [
    ["intervals", shape?.kind !== "deep" && (labels !== null || outputCount === 1)],
    ...rowSizes(intervals, sampleCount),
    ["intervals.networks", intervals.networks.every(fits)],
  ];
}

/** The same of an average. */
export function averageIntervalSizes({ intervals, inputs, centres, reduction, labels }: AverageParts): SizeCheck[] {
  if (!intervals) return [];
  const d = inputs.columns;
  const k = reduction.outputs.shift.length;
  const fits = (network: FoldAverageRecord): boolean =>
    mapsFit(network, reduction) && network.members.every((member) => foldMemberFits(member, network.inputs, d, k));
  return [
    ["intervals", labels !== null || k === 1],
    ...rowSizes(intervals, centres?.among ?? inputs.rows),
    ["intervals.networks", intervals.networks.every(fits)],
  ];
}

/** @param rows that kernels compare with @param d mapped columns @param k outputs */
function foldMemberFits(
  member: FoldAverageRecord["members"][number],
  rows: TableRecord | undefined,
  d: number,
  k: number,
): boolean {
  if (member.kind === "relu") return neuronsFit(member, d, k);
  if (member.kind === "gated-relu") {
    return hasSize(member.gates, d, member.gates.columns) && hasSize(member.blocks, member.gates.columns, d * k);
  }
  if (!rows || rows.rows === 0 || !hasSize(rows, rows.rows, d)) return false;
  return kernelFits(member.kernel, d) && hasSize(member.dualCoefficients, rows.rows, k);
}

/** Maps of as many columns and outputs as the model has. */
function mapsFit({ reduction }: { reduction: ModelRecord["reduction"] }, model: ModelRecord["reduction"]): boolean {
  const { columns, outputs } = reduction;
  return (
    columns.shift.length === model.columns.shift.length &&
    columns.factor.length === model.columns.shift.length &&
    columns.bias === model.columns.bias &&
    outputs.shift.length === model.outputs.shift.length &&
    outputs.scale.length === model.outputs.shift.length
  );
}

function rowSizes({ foldOf, scores, weights, networks }: IntervalsRecord<unknown>, n: number): SizeCheck[] {
  // Without any fold are only rows beside a single one.
  const last = networks.length === 1 ? 1 : networks.length - 1;
  return [
    ["intervals.foldOf", foldOf.length === n && foldOf.every((fold) => fold <= last)],
    ["intervals.scores", scores.length === n],
    ["intervals.weights", !weights || weights.length === n],
  ];
}
