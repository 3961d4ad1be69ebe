import type { Matrix } from "../linear-algebra/matrix.js";
import { BestDirections } from "./best-directions.js";
import {
  aroundTheCircle,
  type Circle,
  type CirclePoint,
  circleAcross,
  dot,
  lengthOf,
  middleOf,
  pointOf,
} from "./circle.js";
import type { DualFunction, ExactPricing, Maximum, ProvedMaxima } from "./dual-function.js";
import { type Hyperplane, hyperplanesOf } from "./hyperplanes.js";

/**
 * max over unit u of |φ(u)|, φ(u) = Σ_j z_j (x_jᵀu)₊, exactly, for tables of rank ≤ 3.
 *
 * φ is linear on every cell of the arrangement, φ(u) = aᵀu. Its maximum over a cell is at a/‖a‖, or on an edge at a projected there, or
 * at a vertex. Every cell has an edge, so walking once around every great circle x_i^⊥ meets all of them: about n² log n steps.
 * Does not do: rank ≥ 4.
 */
export function rankThreePricing({ values: x, rows: n, columns: d }: Matrix, barriers = 0): ExactPricing | undefined {
  return d > 3 ? undefined : ({ z, count }) => provedMaxima({ x, n, d, z, barriers }, count);
}

function* provedMaxima(phi: DualFunction, count: number): Generator<undefined, ProvedMaxima> {
  const maxima = yield* exactMaxima(phi, count);
  return { maxima, upperBound: maxima.length > 0 ? maxima[0].value : 0 };
}

/** The maxima of |φ| by cells, largest first, at most `count`; the first is the global one. @param phi d ≤ 3, of full column rank */
export function* exactMaxima(phi: DualFunction, count = 1): Generator<undefined, Maximum[]> {
  const best = new BestDirections(phi, count);
  const planes = hyperplanesOf(phi);
  if (phi.d === 1) {
    best.offer([1]);
    best.offer([-1]);
  } else if (phi.d === 2) {
    yield* walkCircle(best, planes, { first: [1, 0], second: [0, 1] });
  } else if (phi.d === 3) {
    for (const axis of planes) yield* walkCircle(best, planes, circleAcross(axis.normal), axis);
  }
  return best.maxima;
}

/** A point of a circle where it crosses a hyperplane. */
interface Crossing extends CirclePoint {
  /** Orders points around the circle as their angles would. */
  readonly order: number;
  /** The gradient of φ gains so much of the normal there. */
  readonly gain: number;
  readonly normal: readonly number[];
}

/** Crossings looked at before others get a turn: a few milliseconds at a thousand rows. */
const crossingsOfTurn = 256;

/**
 * Walks once around a circle, arc by arc. It offers the crossings and the best point of every arc. Where the circle is
 * the hyperplane of the `axis` itself, it also offers the best points of the two cells beside each arc.
 */
function* walkCircle(
  best: BestDirections,
  planes: readonly Hyperplane[],
  circle: Circle,
  axis?: Hyperplane,
): Generator<undefined, void> {
  const crossings = crossingsOf(planes, circle, axis);
  if (crossings.length === 0) {
    offerArc(best, gradientAt(planes, circle.first, axis), axis);
    return;
  }
  const start = middleOf(crossings[crossings.length - 1], crossings[0]);
  const gradient = gradientAt(planes, pointOf(circle, start), axis);
  for (const [k, crossing] of crossings.entries()) {
    if (k % crossingsOfTurn === 0) yield undefined;
    best.offer(pointOf(circle, crossing));
    for (let i = 0; i < gradient.length; i++) gradient[i] += crossing.gain * crossing.normal[i];
    offerArc(best, gradient, axis);
  }
}

/** In the order of their angles; they come in opposite pairs, so that arcs are at most half a circle. */
function crossingsOf(planes: readonly Hyperplane[], { first, second }: Circle, axis?: Hyperplane): Crossing[] {
  const crossings: Crossing[] = [];
  for (const plane of planes) {
    const [a, b] = [dot(plane.normal, first), dot(plane.normal, second)];
    const length = Math.sqrt(a * a + b * b);
    if (plane === axis || length === 0) continue;
    const gain = plane.ahead + plane.behind;
    const [cosine, sine] = [b / length, -a / length];
    crossings.push(crossingAt(cosine, sine, gain, plane.normal), crossingAt(-cosine, -sine, -gain, plane.normal));
  }
  return crossings.sort((one, other) => one.order - other.order);
}

function crossingAt(cosine: number, sine: number, gain: number, normal: readonly number[]): Crossing {
  return { cosine, sine, order: aroundTheCircle(cosine, sine), gain, normal };
}

/** The gradient of φ at a point inside an arc, without the axis' own rows. */
function gradientAt(planes: readonly Hyperplane[], point: readonly number[], axis?: Hyperplane): number[] {
  const gradient = point.map(() => 0);
  for (const plane of planes) {
    if (plane === axis) continue;
    const factor = dot(plane.normal, point) > 0 ? plane.ahead : -plane.behind;
    for (let k = 0; k < gradient.length; k++) gradient[k] += factor * plane.normal[k];
  }
  return gradient;
}

function offerArc(best: BestDirections, gradient: readonly number[], axis?: Hyperplane): void {
  if (!axis) {
    offerBothSigns(best, gradient);
    return;
  }
  const along = dot(gradient, axis.normal);
  for (const factor of [-along, axis.ahead, -axis.behind]) {
    offerBothSigns(
      best,
      gradient.map((value, k) => value + factor * axis.normal[k]),
    );
  }
}

/** a for the maximum of φ, −a for its minimum. */
function offerBothSigns(best: BestDirections, gradient: readonly number[]): void {
  if (!best.admits(lengthOf(gradient))) return;
  best.offer(gradient);
  best.offer(gradient.map((value) => -value));
}
