import { type Activation, activationNames, leakyRelu, namedActivation } from "../activations/activation.js";
import { drawDeepGates } from "../arrangements/composed.js";
import { type PatchShape, patchShape, patchSize } from "../arrangements/patches.js";
import { InputError, requireAtMost, requireOneOf, requireWholeNumber } from "../errors.js";
import type { ShapedGates } from "../programs/shaped-gates.js";
import { conflict } from "./conflict.js";
import type { FilledOptions } from "./filled-options.js";
import { gateCount, readGates } from "./gate-options.js";
import { modelRequirements, solverRequirements } from "./requirements.js";
import type { TrainOptions } from "./train-options.js";

/** What is asked for beside two plain layers of ReLU: at most one of another activation, more layers, and patches. */
interface AskedShape {
  readonly activation: Activation;
  readonly layers: number;
}

/** What reads shapes, for whoever loads it. */
export interface ShapeReaders {
  readonly readShape: typeof readShape;
  readonly readShapedGates: typeof readShapedGates;
}

/** @throws InputError for options that do not go together */
export function readShape(options: FilledOptions): AskedShape {
  const activation = readActivation(options);
  const layers = readLayers(options);
  const asked = [
    ...(activation.name === "relu" ? [] : [`activation ${activation.name}`]),
    ...(layers > 2 ? [`layers ${layers}`] : []),
    ...(options.patches ? ["patches"] : []),
  ];
  if (asked.length > 1) throw conflict(firstWord(asked[1]), asked.join(" with "), "one of them");
  if (asked.length > 0) requireShapedProgram(options, asked[0]);
  return { activation, layers };
}

/**
 * The gates asked for and what they belong to: two plain layers, another activation, more layers, or patches.
 * @param columns raw columns
 * @throws InputError for options that do not go together or do not fit the table
 */
export function readShapedGates(options: FilledOptions, columns: number): ShapedGates {
  const { activation, layers } = readShape(options);
  const { patches, bias } = options;
  const width = columns + (bias ? 1 : 0);
  if (patches) return gatesOnPatches(options, patches, columns);
  if (layers > 2) return deepGates(options, width);
  const gates = readGates(options, width);
  return activation.name === "relu" ? { gates } : { gates, shape: { kind: "activation", activation } };
}

const firstWord = (text: string): string => text.split(" ")[0];

function readActivation({ activation }: FilledOptions): Activation {
  if (typeof activation === "object") {
    requireOneOf("activation", activation.name, activationNames);
    // With its slopes, and nothing else of what was given.
    const usual = namedActivation(activation.name);
    return activation.name === "leaky-relu" ? leakyRelu({ negative: activation.negative }) : usual;
  }
  requireOneOf("activation", activation, activationNames);
  return namedActivation(activation);
}

/** Layers beyond which nobody has asked for more. */
const mostLayers = 100;

function readLayers({ layers, hiddenWidth }: FilledOptions): number {
  requireAtMost("layers", requireWholeNumber("layers", layers, 2), mostLayers, "layers");
  if (hiddenWidth === undefined) return layers;
  if (layers === 2) throw conflict("hiddenWidth", "it with two layers", "it with layers 3 or more");
  requireWholeNumber("hiddenWidth", hiddenWidth, 1);
  return layers;
}

/** What is stated for two plain layers of ReLU alone. @param what the option that asks for something else, in words */
function requireShapedProgram(options: FilledOptions, what: string): void {
  const { model, q, solver = "working-set", lambda } = options;
  if (!modelRequirements[model].shapes) throw conflict("model", `${model} with ${what}`, "gated-relu or relu");
  if (options.layers > 2) requireLayeredProgram(options, what);
  requireDrawnGates(options, what);
  if (q !== 1) throw conflict("q", `q = ${q} with ${what}`, "q = 1");
  if (!solverRequirements[solver].shapes) throw conflict("solver", `${solver} with ${what}`, "working-set or fista");
  if (typeof lambda === "object") throw conflict("lambda", `the rule of Theorem 6.1 with ${what}`, "a number");
}

/** What is stated for two layers of any shape alone. */
function requireLayeredProgram({ model, gates }: FilledOptions, what: string): void {
  if (model === "relu") {
    const expected = "gated-relu: masks of several layers are no plain two-layer network";
    throw conflict("model", `${model} with ${what}`, expected);
  }
  if (typeof gates === "object") throw conflict("gates", `a matrix with ${what}`, "a number of gates");
}

/** What is done with gates of two plain layers of ReLU alone: generating them, and decomposing thresholds. */
function requireDrawnGates({ gates, activation, decomposition }: FilledOptions, what: string): void {
  if (typeof gates === "string") {
    const expected = "a number of gates: two layers of ReLU alone can be generated";
    throw conflict("gates", `"${gates}" with ${what}`, expected);
  }
  const name = typeof activation === "object" ? activation.name : activation;
  if (decomposition === undefined || name !== "threshold") return;
  throw conflict("decomposition", `${decomposition} with ${what}`, "none: gates are neurons as they are");
}

/** The patches of images that fill the table's columns; a bias belongs to every patch. */
function gatesOnPatches(
  options: FilledOptions,
  patches: NonNullable<TrainOptions["patches"]>,
  columns: number,
): ShapedGates {
  const shape = patchShape({ ...patches, bias: options.bias });
  requireImages(shape, columns);
  return { gates: readGates(options, patchSize(shape)), shape: { kind: "convolutional", patches: shape } };
}

function requireImages({ height, width, channels }: PatchShape, columns: number): void {
  const pixels = height * width * channels;
  if (columns === pixels) return;
  throw new InputError({
    code: "shape-mismatch",
    argument: "patches",
    got: `images of ${channels} × ${height} × ${width} = ${pixels} numbers for a table of ${columns} columns`,
    expected: "images that fill the columns",
  });
}

/** Numbers that the features and gates of all layers may have: 400 MB. */
const mostDrawn = 50_000_000;

/** @throws InputError for more numbers than memory is for */
function requireDrawable({ layers, hiddenWidth }: FilledOptions, gates: number, columns: number): void {
  const width = hiddenWidth ?? Math.max(16, 4 * columns);
  const numbers = (columns + (layers - 2) * width) * (width + gates);
  if (numbers <= mostDrawn) return;
  throw new InputError({
    code: "out-of-range",
    argument: "hiddenWidth",
    got: `${width} features in each of ${layers - 2} hidden layers, with ${gates} gates a layer: ${numbers.toPrecision(3)} numbers`,
    expected: `at most ${mostDrawn} numbers in all layers`,
  });
}

/** Masks composed layer by layer; half of them have open later layers: those of a two-layer network with half the gates are included. */
function deepGates(options: FilledOptions, width: number): ShapedGates {
  const { layers, hiddenWidth, seed } = options;
  const count = gateCount(options);
  const gatesPerLayer = Math.ceil(count / 2);
  requireDrawable(options, gatesPerLayer, width);
  const drawn = drawDeepGates(width, {
    count,
    gatedLayers: layers - 1,
    gatesPerLayer,
    ...(hiddenWidth === undefined ? {} : { width: hiddenWidth }),
    seed,
  });
  return { gates: drawn.gates[0], shape: { kind: "deep", layers: drawn } };
}
