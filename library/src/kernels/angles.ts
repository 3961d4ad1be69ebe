import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { arccosine, arctangent2 } from "../numerics/elementary/index.js";
import { innerProducts, type KernelTables } from "./kernel.js";

/**
 * The angle θ between two rows, as π − θ. It is accurate near 0 and π too, where arccos of the cosine loses half of the
 * digits. There π − θ = 2 atan2(‖û + v̂‖, ‖û − v̂‖) (Kahan).
 */
export interface RowAngles {
  readonly normsA: Float64Array;
  readonly normsB: Float64Array;
  /** cos θ, in [−1, 1]; 0 where a row is zero. */
  cosine(i: number, j: number): number;
  /** π − θ in [0, π]. */
  supplement(i: number, j: number): number;
  /** sin θ. */
  sine(i: number, j: number): number;
}

export function rowAngles(tables: KernelTables): RowAngles {
  const first = unitRows(tables.a);
  const second = tables.same ? first : unitRows(tables.b);
  const cosines = innerProducts({ a: first.rows, b: second.rows, same: tables.same });
  const { columns: m } = cosines;
  const cosine = (i: number, j: number) => Math.min(1, Math.max(-1, cosines.values[i * m + j]));
  return {
    normsA: first.norms,
    normsB: second.norms,
    cosine,
    supplement(i, j) {
      const c = cosine(i, j);
      if (Math.abs(c) < 0.9) return arccosine(-c);
      const { sum, difference } = sumAndDifference(first.rows, i, second.rows, j);
      return 2 * arctangent2(sum, difference);
    },
    sine(i, j) {
      const c = cosine(i, j);
      if (Math.abs(c) < 0.9) return Math.sqrt((1 - c) * (1 + c));
      const { sum, difference } = sumAndDifference(first.rows, i, second.rows, j);
      return (2 * sum * difference) / (sum * sum + difference * difference);
    },
  };
}

/** ‖û + v̂‖ = 2 cos(θ/2) and ‖û − v̂‖ = 2 sin(θ/2). */
function sumAndDifference(a: Matrix, i: number, b: Matrix, j: number): { sum: number; difference: number } {
  const d = a.columns;
  let difference = 0;
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const u = a.values[i * d + k];
    const v = b.values[j * d + k];
    difference += (u - v) * (u - v);
    sum += (u + v) * (u + v);
  }
  return { sum: Math.sqrt(sum), difference: Math.sqrt(difference) };
}

/** Rows divided by their lengths, through their largest entries, so that squares neither overflow nor vanish. Zero rows stay zero. */
function unitRows(table: Matrix): { rows: Matrix; norms: Float64Array } {
  const { rows: n, columns: d, values } = table;
  const out = matrix(n, d);
  const norms = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let largest = 0;
    for (let k = i * d; k < (i + 1) * d; k++) largest = Math.max(largest, Math.abs(values[k]));
    if (largest === 0) continue;
    let square = 0;
    for (let k = i * d; k < (i + 1) * d; k++) {
      out.values[k] = values[k] / largest;
      square += out.values[k] * out.values[k];
    }
    const length = Math.sqrt(square);
    for (let k = i * d; k < (i + 1) * d; k++) out.values[k] /= length;
    norms[i] = largest * length;
  }
  return { rows: out, norms };
}
