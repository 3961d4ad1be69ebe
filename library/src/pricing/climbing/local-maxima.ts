import { type AscentEffort, currentBackend } from "../../numerics/index.js";
import { type DualFunction, dualFunctionAt, isTwoSided, type Maximum } from "../dual-function.js";
import { turnFromBarriers } from "../sides.js";
import { orthonormalSpan, removeSpan, toUnitLength } from "./span.js";
import type { Starts } from "./starts.js";

/**
 * Local maxima of φ(u) = Σ_j ζ_j(x_jᵀu)₊ over unit u, ζ = ±z, for tables where no exact way is open.
 *
 * Difference of convex functions: the rows with ζ_j > 0 make a convex part, replaced by its gradient g at u; what is left to maximise,
 * gᵀu − Σ_{ζ_j<0}|ζ_j|(x_jᵀu)₊, is concave, and its maximiser is r/‖r‖ with r the shortest of
 *
 *     r(θ) = g − Σ_{ζ_j<0} θ_j|ζ_j|x_j,   θ_j in [0, 1]      (coordinate descent on θ).
 *
 * Rows with θ_j strictly inside are kinks: x_jᵀr = 0. Most maxima of φ lie on kinks, where plain gradient ascent cannot settle.
 * Does not do: any claim that a maximum is the global one.
 */
export interface ClimbingEffort extends AscentEffort {
  /** Whether ends are put on their kinks exactly. */
  readonly snap: boolean;
}

/** Climbs from every start; one end a start, in their order. */
export function localMaxima(phi: DualFunction, starts: Starts, effort: ClimbingEffort): Maximum[] {
  const { d } = phi;
  const { signs } = starts;
  const directions = starts.directions.slice();
  const { values, kinks } = currentBackend().ascend(phi, directions, signs, effort);
  return kinks.map((rows, i) => {
    const direction = directions.subarray(i * d, (i + 1) * d);
    const end = { direction, sign: signs[i], value: values[i], kinks: effort.snap ? rows : new Int32Array(0) };
    return withinBarriers(phi, effort.snap && rows.length > 0 ? snapped(phi, end) : end);
  });
}

/** An end that is past a barrier, be it by rounding, back on it. */
function withinBarriers(phi: DualFunction, end: Maximum): Maximum {
  if (isTwoSided(phi)) return end;
  const direction = end.direction.slice();
  turnFromBarriers(phi, direction, 1);
  if (!toUnitLength(direction)) return end;
  return { ...end, direction, value: end.sign * dualFunctionAt(phi, direction) };
}

/** What is left of u off the span of its kinks, kept only where φ does not fall by it. */
function snapped(phi: DualFunction, end: Maximum): Maximum {
  const free = { ...end, kinks: new Int32Array(0) };
  const direction = end.direction.slice();
  const span = orthonormalSpan(phi.x, phi.d, end.kinks);
  for (let twice = 0; twice < 2; twice++) removeSpan(direction, span, phi.d);
  if (!toUnitLength(direction)) return free;
  const value = end.sign * dualFunctionAt(phi, direction);
  return value < end.value - 1e-7 * Math.abs(end.value) ? free : { ...end, direction, value };
}
