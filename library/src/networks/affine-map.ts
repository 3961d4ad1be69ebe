import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { exponential } from "../numerics/elementary/index.js";
import { requireColumns } from "./required-columns.js";

/**
 * z_k = (x_k − shift_k) · factor_k, then a column of ones when `bias`: how raw columns enter a network.
 * A factor of 0 leaves a column out (one that was constant in training).
 */
export interface ColumnMap {
  readonly shift: Float64Array;
  readonly factor: Float64Array;
  readonly bias: boolean;
}

/** y = shift_k + scale_k · u_k: how a network's own outputs u become targets. */
export interface OutputMap {
  readonly shift: Float64Array;
  readonly scale: Float64Array;
  /** "exp": the outputs are logarithms of means (Poisson), and predictions their exponentials. */
  readonly link?: "exp";
}

/** What training adds to the map of outputs that the program was stated with. */
export interface TrainedOutputs {
  /** K numbers, added to the network's own outputs. */
  readonly constant?: Float64Array | undefined;
  /** Of a classification: what its raw outputs are multiplied by (positive), and what is then added, to become log-odds. */
  readonly calibration?: { readonly slope: number; readonly intercept: number } | undefined;
}

/** The map of outputs with the constant before it and the calibration behind it; the same map without either. */
export function trainedOutputMap(outputs: OutputMap, { constant, calibration }: TrainedOutputs): OutputMap {
  const moved = constant ? outputs.shift.map((value, k) => value + outputs.scale[k] * constant[k]) : outputs.shift;
  if (!calibration) return { ...outputs, shift: moved };
  const { slope, intercept } = calibration;
  return {
    ...outputs,
    shift: moved.map((value) => slope * value + intercept),
    scale: outputs.scale.map((value) => slope * value),
  };
}

/** Columns after the map. */
function mappedColumnCount({ shift, bias }: ColumnMap): number {
  return shift.length + (bias ? 1 : 0);
}

/** n×d raw columns → the network's own columns, as a new matrix. */
export function mapColumns(map: ColumnMap, inputs: Matrix): Matrix {
  const { shift, factor, bias } = map;
  requireColumns(inputs, shift.length);
  const columns = mappedColumnCount(map);
  const values = new Float64Array(inputs.rows * columns);
  for (let i = 0; i < inputs.rows; i++) {
    for (let k = 0; k < inputs.columns; k++) {
      // A left-out column must not turn a huge new value into NaN.
      values[i * columns + k] = factor[k] === 0 ? 0 : (inputs.values[i * inputs.columns + k] - shift[k]) * factor[k];
    }
    if (bias) values[i * columns + columns - 1] = 1;
  }
  return matrix(inputs.rows, columns, values);
}

/** In place: the network's own outputs (n×K) become targets. */
export function mapOutputs({ shift, scale, link }: OutputMap, outputs: Float64Array): Float64Array {
  const count = shift.length;
  for (let k = 0; k < outputs.length; k++) {
    outputs[k] = shift[k % count] + scale[k % count] * outputs[k];
    if (link === "exp") outputs[k] = exponential(outputs[k]);
  }
  return outputs;
}
