import { _SHA256 as Sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { deepFeatures, isComposed } from "../arrangements/composed.js";
import { completed } from "../linear-algebra/completed.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import type { ExactReluProgram } from "../programs/exact-relu.js";
import type { KernelRidgeProgram } from "../programs/kernel-ridge.js";
import type { NetworkTraining } from "../programs/network-training.js";
import type { TrainedProgram } from "../programs/trained-program.js";

/**
 * What a certificate is a theorem about, part by part, in the terms of docs/certificate-format.md: the rows as encoded and standardised, the
 * targets, gates, λ, the loss and the penalty, bit for bit. Each part has a name by hash (SHA-256), the same in a model file and in an evidence
 * file. Does not do: the point and the bounds, which are evidence.
 */

/** A program whose parts can be stated: over gates of a table, a network's own training, or ridge regression with a kernel of rows. */
export type StatedProgram =
  | TrainedProgram
  | ExactReluProgram
  | NetworkTraining
  | (KernelRidgeProgram & { readonly inputs: Matrix });

/** A part of a statement: JSON, whose lists of numbers may be typed. */
export type Part =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Int32Array
  | readonly Part[]
  | { readonly [key: string]: Part };

/** The names of a theorem's data, and the arithmetic that its bounds were found in. */
export interface Statement {
  /** In words. */
  readonly arithmetic: string;
  /** SHA-256 of every part, in hexadecimal digits, by the part's name. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** The arithmetic of all bounds. */
export const arithmetic = "IEEE 754 double precision, every error bounded and rounded outward";

/**
 * The names of a program's data by hash.
 * @returns one hash for each part
 */
export function statementOf(program: StatedProgram): Statement {
  return completed(statementInSteps(program));
}

/** Hashes of lists of numbers that are known already, by the list itself, which nobody may have written to since. */
export type KnownHashes = Map<Part, string>;

/** The same; yields every few milliseconds. @param known is taken from and added to */
export function* statementInSteps(
  program: StatedProgram,
  known: KnownHashes = new Map(),
): Generator<undefined, Statement> {
  const hashes: Record<string, string> = {};
  for (const [name, part] of Object.entries(statedParts(program))) {
    const hash = known.get(part) ?? (yield* hashInSteps(part));
    if (ArrayBuffer.isView(part)) known.set(part, hash);
    hashes[name] = hash;
  }
  return { arithmetic, hashes };
}

/** SHA-256 of every part. */
export function hashesOf(parts: Readonly<Record<string, Part>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, completed(hashInSteps(part))]));
}

/** The parts by their names, in the order of the file. */
export function statedParts(program: StatedProgram): Record<string, Part> {
  const { loss, data, lambda } = program;
  const table = tableOf(program);
  return {
    ...lossParts(loss),
    lambda,
    rows: data.sampleCount,
    columns: table.columns,
    outputs: data.outputs,
    group: table.rows / data.sampleCount,
    inputs: table.values,
    targets: data.targets as Float64Array,
    weights: data.weights ?? null,
    ...gateParts(program),
  };
}

/** The rows that gates and kernels look at: those of the table, or all patches of its images. */
function tableOf(program: StatedProgram): Matrix {
  return program.form === "group" && program.kind === "gated-convolutional" ? program.patchInputs : program.inputs;
}

function lossParts(loss: Loss): { loss: Part } {
  return { loss: { name: loss.name, parameters: { ...loss.parameters } } };
}

/** Slopes, masks and the penalty. A network's own training has no gates of its own, a kernel none at all. */
function gateParts(program: StatedProgram): Record<string, Part> {
  if (program.form === "ridge") return {};
  const activation = program.form === "group" && "activation" in program ? program.activation : undefined;
  const ones = activation?.name === "threshold";
  const slopes = ones || !activation ? [1, 0] : [activation.positive, activation.negative];
  const parts = { slopes, ones, penalty: penaltyPart(program) };
  const signed = { ...parts, ...signParts(program) };
  return program.form === "network" ? signed : { ...signed, layers: layerParts(program) };
}

/** The signs of columns, where networks are monotone by them. */
function signParts(program: StatedProgram): Record<string, Part> {
  const { monotone } = program.form === "network" || program.form === "cones" ? program : {};
  return monotone ? { monotone: Int32Array.from(monotone) } : {};
}

function penaltyPart(program: StatedProgram): Part {
  if (program.form === "squared-group-norm") return { name: "squared" };
  if (program.form === "power") return { name: "power", exponent: program.exponent, weights: program.weights };
  return { name: "lengths" };
}

/** The gates of every layer, over the rows or over features of them, and which one of the layer each mask takes. */
function layerParts(program: Exclude<StatedProgram, NetworkTraining | KernelRidgeProgram>): Part {
  const { arrangement } = program;
  if (!isComposed(arrangement)) return [layerPart(null, arrangement.gates, null)];
  const { gates, choices } = arrangement.layers;
  const features = deepFeatures(program.inputs, arrangement.layers);
  return gates.map((layer, l) => layerPart(l === 0 ? null : features[l].values, layer, choices[l]));
}

/** One layer as the file holds it. */
export function layerPart(features: Float64Array | null, gates: Matrix, choices: Int32Array | null): Part {
  const { rows, columns, values } = gates;
  return { features, gates: { rows, columns, values }, choices };
}

/** Every number and word, and where lists and records begin and end, so that no two parts have the same bytes (docs/certificate-format.md). */
function* hashInSteps(part: Part): Generator<undefined, string> {
  const hash = new Sha256();
  yield* feed(hash, part);
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function* feed(hash: Sha256, part: Part): Generator<undefined, void> {
  const mark = (text: string) => hash.update(utf8ToBytes(text));
  if (typeof part === "number") hash.update(bytesOf([part]));
  else if (part === null || typeof part !== "object") mark(JSON.stringify(part));
  else if (part instanceof Float64Array || part instanceof Int32Array) {
    mark("[");
    for (let start = 0; start < part.length; start += numbersAtOnce) {
      hash.update(bytesOf(part.subarray(start, start + numbersAtOnce)));
      if (start > 0) yield undefined;
    }
    mark("]");
  } else if (Array.isArray(part)) {
    mark("[");
    for (const each of part) yield* feed(hash, each);
    mark("]");
  } else {
    mark("{");
    for (const [name, value] of Object.entries(part)) {
      yield* feed(hash, name);
      yield* feed(hash, value);
    }
    mark("}");
  }
}

/** Numbers whose bytes are made at once: of a whole table they would take more memory than the table. */
const numbersAtOnce = 32_768;

const bytesOfNumber = 9;
const beforeNumbers = "#".charCodeAt(0);

/** "#" and eight bytes each, the lowest first. Without the sign of zeros, which JSON does not keep. */
function bytesOf(numbers: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(bytesOfNumber * numbers.length);
  const view = new DataView(bytes.buffer);
  for (let k = 0; k < numbers.length; k++) {
    bytes[bytesOfNumber * k] = beforeNumbers;
    view.setFloat64(bytesOfNumber * k + 1, numbers[k] + 0, true);
  }
  return bytes;
}
