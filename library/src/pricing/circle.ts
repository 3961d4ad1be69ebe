/**
 * Great circles of the sphere in two and three dimensions. A point is cosine·first + sine·second for an orthonormal
 * pair. Angles are compared by division alone, so that every engine finds the same order.
 */
export interface Circle {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** Coordinates of a point of a circle in its plane. */
export interface CirclePoint {
  readonly cosine: number;
  readonly sine: number;
}

/** The point itself. */
export function pointOf({ first, second }: Circle, { cosine, sine }: CirclePoint): number[] {
  return first.map((value, k) => cosine * value + sine * second[k]);
}

/** Grows with the angle of (cosine, sine), from 0 to 4. */
export function aroundTheCircle(cosine: number, sine: number): number {
  const along = cosine / (Math.abs(cosine) + Math.abs(sine));
  return sine >= 0 ? 1 - along : 3 + along;
}

/** Inside the arc from one point to the next; arcs of at most half a circle. */
export function middleOf(from: CirclePoint, to: CirclePoint): CirclePoint {
  const middle = { cosine: from.cosine + to.cosine, sine: from.sine + to.sine };
  return Math.abs(middle.cosine) + Math.abs(middle.sine) > 1e-9 ? middle : { cosine: -from.sine, sine: from.cosine };
}

/** The circle across a unit normal of R³. */
export function circleAcross(normal: readonly number[]): Circle {
  const least = normal.reduce((best, value, k) => (Math.abs(value) < Math.abs(normal[best]) ? k : best), 0);
  const along = normal[least];
  const across = normal.map((value, k) => (k === least ? 1 : 0) - along * value);
  const length = lengthOf(across);
  const first = across.map((value) => value / length);
  return { first, second: crossProduct(normal, first) };
}

function crossProduct(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

export function lengthOf(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}
