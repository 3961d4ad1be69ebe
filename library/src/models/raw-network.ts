import { type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import {
  type ColumnMap,
  mapColumns,
  mapOutputs,
  type OutputMap,
  type TrainedOutputs,
  trainedOutputMap,
} from "../networks/affine-map.js";
import type { NetworkKind } from "../networks/network-kind.js";
import type { Reduction } from "../reductions/reduction.js";
import type { InnerNetwork } from "./inner-network.js";

/** What every model can do. */
export interface Predictor {
  /** Raw columns that `predict` takes. */
  readonly inputCount: number;
  /** K */
  readonly outputCount: number;
  /**
   * f(x) for every row of raw inputs (n×inputCount): n numbers, or n×K row-major for K outputs. Of classes these are the scores that labels
   * and probabilities are read from: calibrated log-odds where the model is calibrated, else the network's raw outputs.
   * @throws InputError when the number of columns differs
   */
  predict(inputs: MatrixLike): Float64Array;
}

/** A forward pass from raw columns to raw targets: columns are mapped, the inner network runs, its outputs are mapped back. */
export interface Network<Inner extends InnerNetwork = InnerNetwork> extends Predictor {
  readonly kind: Inner["kind"];
  readonly inner: Inner;
  readonly columns: ColumnMap;
  readonly outputs: OutputMap;
  /** Neurons or gates; of a kernel model the rows it keeps. */
  readonly neuronCount: number;
  /** How many numbers a prediction needs. */
  readonly parameterCount: number;
}

/** `rawNetwork` (`network-kinds.ts`) for a network whose kind is at hand. A page that trains takes along the kinds that it trains. */
export function networkOfKind<Inner extends InnerNetwork>(
  kind: NetworkKind<Inner>,
  inner: Inner,
  { columns, outputs: mapped }: Reduction,
  trained: TrainedOutputs = {},
): Network<Inner> {
  const outputs = trainedOutputMap(mapped, trained);
  const { predictions, neuronCount } = kind;
  return {
    kind: inner.kind,
    inner,
    columns,
    outputs,
    inputCount: columns.shift.length,
    outputCount: outputs.shift.length,
    neuronCount: neuronCount(inner),
    parameterCount: weightCount(kind.weights(inner)),
    predict(inputs) {
      const mapped = mapColumns(columns, toMatrix(inputs, "inputs"));
      return mapOutputs(outputs, predictions(inner, mapped).values);
    },
  };
}

/** How many numbers there are; rows that several members share count once. */
export function weightCount(weights: readonly Float64Array[]): number {
  return [...new Set(weights)].reduce((sum, { length }) => sum + length, 0);
}
