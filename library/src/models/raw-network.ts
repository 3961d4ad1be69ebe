import { type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { type ColumnMap, mapColumns, mapOutputs, type OutputMap, withOutputConstant } from "../networks/affine-map.js";
import type { Reduction } from "../reductions/reduction.js";
import { type InnerNetwork, kindOf, parameterCount } from "./inner-network.js";

/** What every model can do. */
export interface Predictor {
  /** Raw columns that `predict` takes. */
  readonly inputCount: number;
  /** K */
  readonly outputCount: number;
  /**
   * f(x) for every row of raw inputs (n×inputCount): n numbers, or n×K row-major for K outputs.
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
 * @param constant what is added to the network's own outputs, K numbers; none when absent
 * @returns the network, with `predict`
 * @throws InputError from `predict`, when the number of columns differs
 */
export function rawNetwork<Inner extends InnerNetwork>(
  inner: Inner,
  { columns, outputs: mapped }: Reduction,
  constant?: Float64Array,
): Network<Inner> {
  const outputs = withOutputConstant(mapped, constant);
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
