import { type Activation, activationNames, namedActivation } from "../activations/activation.js";
import { drawDeepGates } from "../arrangements/composed.js";
import { type PatchShape, patchShape, patchSize } from "../arrangements/patches.js";
import { gaussianGates } from "../arrangements/sample.js";
import { type Matrix, toMatrix } from "../linear-algebra/matrix.js";
import type { ShapedGates } from "../models/network-shape.js";
import type { TrainOptions } from "./options.js";
import { wrong } from "./wrong-option.js";

interface Draw {
  readonly bias: boolean;
  readonly seed: number;
}

/**
 * The gates asked for and what they belong to: two plain layers, another activation, more layers, or patches.
 * @param columns raw columns
 * @throws InputError for options that do not go together or do not fit the table
 */
export function readShapedGates(options: TrainOptions, columns: number, { bias, seed }: Draw): ShapedGates {
  const activation = readActivation(options);
  const layers = readLayers(options);
  const { patches } = options;
  const asked = [
    ...(activation.name === "relu" ? [] : [`activation ${activation.name}`]),
    ...(layers > 2 ? [`layers ${layers}`] : []),
    ...(patches ? ["patches"] : []),
  ];
  if (asked.length > 1) throw wrong("conflicting-options", firstWord(asked[1]), asked.join(" with "), "one of them");
  if (asked.length > 0) requireSampledProgram(options, asked[0]);
  const width = columns + (bias ? 1 : 0);
  if (patches) {
    const shape = imageShape(patches, columns, bias);
    return { gates: readGates(options, patchSize(shape), seed), shape: { kind: "convolutional", patches: shape } };
  }
  if (layers > 2) {
    const count = gateCount(options.gates);
    const drawn = drawDeepGates(width, {
      count,
      gatedLayers: layers - 1,
      // Half of the masks have open later layers: those of a two-layer network with half the gates are included.
      gatesPerLayer: Math.ceil(count / 2),
      ...(options.hiddenWidth === undefined ? {} : { width: options.hiddenWidth }),
      seed,
    });
    return { gates: drawn.gates[0], shape: { kind: "deep", layers: drawn } };
  }
  const gates = readGates(options, width, seed);
  return activation.name === "relu" ? { gates } : { gates, shape: { kind: "activation", activation } };
}

const firstWord = (text: string): string => text.split(" ")[0];

function readActivation({ activation = "relu" }: TrainOptions): Activation {
  if (typeof activation === "object") return activation;
  if (activationNames.includes(activation)) return namedActivation(activation);
  throw wrong("unknown-value", "activation", JSON.stringify(activation), `one of ${activationNames.join(", ")}`);
}

function readLayers({ layers = 2, hiddenWidth }: TrainOptions): number {
  if (!Number.isInteger(layers) || layers < 2)
    throw wrong("out-of-range", "layers", layers, "a whole number, at least 2");
  if (hiddenWidth === undefined) return layers;
  if (layers === 2)
    throw wrong("conflicting-options", "hiddenWidth", "hiddenWidth with two layers", "it with layers 3 or more");
  if (!Number.isInteger(hiddenWidth) || hiddenWidth < 1) {
    throw wrong("out-of-range", "hiddenWidth", hiddenWidth, "a whole number, at least 1");
  }
  return layers;
}

/** What is stated for two plain layers of ReLU alone. */
function requireSampledProgram(options: TrainOptions, what: string): void {
  const { model = "gated-relu", q = 1, solver = "working-set", lambda, gates, decomposition } = options;
  const conflict = (argument: string, got: string, expected: string) =>
    wrong("conflicting-options", argument, `${got} with ${what}`, expected);
  if (model !== "gated-relu" && model !== "relu") throw conflict("model", model, "gated-relu or relu");
  if (model === "relu" && what.startsWith("layers")) {
    throw conflict("model", model, "gated-relu: masks of several layers are no plain two-layer network");
  }
  if (typeof gates === "string")
    throw conflict("gates", `"${gates}"`, "a number of gates: two layers of ReLU alone can be generated");
  if (typeof gates === "object" && what.startsWith("layers")) throw conflict("gates", "a matrix", "a number of gates");
  if (q !== 1) throw conflict("q", `q = ${q}`, "q = 1");
  if (solver !== "working-set" && solver !== "fista") throw conflict("solver", solver, "working-set or fista");
  if (typeof lambda === "object") throw conflict("lambda", "the rule of Theorem 6.1", "a number");
  if (decomposition !== undefined && what.endsWith("threshold")) {
    throw conflict("decomposition", decomposition, "none: gates are neurons as they are");
  }
}

/** The patches of images that fill the table's columns; a bias belongs to every patch. */
function imageShape(options: NonNullable<TrainOptions["patches"]>, columns: number, bias: boolean): PatchShape {
  const shape = patchShape({ ...options, bias });
  const { height, width, channels } = shape;
  const pixels = height * width * channels;
  if (columns === pixels) return shape;
  throw wrong(
    "shape-mismatch",
    "patches",
    `images of ${channels} × ${height} × ${width} = ${pixels} numbers for a table of ${columns} columns`,
    "images that fill the columns",
  );
}

function gateCount(gates: TrainOptions["gates"] = 1000): number {
  if (typeof gates === "number" && Number.isInteger(gates) && gates >= 1) return gates;
  throw wrong("out-of-range", "gates", gates, "a whole number of gates, at least 1");
}

function readGates({ gates = 1000 }: TrainOptions, columns: number, seed: number): Matrix {
  if (typeof gates === "string") return gaussianGates(columns, 1000, seed);
  if (typeof gates === "number") return gaussianGates(columns, gateCount(gates), seed);
  const given = toMatrix(gates, "gates");
  if (given.rows === columns) return given;
  throw wrong(
    "shape-mismatch",
    "gates",
    `${given.rows} rows`,
    `${columns}, one for each column of the program (bias included)`,
  );
}
