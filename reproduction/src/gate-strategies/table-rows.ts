import { readFile } from "node:fs/promises";
import { readTable, splitTable } from "@halfspace/tables";
import { type Label, type Matrix, matrix } from "halfspace";
import { encodeLabels } from "halfspace/programs";
import { symmetricEigen } from "halfspace/solvers";

/** One split of a table of two classes, as numbers. */
export interface Rows {
  /** Standardised columns of the training rows and a constant one. */
  readonly inputs: Matrix;
  readonly testInputs: Matrix;
  /** ±1 */
  readonly targets: Float64Array;
  readonly testTargets: Float64Array;
}

/** @param path of a table with a column "label" */
export async function splitRows(path: string, split: number): Promise<Rows> {
  const table = await readTable(await readFile(path));
  const { train, test, record } = splitTable(table, "label", { holdout: 0.25, seed: split, task: "classification" });
  const { target } = record.encoding;
  if (!test || target.task !== "classification") throw new Error(`${path}: no test rows`);
  const signs = (labels: unknown) => encodeLabels(labels as Label[], target.classes).values;
  return {
    ...standardised(train.inputs, test.inputs),
    targets: signs(train.targets),
    testTargets: signs(test.targets),
  };
}

/** The first two principal components of the training rows, and the constant column. */
export function principalPlane({ inputs, testInputs, ...targets }: Rows): Rows {
  const d = inputs.columns - 1;
  const covariance = new Float64Array(d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b < d; b++) {
      for (let j = 0; j < inputs.rows; j++) {
        covariance[a * d + b] += inputs.values[j * (d + 1) + a] * inputs.values[j * (d + 1) + b];
      }
    }
  }
  const { vectors } = symmetricEigen(covariance, d);
  const directions = [1, 2].map((from) => vectors.subarray((d - from) * d, (d - from + 1) * d));
  const project = (table: Matrix) => {
    const projected = matrix(table.rows, 2);
    for (let j = 0; j < table.rows; j++) {
      const row = table.values.subarray(j * (d + 1), j * (d + 1) + d);
      directions.forEach((direction, c) => {
        projected.values[2 * j + c] = row.reduce((sum, value, k) => sum + value * direction[k], 0);
      });
    }
    return projected;
  };
  return { ...targets, ...standardised(project(inputs), project(testInputs)) };
}

/** Columns to mean 0 and variance 1 by the training rows, columns that do not vary to 0, and a constant column. */
function standardised(train: Matrix, test: Matrix): Pick<Rows, "inputs" | "testInputs"> {
  const [inputs, testInputs] = [train, test].map(({ rows, columns }) => matrix(rows, columns + 1));
  for (let k = 0; k <= train.columns; k++) {
    const { mean, inverse } = momentsOf(train, k);
    for (const [from, to] of [
      [train, inputs],
      [test, testInputs],
    ]) {
      for (let j = 0; j < from.rows; j++) {
        const value = k === train.columns ? 1 : (from.values[j * from.columns + k] - mean) * inverse;
        to.values[j * to.columns + k] = value;
      }
    }
  }
  return { inputs, testInputs };
}

function momentsOf({ rows, columns, values }: Matrix, k: number): { mean: number; inverse: number } {
  const column = Float64Array.from({ length: rows }, (_, j) => values[j * columns + k]);
  const mean = column.reduce((sum, value) => sum + value, 0) / rows;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
  const varies = column.some((value) => value !== column[0]);
  return { mean, inverse: varies ? 1 / Math.sqrt(variance) : 0 };
}

/** Share of outputs on the right side of 0. */
export function accuracyOf(outputs: Float64Array, targets: Float64Array): number {
  return outputs.reduce((right, value, j) => right + (value > 0 === targets[j] > 0 ? 1 : 0), 0) / targets.length;
}
