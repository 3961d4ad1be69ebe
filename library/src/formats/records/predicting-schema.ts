import {
  array,
  byKind,
  nothing,
  number,
  object,
  oneOf,
  optional,
  text,
  union,
  type ValueOf,
} from "../../schemas/schema.js";
import { calibrationSchema, onFirstUse, vocabulary } from "./vocabulary-schema.js";

/** The parts of a model file that its predictions need. The others are in `model-schema.ts`. */
export const predictingParts = onFirstUse(() => {
  const { task, labels, reduction, table, numbers, count, size } = vocabulary();
  return {
    format: oneOf("halfspace-model"),
    version: oneOf(1, 2),
    task,
    model: oneOf("gated-relu", "relu", "mkl", "ntk", "gaussian"),
    labels,
    loss: text(),
    calibration: optional(calibrationSchema()),
    sampleCount: size,
    featureCount: size,
    outputCount: size,
    maskCount: count,
    activeGates: count,
    reduction,
    shape: optional(shapeSchema()),
    gates: table,
    point: object({ which: array(count), blocks: numbers }),
    constant: optional(numbers),
    neurons: union(object(vocabulary().neurons), nothing()),
    kernel: optional(kernelMachineSchema()),
  };
});

type Parts = ReturnType<typeof predictingParts>;

/** These parts of a record. */
export type PredictingRecord = ValueOf<ReturnType<typeof object<Parts>>>;

export const shapeSchema = onFirstUse(() => {
  const { table, count, size } = vocabulary();
  return byKind("kind", [
    object({
      kind: oneOf("activation"),
      activation: oneOf("leaky-relu", "absolute-value", "threshold"),
      slope: optional(number({ least: 0, below: 1 })),
    }),
    object({
      kind: oneOf("deep"),
      hidden: array(table, 1),
      /** Of the layers after the first. */
      gates: array(table, 1),
      choices: array(array(count), 2),
    }),
    object({
      kind: oneOf("convolutional"),
      height: size,
      width: size,
      channels: size,
      filterHeight: size,
      filterWidth: size,
      stride: size,
      padding: count,
    }),
  ]);
});

function kernelMachineSchema() {
  const { table, positive } = vocabulary();
  return object({
    name: oneOf("ntk", "gaussian"),
    bandwidth: union(positive, nothing()),
    rows: table,
    dual: table,
  });
}
