import { dot, lengthOf } from "./circle.js";
import type { DualFunction } from "./dual-function.js";

/**
 * The distinct hyperplanes x_j^⊥ of a table, each with what the gradient of φ gains from its rows: crossing it from behind to ahead adds
 * (ahead + behind)·normal.
 */
export interface Hyperplane {
  /** Unit, length d. */
  readonly normal: readonly number[];
  /** Σ z_j‖x_j‖ over the rows along the normal. */
  ahead: number;
  /** Σ z_j‖x_j‖ over the rows against it. */
  behind: number;
}

/** Rows whose hyperplanes agree to 1e-14 radians share one; rows of zeros have none. */
export function hyperplanesOf({ x, n, d, z }: DualFunction): Hyperplane[] {
  const planes: Hyperplane[] = [];
  for (let j = 0; j < n; j++) {
    const row = Array.from(x.subarray(j * d, (j + 1) * d));
    const length = lengthOf(row);
    if (length === 0) continue;
    const normal = row.map((value) => value / length);
    const same = planes.find((plane) => sineBetween(plane.normal, normal) < 1e-14);
    if (!same) planes.push({ normal, ahead: z[j] * length, behind: 0 });
    else if (dot(same.normal, normal) > 0) same.ahead += z[j] * length;
    else same.behind += z[j] * length;
  }
  return planes;
}

/** The sine of the angle between two lines, without the cancellation that 1 − cos² has. */
function sineBetween(a: readonly number[], b: readonly number[]): number {
  const cosine = dot(a, b);
  return Math.sqrt(a.reduce((sum, value, k) => sum + (b[k] - cosine * value) ** 2, 0));
}
