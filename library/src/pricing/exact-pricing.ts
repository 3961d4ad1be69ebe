/**
 * Pricing made exact for tables of rank ≤ 3: the largest |φ(u)| over all unit u,
 *
 *     φ(u) = Σ_j z_j (x_jᵀu)₊,   the dual constraint of the network's training problem without any choice of gates.
 *
 * φ is linear on every cell of the arrangement, φ(u) = aᵀu. Its maximum over a cell is at a/‖a‖, or on an edge at a projected there, or
 * at a vertex. Every cell has an edge, so walking once around every great circle x_i^⊥ meets all of them. Whatever is returned
 * was evaluated at a true unit vector.
 * Does not do: rank ≥ 4 (many-start ascent, or an enumerated arrangement).
 */
export interface Maximum {
  /** Unit, length r. */
  readonly direction: Float64Array;
  /** φ(direction), of either sign. */
  readonly value: number;
}

/**
 * The maxima of |φ| by cells, largest first, at most `count`, no two of one sign closer than cos 1 − 1e-12. The first is the global one.
 * @param x n×r row-major, r ≤ 3, of full column rank
 * @param z n
 */
export function exactMaxima(x: Float64Array, n: number, r: number, z: Float64Array, count = 1): Maximum[] {
  const collected = new Collection(x, n, r, z, count);
  const lines = mergeParallelRows(x, n, r, z);
  if (r === 1) {
    collected.offer([1]);
    collected.offer([-1]);
  } else if (r === 2) {
    walkCircle(collected, lines, [1, 0], [0, 1]);
  } else if (r === 3) {
    for (const line of lines) {
      const [first, second] = orthogonalFrame(line.normal);
      walkCircle(collected, lines, first, second, line);
    }
  }
  return collected.best();
}

/** φ(u) */
export function dualFunction(x: Float64Array, n: number, r: number, z: Float64Array, u: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < n; j++) {
    let product = 0;
    for (let k = 0; k < r; k++) product += x[j * r + k] * u[k];
    if (product > 0) sum += z[j] * product;
  }
  return sum;
}

/** Rows that share a hyperplane: `ahead` sums z_j‖x_j‖ of those along the normal, `behind` of those against it. */
interface Line {
  readonly normal: readonly number[];
  ahead: number;
  behind: number;
}

function mergeParallelRows(x: Float64Array, n: number, r: number, z: Float64Array): Line[] {
  const lines: Line[] = [];
  for (let j = 0; j < n; j++) {
    const row = Array.from(x.subarray(j * r, (j + 1) * r));
    const length = lengthOf(row);
    if (length === 0) continue;
    const normal = row.map((value) => value / length);
    const same = lines.find((line) => distanceToLine(line.normal, normal) < 1e-14);
    if (!same) lines.push({ normal, ahead: z[j] * length, behind: 0 });
    else if (dot(same.normal, normal) > 0) same.ahead += z[j] * length;
    else same.behind += z[j] * length;
  }
  return lines;
}

/** The sine of the angle, without the cancellation that 1 − cos² has. */
function distanceToLine(a: readonly number[], b: readonly number[]): number {
  const cosine = dot(a, b);
  return Math.sqrt(a.reduce((sum, value, k) => sum + (b[k] - cosine * value) ** 2, 0));
}

/** Keeps the best distinct directions; cells whose bound cannot enter are never evaluated. */
class Collection {
  private readonly items: Maximum[] = [];

  constructor(
    private readonly x: Float64Array,
    private readonly n: number,
    private readonly r: number,
    private readonly z: Float64Array,
    private readonly count: number,
  ) {}

  /** |φ| on the cell or edge is at most this; whether it could still enter. */
  admits(bound: number): boolean {
    return this.items.length < this.count || bound > Math.abs(this.items[this.items.length - 1].value);
  }

  offer(candidate: readonly number[]): void {
    const length = lengthOf(candidate);
    if (!(length > 0)) return;
    const direction = Float64Array.from(candidate, (value) => value / length);
    const value = dualFunction(this.x, this.n, this.r, this.z, direction);
    const size = Math.abs(value);
    if (!this.admits(size)) return;
    const same = this.items.findIndex((item) => item.value > 0 === value > 0 && near(item.direction, direction));
    if (same >= 0) {
      if (Math.abs(this.items[same].value) >= size) return;
      this.items.splice(same, 1);
    }
    let place = this.items.length;
    while (place > 0 && Math.abs(this.items[place - 1].value) < size) place--;
    this.items.splice(place, 0, { direction, value });
    if (this.items.length > this.count) this.items.pop();
  }

  best(): Maximum[] {
    return this.items;
  }
}

function near(a: Float64Array, b: Float64Array): boolean {
  let square = 0;
  for (let k = 0; k < a.length; k++) square += (a[k] - b[k]) ** 2;
  return square < 2e-12;
}

