import { InputError, rejectUnknownOptions } from "../errors.js";
import { type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
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
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError("out-of-range", "count", `count: got ${count}; expected a whole number of gates, at least 1`);
  }
  const x = toMatrix(inputs, "inputs");
  // Gate by gate, so that a larger count with the same seed begins with the same gates.
  const draws = randomGenerator(seed).gaussians(count * x.columns);
  const gates = new Float64Array(draws.length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < x.columns; k++) gates[k * count + i] = draws[i * x.columns + k];
  }
  return arrangementFromGates(x, matrix(x.columns, count, gates), "sampled");
}
