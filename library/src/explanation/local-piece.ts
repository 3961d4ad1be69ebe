import { type DeepGates, deepFeatures } from "../arrangements/composed.js";
import { imageSize, type PatchShape, patchMatrix } from "../arrangements/patches.js";
import { type Matrix, matrix, transpose } from "../linear-algebra/matrix.js";
import { dot, transposeOf } from "../linear-algebra/vectors.js";
import type { InnerNetwork, NeuronNetwork } from "../models/inner-network.js";
import { javascriptBackend, maskWords } from "../numerics/index.js";
import { type GatedSum, gatedSumOf } from "./gated-sum.js";

/**
 * Between its gates a network is affine: f(z) = c + Bz as long as every gate t_j(z) = z·g_j (after earlier layers, the affine function that
 * stands in its place) keeps its side. This file finds B, c and all t_j at a point. Does not do: kernels, which have no pieces.
 */
export interface LocalPiece {
  /** B, K×d, over the network's own columns. */
  readonly slopes: Float64Array;
  /** c, K. */
  readonly constants: Float64Array;
  /** One entry a gate: whether it is open. */
  readonly open: readonly boolean[];
}

/** Is shown every gate: t at the point, the gradient of t (d numbers; not to be kept), and whether it is open. */
export type SeeGate = (t: number, gradient: Float64Array, isOpen: boolean) => void;

/** The piece of a network that a point z (d numbers) lies in; undefined where a part of the network is a kernel. */
export function localPiece(network: InnerNetwork, z: Float64Array, see: SeeGate = () => {}): LocalPiece | undefined {
  const sum = gatedSumOf(network);
  if (sum) return pieceOfSum(sum, z, see);
  switch (network.kind) {
    case "kernel":
      return undefined;
    case "average":
      return pieceOfMembers(network.members, z, see);
    case "convolutional":
    case "gated-convolutional":
      return pieceOfPatches(network, z, see);
    case "deep-gated-relu":
      return pieceOfDeepGates(network.layers, network.blocks, z, see);
    case "deep-relu":
      return pieceOfLayers(network.weights, z, see);
    default:
      return undefined;
  }
}

/**
 * Which gates of a sum (m×d) are open at z, decided exactly, as predictions decide it. In plain JavaScript: for one row the core would take longer to
 * copy the gates than to compare them.
 */
export function openGates({ gates, units, inputs }: Pick<GatedSum, "gates" | "units" | "inputs">, z: Float64Array) {
  if (units === 0) return [];
  const byColumn = transposeOf(gates, units, inputs);
  const masks = javascriptBackend().packMasks(z, 1, inputs, byColumn, units);
  const words = maskWords(1);
  return Array.from({ length: units }, (_, unit) => (masks[unit * words] & 1) === 1);
}

function pieceOfSum(sum: GatedSum, z: Float64Array, see: SeeGate): LocalPiece {
  const { inputs, outputs, units, gates, weights, constants } = sum;
  const piece = { slopes: new Float64Array(outputs * inputs), constants: new Float64Array(outputs) };
  const open = openGates(sum, z);
  for (let unit = 0; unit < units; unit++) {
    const gradient = gates.subarray(unit * inputs, (unit + 1) * inputs);
    see(dot(gradient, z), gradient, open[unit]);
    const slope = open[unit] ? sum.open[unit] : sum.closed[unit];
    if (slope === 0) continue;
    for (let k = 0; k < outputs; k++) {
      const at = unit * outputs + k;
      piece.constants[k] += slope * constants[at];
      for (let c = 0; c < inputs; c++) piece.slopes[k * inputs + c] += slope * weights[at * inputs + c];
    }
  }
  return { ...piece, open };
}

function pieceOfMembers(members: readonly InnerNetwork[], z: Float64Array, see: SeeGate): LocalPiece | undefined {
  const pieces = members.map((member) => localPiece(member, z, see));
  if (!pieces.every((piece) => piece !== undefined)) return undefined;
  const mean = (part: "slopes" | "constants") =>
    pieces[0][part].map((_, at) => pieces.reduce((total, piece) => total + piece[part][at] / pieces.length, 0));
  return { slopes: mean("slopes"), constants: mean("constants"), open: pieces.flatMap(({ open }) => open) };
}

type Convolutional = Extract<NeuronNetwork, { kind: "convolutional" | "gated-convolutional" }>;

