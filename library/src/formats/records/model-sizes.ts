import { isOfNetwork } from "../../certificates/describe.js";
import { probabilityLinks } from "../../losses/loss.js";
import { outputsForLabels } from "../../reductions/class-labels.js";
import { intervalSizes } from "./interval-record.js";
import type { ModelRecord } from "./model-schema.js";
import type { SizeCheck } from "./record-file.js";
import { filtersFit, type ShapeRecord } from "./shape-record.js";
import { backgroundSize, hasSize, type TableRecord } from "./vocabulary.js";

/** What must hold between the sizes of a model file's parts, which the schema of each part alone cannot see. */
export function modelSizes(record: ModelRecord): SizeCheck[] {
  return [
    ...reductionSizes(record),
    ...programSizes(record),
    ...rowSizes(record),
    ...classSizes(record),
    ...kernelSizes(record),
    ...neuronSizes(record),
    ...shapeSizes(record),
    ...intervalSizes(record, gateSize(record), blockSize(record)),
    backgroundSize(record, record.featureCount),
  ];
}

/** Columns that the network takes. */
const mappedColumns = ({ featureCount, reduction }: ModelRecord): number =>
  featureCount + (reduction.columns.bias ? 1 : 0);

/** Numbers that a gate is over. */
function gateSize(record: ModelRecord): number {
  const { shape, reduction } = record;
  if (shape?.kind !== "convolutional") return mappedColumns(record);
  return shape.channels * shape.filterHeight * shape.filterWidth + (reduction.columns.bias ? 1 : 0);
}

/** Numbers that a block has for one output. */
function blockSize(record: ModelRecord): number {
  const { shape } = record;
  return shape?.kind === "activation" && shape.activation === "threshold" ? 1 : gateSize(record);
}

function reductionSizes({ reduction: { columns, outputs }, featureCount, outputCount }: ModelRecord): SizeCheck[] {
  return [
    ["reduction.columns.shift", columns.shift.length === featureCount],
    ["reduction.columns.factor", columns.factor.length === featureCount],
    ["reduction.outputs.shift", outputs.shift.length === outputCount],
    ["reduction.outputs.scale", outputs.scale.length === outputCount],
  ];
}

/** Gates, and the blocks that are not zero. */
function programSizes(record: ModelRecord): SizeCheck[] {
  const { gates, point, shape, maskCount, outputCount, model, certificate, decomposition, neurons } = record;
  const h = gateSize(record);
  const ascending = point.which.every((gate, a) => gate < maskCount && (a === 0 || gate > point.which[a - 1]));
  const generated = isOfNetwork(certificate);
  return [
    ["gates", hasSize(gates, h, shape?.kind === "deep" ? gates.columns : maskCount)],
    ["point.which", point.which.length === record.activeGates && ascending],
    ["point.blocks", point.blocks.length === point.which.length * blockSize(record) * outputCount],
    ["constant", record.constant === undefined || record.constant.length === outputCount],
    ["neurons", (model === "relu") === (neurons !== null)],
    ["decomposition", (model === "relu" && !generated) === (decomposition !== null)],
    ["certificate.maskCount", certificate.maskCount === maskCount],
  ];
}

function rowSizes(record: ModelRecord): SizeCheck[] {
  const { sampleWeights, dualPoint, sampleCount, outputCount, featureCount, options, certificate } = record;
  const { monotone } = options;
  return [
    ["options.monotone", !monotone || (monotone.length === featureCount && isOfNetwork(certificate))],
    ["sampleWeights", !sampleWeights || sampleWeights.length === sampleCount],
    ["dualPoint", !dualPoint || dualPoint.length === sampleCount * outputCount],
  ];
}

function classSizes({ task, labels, loss, outputCount }: ModelRecord): SizeCheck[] {
  const oneHot = probabilityLinks.get(loss) === "softmax";
  const outputs = labels && (oneHot ? labels.length : outputsForLabels(labels));
  return [
    ["labels", (task === "classification") === (labels !== null)],
    ["outputCount", outputs === null || outputCount === outputs],
  ];
}

function kernelSizes(record: ModelRecord): SizeCheck[] {
  const { kernel, model, sampleCount, outputCount } = record;
  const expected: SizeCheck = ["kernel", (model === "ntk" || model === "gaussian") === (kernel !== undefined)];
  if (!kernel) return [expected];
  return [
    expected,
    ["kernel.bandwidth", (kernel.name === "gaussian") === (kernel.bandwidth !== null)],
    ["kernel.name", kernel.name === model],
    ["kernel.rows", hasSize(kernel.rows, sampleCount, mappedColumns(record))],
    ["kernel.dual", hasSize(kernel.dual, sampleCount, outputCount)],
  ];
}

function neuronSizes(record: ModelRecord): SizeCheck[] {
  if (!record.neurons) return [];
  const { hidden, output } = record.neurons;
  return [
    ["neurons.hidden", hasSize(hidden, hidden.rows, gateSize(record))],
    ["neurons.output", hasSize(output, hidden.rows, record.outputCount)],
  ];
}

function shapeSizes(record: ModelRecord): SizeCheck[] {
  const { shape, model, version } = record;
  if (!shape) return [["version", version === 1]];
  const gated = model === "gated-relu";
  return [
    ["version", version === 2],
    ["shape", gated || (model === "relu" && record.decomposition !== null && shape.kind !== "deep")],
    ...(shape.kind === "deep" ? layerSizes(shape, record) : []),
    ...(shape.kind === "convolutional" ? imageSizes(shape, record) : []),
    ...(shape.kind === "activation" ? slopeSizes(shape) : []),
  ];
}

type Shape<Kind> = Extract<ShapeRecord, { kind: Kind }>;

const slopeSizes = ({ activation, slope }: Shape<"activation">): SizeCheck[] => [
  ["shape.slope", (activation === "leaky-relu") === (slope !== undefined)],
];

function imageSizes(shape: Shape<"convolutional">, { featureCount }: ModelRecord): SizeCheck[] {
  return [
    ["shape.height", shape.height * shape.width * shape.channels === featureCount],
    ["shape.filterHeight", filtersFit(shape)],
  ];
}

function layerSizes({ hidden, gates, choices }: Shape<"deep">, record: ModelRecord): SizeCheck[] {
  const widths = [record.gates.rows, ...hidden.map(({ columns }) => columns)];
  const pools = [record.gates.columns, ...gates.map(({ columns }) => columns)];
  const later = choices.length - 1;
  const fits = (tables: readonly TableRecord[], rows: readonly number[]) =>
    tables.length === later && tables.every((table, l) => hasSize(table, rows[l], table.columns));
  return [
    ["shape.hidden", fits(hidden, widths)],
    ["shape.gates", fits(gates, widths.slice(1))],
    [
      "shape.choices",
      choices.every((choice, l) => choice.length === record.maskCount && choice.every((gate) => gate < pools[l])),
    ],
  ];
}
