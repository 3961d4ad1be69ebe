import { leakyRelu, namedActivation } from "../../activations/activation.js";
import { patchShape } from "../../arrangements/patches.js";
import { InputError } from "../../errors.js";
import type { Matrix } from "../../linear-algebra/matrix.js";
import type { NetworkShape } from "../../programs/shaped-gates.js";
import type { ValueOf } from "../../schemas/schema.js";
import type { shapeSchema } from "./predicting-schema.js";
import { matrixOf, tableRecord } from "./vocabulary.js";

/** A shape as a model file keeps it; the first layer's gates are the model's own. */
export type ShapeRecord = ValueOf<ReturnType<typeof shapeSchema>>;

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
        hidden: hidden.map(tableRecord),
        gates: gates.slice(1).map(tableRecord),
        choices: choices.map((choice) => [...choice]),
      };
    }
    case "convolutional": {
      const { height, width, channels, filterHeight, filterWidth, stride, padding } = shape.patches;
      return { kind: "convolutional", height, width, channels, filterHeight, filterWidth, stride, padding };
    }
  }
}

/** The shape of a record whose sizes fit. @param gates of the first layer  @param bias whether patches have a constant column */
export function shapeOfRecord(record: ShapeRecord, gates: Matrix, bias: boolean): NetworkShape {
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
          hidden: record.hidden.map(matrixOf),
          gates: [gates, ...record.gates.map(matrixOf)],
          choices: record.choices.map((choice) => Int32Array.from(choice)),
        },
      };
    case "convolutional": {
      const { kind, ...sizes } = record;
      return { kind, patches: patchShape({ ...sizes, bias }) };
    }
  }
}

/** Whether the filters of a convolutional shape fit its images. */
export function filtersFit({ kind: _, ...sizes }: Extract<ShapeRecord, { kind: "convolutional" }>): boolean {
  try {
    patchShape(sizes);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
