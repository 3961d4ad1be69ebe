import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { type ColumnMap, mapColumns, mapOutputs, type OutputMap } from "./affine-map.js";
import { type ExtendedNetwork, extendedPredictions } from "./gated.js";
import { type GatedReluNetwork, gatedReluPredictions } from "./gated-relu.js";
import type { KernelMachine } from "./kernel-machine.js";
import { type ReluNetwork, reluPredictions } from "./relu.js";

/** What can stand between the maps: the networks themselves, over mapped columns. */
export type InnerNetwork = NeuronNetwork | KernelMachine;

/** What can be written as a graph of neurons or gates. */
export type NeuronNetwork = GatedReluNetwork | ReluNetwork | ExtendedNetwork;

/** @throws InputError for a kernel model, which is as large as its training table */
export function requireNeurons({ inner }: Network): NeuronNetwork {
  if (inner.kind !== "kernel") return inner;
  throw new InputError(
    "unsupported-model",
    "model",
    "model: a kernel model keeps its training rows and is not exported; use its model file, or train gated-relu or relu",
  );
}

/** A forward pass from raw columns to raw targets: columns are mapped, the inner network runs, its outputs are mapped back. */
export interface Network {
  readonly kind: InnerNetwork["kind"];
  readonly inner: InnerNetwork;
  readonly columns: ColumnMap;
  readonly outputs: OutputMap;
  /** Raw columns that `predict` takes. */
  readonly inputCount: number;
  /** K */
  readonly outputCount: number;
  readonly neuronCount: number;
  /**
   * f(x) for every row of raw inputs (n×inputCount): n numbers, or n×K row-major for K outputs.
   * @throws InputError when the number of columns differs
   */
  predict(inputs: MatrixLike): Float64Array;
}

/** The network over raw columns. */
export function rawNetwork(inner: InnerNetwork, columns: ColumnMap, outputs: OutputMap): Network {
  return {
    kind: inner.kind,
    inner,
    columns,
    outputs,
    inputCount: columns.shift.length,
    outputCount: outputs.shift.length,
    neuronCount: neuronsOf(inner),
    predict(inputs) {
      const mapped = mapColumns(columns, toMatrix(inputs, "inputs"));
      return mapOutputs(outputs, innerPredictions(inner, mapped).values);
    },
  };
}

function innerPredictions(inner: InnerNetwork, mapped: Matrix): Matrix {
  switch (inner.kind) {
    case "kernel":
      return inner.evaluate(mapped);
    case "relu":
      return reluPredictions(inner, mapped);
    case "gated-relu":
      return gatedReluPredictions(inner, mapped);
    default:
      return extendedPredictions(inner, mapped);
  }
}

/** The matrices a prediction needs. */
export function networkParts(inner: InnerNetwork): Matrix[] {
  switch (inner.kind) {
    case "kernel":
      return [inner.rows, inner.dual];
    case "relu":
      return [inner.hidden, inner.output];
    case "convolutional":
      return [inner.filters.hidden, inner.filters.output];
    case "deep-relu":
      return [...inner.weights];
    case "deep-gated-relu":
      return [...inner.layers.hidden, ...inner.layers.gates, inner.blocks];
    default:
      return [inner.gates, inner.blocks];
  }
}

/** Neurons, gates, or for a kernel model the rows it keeps. */
function neuronsOf(inner: InnerNetwork): number {
  switch (inner.kind) {
    case "kernel":
      return inner.rows.rows;
    case "relu":
      return inner.hidden.rows;
    case "convolutional":
      return inner.filters.hidden.rows;
    case "deep-relu":
      return inner.weights.slice(0, -1).reduce((sum, { columns }) => sum + columns, 0);
    default:
      return inner.blocks.rows;
  }
}
