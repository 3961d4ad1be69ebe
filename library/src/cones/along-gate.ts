import { type Arrangement, gateVector, maskBit } from "../arrangements/arrangement.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import type { ConePair } from "./cone-pair.js";

/**
 * The feasible pair of (28) along the gate: v = w + t g and u = t g, or v = t g and u = −w + t g, whichever needs the
 * smaller t, with the least t ≥ 0. v − u = w on every row, open or closed. The pair is long, but it exists whenever no
 * row lies on the gate itself.
 */
export function alongGatePair(inputs: Matrix, arrangement: Arrangement, gate: number, w: Float64Array): ConePair {
  const vector = gateVector(arrangement, gate);
  const size = norm(vector);
  const direction = size > 0 ? vector.map((value) => value / size) : vector;
  const margins = signedProducts(inputs, arrangement, gate, direction);
  const products = signedProducts(inputs, arrangement, gate, w);
  const [up, down] = [leastMultiple(products, margins, 1), leastMultiple(products, margins, -1)];
  const [sign, t] = up <= down ? [1, up] : [-1, down];
  const long = direction.map((value, k) => sign * w[k] + t * value);
  const short = direction.map((value) => t * value);
  return sign > 0 ? { positive: long, negative: short } : { positive: short, negative: long };
}

/** (2D − I)Xv: at least 0 everywhere when v is in the cone. */
function signedProducts(inputs: Matrix, arrangement: Arrangement, gate: number, v: Float64Array): Float64Array {
  const { rows, columns, values } = inputs;
  return Float64Array.from({ length: rows }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += values[j * columns + k] * v[k];
    return maskBit(arrangement, j, gate) ? sum : -sum;
  });
}

/** The least t ≥ 0 with sign·products + t·margins ≥ 0 where margins > 0. */
function leastMultiple(products: Float64Array, margins: Float64Array, sign: 1 | -1): number {
  let t = 0;
  for (let j = 0; j < products.length; j++) {
    const product = sign * products[j];
    if (product < 0 && margins[j] > 0) t = Math.max(t, -product / margins[j]);
  }
  return t;
}
