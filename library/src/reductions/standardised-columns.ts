import { completed } from "../linear-algebra/completed.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { sum as sumOf, unitOf } from "../linear-algebra/vectors.js";
import type { ColumnMap, OutputMap } from "../networks/affine-map.js";

/**
 * Columns to mean 0 and variance 1 (1/n; with row weights c both are Σ c(·)/Σ c), then a constant one: z_k = (x_k − mean_k)/deviation_k.
 *
 * The group penalty treats all columns alike, so their units must not matter. A constant column carries nothing and
 * gets factor 0. The network undoes the scaling, because it maps raw columns itself.
 * Does not do: rotations, ranks.
 * @param groupSize neighbouring columns that share one mean and deviation: the pixels of a channel of an image
 */
export function learnColumnMap(
  inputs: Matrix,
  options: { readonly standardise: boolean; readonly bias: boolean; readonly sampleWeights?: Float64Array | undefined },
  groupSize = 1,
): ColumnMap {
  return completed(learnColumnMapInSteps(inputs, options, groupSize));
}

/** The same; yields after each column. */
export function* learnColumnMapInSteps(
  inputs: Matrix,
  options: { readonly standardise: boolean; readonly bias: boolean; readonly sampleWeights?: Float64Array | undefined },
  groupSize = 1,
): Generator<undefined, ColumnMap> {
  const count = inputs.columns;
  const shift = new Float64Array(count);
  const factor = new Float64Array(count).fill(1);
  if (options.standardise) {
    for (let k = 0; k < count; k += groupSize) {
      const { mean, deviation } = momentsOf(inputs, k, { width: groupSize, weights: options.sampleWeights });
      const inverse = 1 / deviation;
      shift.fill(mean, k, k + groupSize);
      factor.fill(deviation > 0 && Number.isFinite(inverse) ? inverse : 0, k, k + groupSize);
      yield undefined;
    }
  }
  return { shift, factor, bias: options.bias };
}

/** Targets (n×K) to mean 0 and variance 1; the map goes back. A constant output keeps scale 1. */
export function learnOutputMap(targets: Matrix, standardise: boolean, weights?: Float64Array): OutputMap {
  const shift = new Float64Array(targets.columns);
  const scale = new Float64Array(targets.columns).fill(1);
  if (standardise) {
    for (let k = 0; k < targets.columns; k++) {
      const { mean, deviation } = momentsOf(targets, k, { weights });
      shift[k] = mean;
      if (deviation > 0 && Number.isFinite(1 / deviation)) scale[k] = deviation;
    }
  }
  return { shift, scale };
}

/** Raw targets (n×K) as the program sees them: (y − shift)/scale. */
export function mapTargets({ shift, scale }: OutputMap, targets: Matrix): Matrix {
  const count = targets.columns;
  const values = targets.values.map((value, k) => (value - shift[k % count]) / scale[k % count]);
  return { rows: targets.rows, columns: count, values };
}

/** Mean and deviation (1/n) of neighbouring columns together; deviation exactly 0 when all their values are equal. */
function momentsOf(
  inputs: Matrix,
  column: number,
  { width = 1, weights }: { readonly width?: number; readonly weights: Float64Array | undefined },
): { mean: number; deviation: number } {
  const { rows, columns, values } = inputs;
  let largest = 0;
  let varies = false;
  for (let i = 0; i < rows; i++) {
    for (let k = column; k < column + width; k++) {
      const value = values[i * columns + k];
      largest = Math.max(largest, Math.abs(value));
      if (value !== values[column]) varies = true;
    }
  }
  if (!varies) return { mean: values[column], deviation: 0 };
  const count = width * (weights ? sumOf(weights) : rows);
  const unit = unitOf([largest]);
  const entries = { column, width, weights };
  const sum = weightedSum(inputs, entries, 1);
  // Of largest numbers the sum may leave Float64, and their mean does not.
  const mean = Number.isFinite(sum) ? sum / count : weightedSum(inputs, entries, 1 / count);
  let square = 0;
  for (let i = 0; i < rows; i++) {
    for (let k = column; k < column + width; k++) {
      const value = values[i * columns + k];
      const centred = unit === 1 ? value - mean : value / unit - mean / unit;
      square += (weights ? weights[i] : 1) * centred * centred;
    }
  }
  return { mean, deviation: unit * Math.sqrt(square / count) };
}

/** Neighbouring columns, with the weights of their rows. */
interface Entries {
  readonly column: number;
  readonly width: number;
  readonly weights: Float64Array | undefined;
}

/** Σ c·unit·x. */
function weightedSum({ rows, columns, values }: Matrix, { column, width, weights }: Entries, unit: number): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    for (let k = column; k < column + width; k++) {
      const value = unit * values[i * columns + k];
      sum += weights ? weights[i] * value : value;
    }
  }
  return sum;
}
