import { type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import {
  type ColumnMap,
  mapColumns,
  mapOutputs,
  type OutputMap,
  type TrainedOutputs,
  trainedOutputMap,
} from "../networks/affine-map.js";
import type { Reduction } from "../reductions/reduction.js";
import { type InnerNetwork, kindOf, parameterCount } from "./inner-network.js";

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

/**
 * The network over raw columns: they are mapped, the inner network runs, and its outputs are mapped back.
 * @param trained the constant that is added to the network's own outputs (K numbers), and the calibration that makes raw
 * outputs log-odds, so that all who read the network read the same labels and probabilities; neither when absent
 * @returns the network, with `predict`
 * @throws InputError from `predict`, when the number of columns differs
 */
export function rawNetwork<Inner extends InnerNetwork>(
  inner: Inner,
  { columns, outputs: mapped }: Reduction,
  trained: TrainedOutputs = {},
): Network<Inner> {
  const outputs = trainedOutputMap(mapped, trained);
  const { predictions, neuronCount } = kindOf(inner);
  return {
    kind: inner.kind,
    inner,
    columns,
    outputs,
    inputCount: columns.shift.length,
    outputCount: outputs.shift.length,
    neuronCount: neuronCount(inner),
    parameterCount: parameterCount(inner),
    predict(inputs) {
      const mapped = mapColumns(columns, toMatrix(inputs, "inputs"));
      return mapOutputs(outputs, predictions(inner, mapped).values);
    },
  };
}
