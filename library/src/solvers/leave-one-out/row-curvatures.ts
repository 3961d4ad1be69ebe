import type { NewtonSystem } from "../kernel-weights/newton-system.js";

/** W_jj, the K×K curvature of a row j in its own outputs, and what is counted by it. Does not do: coupled rows, which no loss has. */

/** W_jj of every row, n·K². */
export function curvatureBlocks(system: NewtonSystem, n: number, outputs: number): Float64Array {
  const out = new Float64Array(n * outputs * outputs);
  for (let k = 0; k < outputs; k++) {
    const unit = new Float64Array(n * outputs);
    for (let j = 0; j < n; j++) unit[j * outputs + k] = 1;
    const column = system.weigh(unit);
    for (let j = 0; j < n; j++) {
      for (let l = 0; l < outputs; l++) out[(j * outputs + l) * outputs + k] = column[j * outputs + l];
    }
  }
  return out;
}

/** The share of the rows that have a slope z and no curvature in any output. */
export function shareHeldOff(curvatures: Float64Array, z: Float64Array, outputs: number): number {
  const n = z.length / outputs;
  const size = outputs * outputs;
  let count = 0;
  for (let j = 0; j < n; j++) {
    const flat = curvatures.subarray(j * size, (j + 1) * size).every((value) => value === 0);
    if (flat && z.subarray(j * outputs, (j + 1) * outputs).some((value) => value !== 0)) count++;
  }
  return count / n;
}

/** How many rows have a curvature, as often as they occur. */
export function rowsWithCurvature(curvatures: Float64Array, outputs: number, occurrences?: Float64Array): number {
  let rows = 0;
  const size = outputs * outputs;
  for (let j = 0; j * size < curvatures.length; j++) {
    const block = curvatures.subarray(j * size, (j + 1) * size);
    if (block.some((value) => value > 0)) rows += occurrences ? occurrences[j] : 1;
  }
  return rows;
}
