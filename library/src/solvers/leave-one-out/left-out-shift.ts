import { smallCholesky, solveSmall } from "../../linear-algebra/small-system.js";
import type { LeftOutSystem } from "./length-bounds.js";

/**
 * How far a row's own predictions move when the row is left out,
 *
 *     −h(I − Wh)⁻¹z,   W − WhW = P,   which is   −(P⁺ − W⁺) z   on the range of W
 *
 * for one row's curvature W and its projected block P (K×K). `spent` is tr(Wh) = tr(I − W⁺P). Where a share s of the row is left out, one of
 * its 1/s occurrences, that is −sh(I − sWh)⁻¹z = −(Q⁺ − W⁺)z with Q = (1 − s)W + sP. Does not do: making P.
 */
export interface LeftOutRow {
  /** W */
  readonly curvature: Float64Array;
  /** P */
  readonly projected: Float64Array;
  /** s; default 1 */
  readonly share?: number;
}

/** What `LeftOutRow` moves by, and what it has spent. */
export function leftOutShift(
  { curvature, projected, share = 1 }: LeftOutRow,
  z: Float64Array,
  variance: number | undefined,
): { readonly shift: Float64Array; readonly spent: number; readonly system?: LeftOutSystem } {
  const outputs = z.length;
  if (outputs === 1) return oneOutput(curvature[0], projected[0], z[0], { variance, share });
  const kept = Int32Array.from(z, (_, k) => k).filter((k) => curvature[k * outputs + k] > 0);
  if (kept.length === 0) return { shift: new Float64Array(outputs), spent: 0 };
  const w = restricted(curvature, kept, outputs);
  const p = restricted(projected, kept, outputs);
  const together = coupling(w, kept.length);
  for (let k = 0; k < w.length; k++) {
    w[k] += together;
    p[k] += together;
  }
  const q = share === 1 ? p : p.map((value, k) => (1 - share) * w[k] + share * value);
  const partOf = (v: Float64Array) => {
    const part = Float64Array.from(kept, (k) => v[k]);
    if (together > 0) centre(part);
    return part;
  };
  const right = partOf(z);
  const withRow = solved(w, right);
  const withoutRow = solved(q, right);
  return {
    shift: spread(
      withRow.map((value, a) => value - withoutRow[a]),
      kept,
      outputs,
    ),
    spent: traceOfDifference(w, p, kept.length),
    system: {
      solve: (v) => spread(solved(q, partOf(v)), kept, outputs),
      withoutRow: spread(withoutRow, kept, outputs),
      share,
    },
  };
}

/** The kept outputs' part among all outputs, zero elsewhere. */
function spread(part: Float64Array, kept: Int32Array, outputs: number): Float64Array {
  const out = new Float64Array(outputs);
  kept.forEach((k, a) => {
    out[k] = part[a];
  });
  return out;
}

function oneOutput(
  w: number,
  p: number,
  z: number,
  { variance = 0, share }: { readonly variance: number | undefined; readonly share: number },
) {
  if (!(w > 0)) return { shift: Float64Array.of(-variance * share * z), spent: 0 };
  const left = Math.min(Math.max(p, 1e-12 * w), w);
  const rest = share === 1 ? left : (1 - share) * w + share * left;
  const solve = (v: Float64Array) => v.map((value) => value / rest);
  return {
    shift: Float64Array.of(z / w - z / rest),
    spent: 1 - left / w,
    system: { solve, withoutRow: Float64Array.of(z / rest), share },
  };
}

/** The curvature that a common shift of coupled outputs is given; 0 where it has one. */
function coupling(w: Float64Array, n: number): number {
  let trace = 0;
  let total = 0;
  for (let a = 0; a < n; a++) {
    trace += w[a * n + a];
    for (let b = 0; b < n; b++) total += w[a * n + b];
  }
  return Math.abs(total) <= 1e-9 * trace ? trace / n : 0;
}

function centre(v: Float64Array): void {
  let sum = 0;
  for (const value of v) sum += value;
  for (let k = 0; k < v.length; k++) v[k] -= sum / v.length;
}

function restricted(block: Float64Array, kept: Int32Array, outputs: number): Float64Array {
  const out = new Float64Array(kept.length * kept.length);
  kept.forEach((k, a) => {
    kept.forEach((l, b) => {
      out[a * kept.length + b] = block[k * outputs + l];
    });
  });
  return out;
}

/** tr(I − W⁻¹P). */
function traceOfDifference(w: Float64Array, p: Float64Array, n: number): number {
  let spent = n;
  for (let a = 0; a < n; a++) {
    const column = Float64Array.from({ length: n }, (_, b) => p[b * n + a]);
    spent -= solved(w, column)[a];
  }
  return Math.max(0, spent);
}

/** A⁻¹v for a small positive definite A; a pivot that rounding has made too small is lifted. */
function solved(a: Float64Array, v: Float64Array): Float64Array {
  const lower = smallCholesky(a, v.length, (diagonal) => 1e-12 * Math.max(diagonal, Number.MIN_VALUE));
  return solveSmall(lower, v);
}