/** Every gate stands once on every patch; a patch is a choice of the image's numbers, and zeros. */
function pieceOfPatches(network: Convolutional, z: Float64Array, see: SeeGate): LocalPiece {
  const onPatch =
    network.kind === "convolutional"
      ? network.filters
      : ({ kind: "gated-relu", gates: network.gates, blocks: network.blocks } as const);
  const sum = gatedSumOf(onPatch) as GatedSum;
  const patches = patchMatrix(matrix(1, z.length, z), network.patches);
  const places = placesOfPatches(network.patches);
  const size = patches.columns;
  const whole = { slopes: new Float64Array(sum.outputs * z.length), constants: new Float64Array(sum.outputs) };
  const open: boolean[] = [];
  const scattered = new Float64Array(z.length);
  for (let patch = 0; patch < patches.rows; patch++) {
    const place = (c: number) => places[patch * size + c];
    const piece = pieceOfSum(sum, patches.values.slice(patch * size, (patch + 1) * size), (t, gradient, isOpen) => {
      scattered.fill(0);
      for (let c = 0; c < size; c++) if (place(c) >= 0) scattered[place(c)] += gradient[c];
      see(t, scattered, isOpen);
    });
    open.push(...piece.open);
    for (let k = 0; k < sum.outputs; k++) {
      whole.constants[k] += piece.constants[k];
      for (let c = 0; c < size; c++) {
        if (place(c) >= 0) whole.slopes[k * z.length + place(c)] += piece.slopes[k * size + c];
      }
    }
  }
  return { ...whole, open };
}

/** Where in the image each number of each patch stands; −1 in the padding. */
function placesOfPatches(shape: PatchShape): Int32Array {
  const size = imageSize(shape);
  const numbered = matrix(
    1,
    size,
    Float64Array.from({ length: size }, (_, c) => c + 1),
  );
  const { values } = patchMatrix(numbered, shape);
  return Int32Array.from(values, (place) => place - 1);
}

/** f(z) = Σ_i Π_l 1{φ_l(z)·g_il ≥ 0} z·w_i: the features φ_l are affine too, as long as no feature passes 0. */
function pieceOfDeepGates(layers: DeepGates, blocks: Matrix, z: Float64Array, see: SeeGate): LocalPiece {
  const features = deepFeatures(matrix(1, z.length, z), layers);
  let jacobian = identity(z.length);
  const open: boolean[] = [];
  const sides = layers.gates.map((gates, layer) => {
    if (layer > 0) jacobian = rectifiedJacobian(jacobian, layers.hidden[layer - 1], features[layer - 1], see, open);
    const byGate = transpose(gates);
    const layerOpen = openGates(
      { gates: byGate.values, units: gates.columns, inputs: gates.rows },
      features[layer].values,
    );
    layerOpen.forEach((isOpen, gate) => {
      const direction = byGate.values.subarray(gate * gates.rows, (gate + 1) * gates.rows);
      see(dot(direction, features[layer].values), combined(direction, jacobian), isOpen);
    });
    open.push(...layerOpen);
    return layerOpen;
  });
  const outputs = blocks.columns / z.length;
  const slopes = new Float64Array(outputs * z.length);
  for (let block = 0; block < blocks.rows; block++) {
    if (!sides.every((layerOpen, layer) => layerOpen[layers.choices[layer][block]])) continue;
    for (let at = 0; at < blocks.columns; at++) {
      slopes[(at % outputs) * z.length + Math.floor(at / outputs)] += blocks.values[block * blocks.columns + at];
    }
  }
  return { slopes, constants: new Float64Array(outputs), open };
}

/** f(z) = ((zᵀW_1)₊W_2)₊ … W_L */
function pieceOfLayers(weights: readonly Matrix[], z: Float64Array, see: SeeGate): LocalPiece {
  let jacobian = identity(z.length);
  let values = matrix(1, z.length, z);
  const open: boolean[] = [];
  for (const layer of weights.slice(0, -1)) {
    const next = deepFeatures(values, { hidden: [layer] })[1];
    jacobian = rectifiedJacobian(jacobian, layer, values, see, open);
    values = next;
  }
  const last = transpose(weights[weights.length - 1]);
  const slopes = new Float64Array(last.rows * z.length);
  for (let k = 0; k < last.rows; k++) {
    slopes.set(combined(last.values.subarray(k * last.columns, (k + 1) * last.columns), jacobian), k * z.length);
  }
  return { slopes, constants: new Float64Array(last.rows), open };
}

const identity = (size: number): Matrix =>
  matrix(
    size,
    size,
    Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0)),
  );

/** The Jacobian of (hU)₊ from that of h; each entry of hU is a gate. */
function rectifiedJacobian(jacobian: Matrix, weights: Matrix, h: Matrix, see: SeeGate, open: boolean[]): Matrix {
  const byUnit = transpose(weights);
  const out = matrix(byUnit.rows, jacobian.columns);
  for (let unit = 0; unit < byUnit.rows; unit++) {
    const direction = byUnit.values.subarray(unit * byUnit.columns, (unit + 1) * byUnit.columns);
    const t = dot(direction, h.values);
    const gradient = combined(direction, jacobian);
    see(t, gradient, t > 0);
    open.push(t > 0);
    if (t > 0) out.values.set(gradient, unit * jacobian.columns);
  }
  return out;
}

/** Σ_i direction_i · row i */
function combined(direction: Float64Array, { rows, columns, values }: Matrix): Float64Array {
  const out = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    if (direction[i] === 0) continue;
    for (let c = 0; c < columns; c++) out[c] += direction[i] * values[i * columns + c];
  }
  return out;
}
