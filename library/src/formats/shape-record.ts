import { leakyRelu, namedActivation } from "../activations/activation.js";
import { patchShape } from "../arrangements/patches.js";
import { InputError } from "../errors.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { NetworkShape } from "../models/network-shape.js";
import type { ModelRecord } from "./model-schema.js";

type ShapeRecord = NonNullable<ModelRecord["shape"]>;

export function plain({ rows, columns, values }: Matrix) {
  return { rows, columns, values: [...values] };
}

export function dense({ rows, columns, values }: { rows: number; columns: number; values: number[] }): Matrix {
  return matrix(rows, columns, values);
}

/** A shape as a model file keeps it; the first layer's gates are the model's own. */
export function shapeRecord(shape: NetworkShape): ShapeRecord {
  switch (shape.kind) {
    case "activation": {
      const { name, negative } = shape.activation;
      const activation = name as Exclude<typeof name, "relu">;
      return { kind: "activation", activation, ...(name === "leaky-relu" ? { slope: negative } : {}) };
    }
    case "deep": {
      const { hidden, gates, choices } = shape.layers;
      return {
        kind: "deep",
        hidden: hidden.map(plain),
        gates: gates.slice(1).map(plain),
        choices: choices.map((choice) => [...choice]),
      };
    }
    case "convolutional": {
      const { height, width, channels, filterHeight, filterWidth, stride, padding } = shape.patches;
      return { kind: "convolutional", height, width, channels, filterHeight, filterWidth, stride, padding };
    }
  }
}

/** The shape of a record whose sizes fit. */
export function shapeOfRecord(record: ShapeRecord, { gates, reduction }: ModelRecord): NetworkShape {
  switch (record.kind) {
    case "activation": {
      const { activation, slope } = record;
      const leaky = activation === "leaky-relu";
      return { kind: "activation", activation: leaky ? leakyRelu({ negative: slope }) : namedActivation(activation) };
    }
    case "deep":
      return {
        kind: "deep",
        layers: {
          hidden: record.hidden.map(dense),
          gates: [dense(gates), ...record.gates.map(dense)],
          choices: record.choices.map((choice) => Int32Array.from(choice)),
        },
      };
    case "convolutional": {
      const { kind, ...sizes } = record;
      return { kind, patches: patchShape({ ...sizes, bias: reduction.columns.bias }) };
    }
  }
}

/** What must hold between the sizes of a shape and the rest of its record, by the name of the part. */
export function shapeChecks(record: ModelRecord): [string, boolean][] {
  const { shape, gates, model, featureCount, reduction } = record;
  const other = model !== "gated-relu" && model !== "relu";
  const fits = (table: { rows: number; columns: number; values: number[] }, rows: number) =>
    table.rows === rows && table.values.length === table.rows * table.columns;
  if (!shape) return [["version", record.version === 1]];
  const common: [string, boolean][] = [
    ["version", record.version === 2],
    ["shape", !other && (model !== "relu" || shape.kind !== "deep")],
  ];
  if (shape.kind === "activation") {
    return [...common, ["shape.slope", (shape.activation === "leaky-relu") === (shape.slope !== undefined)]];
  }
  if (shape.kind === "convolutional") {
    const { height, width, channels } = shape;
    return [
      ...common,
      ["shape.height", height * width * channels === featureCount],
      ["shape.filterHeight", fitting(record)],
    ];
  }
  const { hidden, choices, gates: later } = shape;
  const widths = [gates.rows, ...hidden.map(({ columns }) => columns)];
  const pools = [gates.columns, ...later.map(({ columns }) => columns)];
  const layers = choices.length;
  return [
    ...common,
    ["gates", gates.rows === featureCount + Number(reduction.columns.bias)],
    ["shape.hidden", hidden.length === layers - 1 && hidden.every((weights, l) => fits(weights, widths[l]))],
    ["shape.gates", later.length === layers - 1 && later.every((weights, l) => fits(weights, widths[l + 1]))],
    [
      "shape.choices",
      choices.every((choice, l) => choice.length === record.maskCount && choice.every((gate) => gate < pools[l])),
    ],
  ];
}

/** Whether the filters of a convolutional record fit its images. */
function fitting(record: ModelRecord): boolean {
  if (record.shape?.kind !== "convolutional") return true;
  try {
    shapeOfRecord(record.shape, record);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
