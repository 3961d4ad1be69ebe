import { arrangementFromGates } from "../arrangements/arrangement.js";
import type { ComposedArrangement, DeepGates } from "../arrangements/composed.js";
import { InputError } from "../errors.js";
import { type Matrix, matrix, transpose } from "../linear-algebra/matrix.js";
import { type DeepReluNetwork, product, rectified } from "../networks/deep-relu.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { GatedReluProgram } from "../programs/masked-program.js";
import { type DecompositionStrategy, pairsOf } from "./cone-decomposition.js";

/**
 * A plain deep ReLU network that equals a gated one with composed masks on every row of the table, block by block: its first layer splits
 * w in the cone of the first gate (28), D⁽¹⁾Xw = (Xv)₊ − (Xu)₊ = z, and each later layer adds its gate's own preactivation p,
 *
 *     D z = (z + tp)₊ − (tp)₊   for D = diag(1{p ≥ 0}) and t ≥ max_j |z_j|/|p_j|,
 *
 * beside the random features that later gates look at. Does not do: anything about the norm of the weights.
 */
export function deepPlainNetwork(
  {
    inputs,
    arrangement,
    data,
  }: Pick<GatedReluProgram, "inputs" | "data"> & { readonly arrangement: ComposedArrangement },
  point: SparseBlocks,
  strategy: DecompositionStrategy,
): DeepReluNetwork {
  const { layers } = arrangement;
  const first = firstLayer(inputs, layers, data, point, strategy);
  const weights = [first.weights];
  let { strands, features } = first;
  for (let l = 1; l < layers.gates.length; l++) {
    const next = laterLayer(layers, l, strands, features, weights[l - 1].columns);
    weights.push(next.weights);
    ({ strands, features } = next);
  }
  const readout = matrix(weights[weights.length - 1].columns, data.outputs);
  for (const { terms, output } of strands) {
    for (const { unit, factor } of terms) readout.values[unit * data.outputs + output] += factor;
  }
  return { kind: "deep-relu", weights: [...weights, readout] };
}

/** One block's product so far, for one output: z = Σ factor · unit on every row. */
interface Strand {
  /** Which product of masks it belongs to. */
  readonly block: number;
  readonly output: number;
  readonly z: Float64Array;
  readonly terms: readonly { readonly unit: number; readonly factor: number }[];
}

interface Layer {
  readonly weights: Matrix;
  readonly strands: readonly Strand[];
  /** Of this layer's units, the random features: the first ones. */
  readonly features: Matrix;
}

function firstLayer(
  inputs: Matrix,
  { gates, hidden, choices }: DeepGates,
  data: GatedReluProgram["data"],
  point: SparseBlocks,
  strategy: DecompositionStrategy,
): Layer {
  const table = { inputs, arrangement: arrangementFromGates(inputs, gates[0], "sampled", true), data };
  const size = inputs.columns * data.outputs;
  const units = rowsOf(transpose(hidden[0]));
  const strands: Strand[] = [];
  point.which.forEach((block, a) => {
    const alone = {
      which: choices[0].subarray(block, block + 1),
      blocks: point.blocks.subarray(a * size, (a + 1) * size),
    };
    const pairs = pairsOf(table, alone, strategy, "open");
    for (let output = 0; output < data.outputs; output++) {
      const z = new Float64Array(inputs.rows);
      const terms = pairs
        .filter((pair) => pair.output === output)
        .map(({ vector, sign }) => {
          addRectified(z, inputs, vector, sign);
          return { unit: units.push(vector) - 1, factor: sign };
        });
      strands.push({ block, output, z, terms });
    }
  });
  return { weights: columnsOf(units, inputs.columns), strands, features: rectified(product(inputs, hidden[0])) };
}

/** z ← z + sign · (Xv)₊ */
function addRectified(z: Float64Array, { rows, columns, values }: Matrix, v: Float64Array, sign: number): void {
  for (let j = 0; j < rows; j++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += values[j * columns + k] * v[k];
    if (sum > 0) z[j] += sign * sum;
  }
}

function laterLayer(layers: DeepGates, l: number, strands: readonly Strand[], features: Matrix, width: number): Layer {
  const { gates, hidden } = layers;
  const last = l === gates.length - 1;
  const preactivations = product(features, gates[l]);
  const units = last ? [] : rowsOf(transpose(hidden[l])).map((unit) => padded(unit, width));
  const next = strands.map((strand) => {
    const gate = layers.choices[l][strand.block];
    const p = columnOf(preactivations, gate);
    const from = units.push(...gatedPair(strand, gates[l], gate, p, width)) - 2;
    return gatedStrand(strand, p, from);
  });
  const nextFeatures = last ? matrix(features.rows, 0) : rectified(product(features, hidden[l]));
  return { weights: columnsOf(units, width), strands: next, features: nextFeatures };
}

/** The weights of z + tp and of tp, whose ReLUs differ by Dz. @param p the gate's preactivation on every row */
function gatedPair(
  { z, terms }: Strand,
  gates: Matrix,
  gate: number,
  p: Float64Array,
  width: number,
): [Float64Array, Float64Array] {
  const t = leastMultiple(z, p);
  const shift = padded(
    columnOf(gates, gate).map((value) => t * value),
    width,
  );
  const sum = shift.slice();
  for (const { unit, factor } of terms) sum[unit] += factor;
  // An open gate has p = 0 everywhere: z = (z)₊ − (−z)₊.
  const open = gateIsZero(gates, gate);
  return [sum, open ? sum.map((weight) => -weight) : shift];
}

/** Dz as the difference of two units, the first of which is `from`. */
function gatedStrand({ block, output, z }: Strand, p: Float64Array, from: number): Strand {
  const terms = [
    { unit: from, factor: 1 },
    { unit: from + 1, factor: -1 },
  ];
  return { block, output, z: z.map((value, j) => (p[j] >= 0 ? value : 0)), terms };
}

/** The least t with z + tp ≥ 0 where p ≥ 0 and z + tp ≤ 0 where p < 0; 0 where p = 0 throughout. */
function leastMultiple(z: Float64Array, p: Float64Array): number {
  if (p.every((value) => value === 0)) return 0;
  let t = 0;
  for (let j = 0; j < z.length; j++) {
    if (p[j] >= 0 ? z[j] >= 0 : z[j] <= 0) continue;
    if (p[j] === 0) {
      throw new InputError({
        code: "flat-cone",
        argument: "program",
        got: `a gate of a later layer on which row ${j} of the table lies exactly`,
        hint: "Its block cannot be written as ReLU neurons; use other gates.",
      });
    }
    t = Math.max(t, Math.abs(z[j] / p[j]));
  }
  return t;
}

const gateIsZero = (gates: Matrix, gate: number): boolean => columnOf(gates, gate).every((value) => value === 0);

const columnOf = ({ rows, columns, values }: Matrix, column: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, k) => values[k * columns + column]);

function padded(values: Float64Array, length: number): Float64Array {
  const out = new Float64Array(length);
  out.set(values);
  return out;
}

const rowsOf = ({ rows, columns, values }: Matrix): Float64Array[] =>
  Array.from({ length: rows }, (_, i) => values.slice(i * columns, (i + 1) * columns));

function columnsOf(units: readonly Float64Array[], rows: number): Matrix {
  const out = matrix(rows, units.length);
  units.forEach((unit, i) => {
    for (let k = 0; k < rows; k++) out.values[k * units.length + i] = unit[k];
  });
  return out;
}