/** A point of a circle, as coordinates in its plane, where it crosses a line. */
interface Crossing {
  readonly cosine: number;
  readonly sine: number;
  /** Orders points around the circle as their angles would. */
  readonly order: number;
  /** What the gradient of φ gains there. */
  readonly gain: number;
  readonly normal: readonly number[];
}

/**
 * Once around the circle spanned by two orthonormal vectors, arc by arc. Offers the crossings, the best point of every arc, and, where
 * the circle is an `axis`' own hyperplane, the best points of the two cells beside the arc.
 */
function walkCircle(
  collected: Collection,
  lines: readonly Line[],
  first: readonly number[],
  second: readonly number[],
  axis?: Line,
): void {
  const crossings = crossingsOf(lines, first, second, axis);
  if (crossings.length === 0) {
    offerArc(collected, gradientAt(lines, first, axis), axis);
    return;
  }
  const gradient = gradientAt(lines, middlePoint(crossings[crossings.length - 1], crossings[0], first, second), axis);
  for (const { cosine, sine, gain, normal } of crossings) {
    collected.offer(combination(first, cosine, second, sine));
    for (let k = 0; k < gradient.length; k++) gradient[k] += gain * normal[k];
    offerArc(collected, gradient, axis);
  }
}

function crossingsOf(
  lines: readonly Line[],
  first: readonly number[],
  second: readonly number[],
  axis: Line | undefined,
): Crossing[] {
  const crossings: Crossing[] = [];
  for (const line of lines) {
    const [a, b] = [dot(line.normal, first), dot(line.normal, second)];
    const length = Math.sqrt(a * a + b * b);
    if (line === axis || length === 0) continue;
    const gain = line.ahead + line.behind;
    const [cosine, sine] = [b / length, -a / length];
    crossings.push({ cosine, sine, order: aroundTheCircle(cosine, sine), gain, normal: line.normal });
    crossings.push({
      cosine: -cosine,
      sine: -sine,
      order: aroundTheCircle(-cosine, -sine),
      gain: -gain,
      normal: line.normal,
    });
  }
  return crossings.sort((one, other) => one.order - other.order);
}

/** Grows with the angle, from 0 to 4, by division alone: the same bits in every engine. */
function aroundTheCircle(cosine: number, sine: number): number {
  const along = cosine / (Math.abs(cosine) + Math.abs(sine));
  return sine >= 0 ? 1 - along : 3 + along;
}

/** Inside the arc from one crossing to the next; arcs are at most half a circle, since crossings come in opposite pairs. */
function middlePoint(from: Crossing, to: Crossing, first: readonly number[], second: readonly number[]): number[] {
  const [cosine, sine] = [from.cosine + to.cosine, from.sine + to.sine];
  return Math.abs(cosine) + Math.abs(sine) > 1e-9
    ? combination(first, cosine, second, sine)
    : combination(first, -from.sine, second, from.cosine);
}

/** The gradient of φ at a point inside an arc, without the axis' own rows. */
function gradientAt(lines: readonly Line[], point: readonly number[], axis: Line | undefined): number[] {
  const gradient = point.map(() => 0);
  for (const line of lines) {
    if (line === axis) continue;
    const factor = dot(line.normal, point) > 0 ? line.ahead : -line.behind;
    for (let k = 0; k < gradient.length; k++) gradient[k] += factor * line.normal[k];
  }
  return gradient;
}

function offerArc(collected: Collection, gradient: readonly number[], axis: Line | undefined): void {
  if (!axis) {
    offerBothSigns(collected, gradient);
    return;
  }
  const along = dot(gradient, axis.normal);
  offerBothSigns(
    collected,
    gradient.map((value, k) => value - along * axis.normal[k]),
  );
  for (const factor of [axis.ahead, -axis.behind]) {
    offerBothSigns(
      collected,
      gradient.map((value, k) => value + factor * axis.normal[k]),
    );
  }
}

/** a for the maximum of φ, −a for its minimum. */
function offerBothSigns(collected: Collection, gradient: readonly number[]): void {
  if (!collected.admits(lengthOf(gradient))) return;
  collected.offer(gradient);
  collected.offer(gradient.map((value) => -value));
}

function combination(first: readonly number[], a: number, second: readonly number[], b: number): number[] {
  return first.map((value, k) => a * value + b * second[k]);
}

/** Two unit vectors that complete a unit normal to an orthonormal frame of R³. */
function orthogonalFrame(normal: readonly number[]): [number[], number[]] {
  const least = normal.reduce((best, value, k) => (Math.abs(value) < Math.abs(normal[best]) ? k : best), 0);
  const along = normal[least];
  const first = normal.map((value, k) => (k === least ? 1 : 0) - along * value);
  const length = lengthOf(first);
  const unit = first.map((value) => value / length);
  const [a, b] = [normal, unit];
  return [unit, [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]];
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

function lengthOf(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}
