import { InputError, rejectUnknownOptions } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { type Arrangement, arrangementFromGates } from "./arrangement.js";

export interface SampleArrangementOptions {
  /** How many gates to draw; equal masks are merged, so the arrangement can hold fewer. */
  readonly count: number;
  readonly seed?: number;
}

/**
 * Gates g ~ N(0, I) (section 3): `count` are drawn, equal masks merged, counts kept. Coverage "sampled": a certificate speaks
 * of these gates only.
 * @param inputs n×d
 */
export function sampleArrangement(inputs: MatrixLike, options: SampleArrangementOptions): Arrangement {
  rejectUnknownOptions(options, ["count", "seed"], "sampleArrangement");
  const { count, seed = 1 } = options;
  const x = toMatrix(inputs, "inputs");
  return arrangementFromGates(x, gaussianGates(x.columns, count, seed), "sampled");
}

/** `count` gates g ~ N(0, I) over d columns, d×count, one gate a column. */
export function gaussianGates(featureCount: number, count: number, seed: number): Matrix {
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError("out-of-range", "count", `count: got ${count}; expected a whole number of gates, at least 1`);
  }
  // Gate by gate, so that a larger count with the same seed begins with the same gates.
  const draws = randomGenerator(seed).gaussians(count * featureCount);
  const gates = new Float64Array(draws.length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < featureCount; k++) gates[k * count + i] = draws[i * featureCount + k];
  }
  return matrix(featureCount, count, gates);
}
