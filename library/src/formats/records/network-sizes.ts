import { gateSize, mappedColumns } from "./gate-sizes.js";
import type { PredictingRecord } from "./predicting-schema.js";
import type { SizeCheck } from "./record-file.js";
import { filtersFit, type ShapeRecord } from "./shape-record.js";
import { hasSize, type TableRecord } from "./vocabulary.js";

/** What must hold between the sizes of networks other than two layers of gates: kernel machines, neurons, other shapes. */
export function networkSizes(record: PredictingRecord): SizeCheck[] {
  return [
    ["neurons", (record.model === "relu") === (record.neurons !== null)],
    ...kernelSizes(record),
    ...neuronSizes(record),
    ...shapeSizes(record),
  ];
}

function kernelSizes(record: PredictingRecord): SizeCheck[] {
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

function neuronSizes(record: PredictingRecord): SizeCheck[] {
  if (!record.neurons) return [];
  const { hidden, output } = record.neurons;
  return [
    ["neurons.hidden", hasSize(hidden, hidden.rows, gateSize(record))],
    ["neurons.output", hasSize(output, hidden.rows, record.outputCount)],
  ];
}

function shapeSizes(record: PredictingRecord): SizeCheck[] {
  const { shape, model, version } = record;
  if (!shape) return [["version", version === 1]];
  const gated = model === "gated-relu";
  return [
    ["version", version === 2],
    ["shape", gated || (model === "relu" && shape.kind !== "deep")],
    ...(shape.kind === "deep" ? layerSizes(shape, record) : []),
    ...(shape.kind === "convolutional" ? imageSizes(shape, record) : []),
    ...(shape.kind === "activation" ? slopeSizes(shape) : []),
  ];
}

type Shape<Kind> = Extract<ShapeRecord, { kind: Kind }>;

const slopeSizes = ({ activation, slope }: Shape<"activation">): SizeCheck[] => [
  ["shape.slope", (activation === "leaky-relu") === (slope !== undefined)],
];

function imageSizes(shape: Shape<"convolutional">, { featureCount }: PredictingRecord): SizeCheck[] {
  return [
    ["shape.height", shape.height * shape.width * shape.channels === featureCount],
    ["shape.filterHeight", filtersFit(shape)],
  ];
}

function layerSizes({ hidden, gates, choices }: Shape<"deep">, record: PredictingRecord): SizeCheck[] {
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
