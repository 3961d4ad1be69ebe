import { type DualFunction, dualFunctionAt, isTwoSided, type Maximum } from "./dual-function.js";

const noKinks = new Int32Array(0);

/**
 * The `count` directions of largest |φ| among those offered, largest first. No two of one sign are closer than about
 * 1e-6 radians, because one maximum is met from many cells, each time with other rounding.
 * Does not do: finding directions.
 */
export class BestDirections {
  readonly maxima: Maximum[] = [];

  constructor(
    private readonly phi: DualFunction,
    private readonly count: number,
  ) {}

  /** What |φ| must be above to enter; 0 while there is room. */
  get threshold(): number {
    return this.maxima.length < this.count ? 0 : this.maxima[this.maxima.length - 1].value;
  }

  /** Whether a cell or an edge on which |φ| is at most `bound` could still hold one of the best. */
  admits(bound: number): boolean {
    return this.maxima.length < this.count || bound > this.maxima[this.maxima.length - 1].value;
  }

  /** Takes in the unit vector of a candidate (length d) if it is among the best; the zero vector is no direction. */
  offer(candidate: ArrayLike<number>): void {
    const direction = unitVector(candidate);
    if (!direction) return;
    const phi = dualFunctionAt(this.phi, direction);
    if (phi < 0 && !isTwoSided(this.phi)) return;
    const maximum = { direction, sign: phi > 0 ? 1 : -1, value: Math.abs(phi), kinks: noKinks };
    if (!this.admits(maximum.value)) return;
    const same = this.maxima.findIndex(
      ({ sign, direction }) => sign === maximum.sign && near(direction, maximum.direction),
    );
    if (same >= 0) {
      if (this.maxima[same].value >= maximum.value) return;
      this.maxima.splice(same, 1);
    }
    this.insert(maximum);
  }

  private insert(maximum: Maximum): void {
    const { maxima } = this;
    let place = maxima.length;
    while (place > 0 && maxima[place - 1].value < maximum.value) place--;
    maxima.splice(place, 0, maximum);
    if (maxima.length > this.count) maxima.pop();
  }
}

function unitVector(candidate: ArrayLike<number>): Float64Array | undefined {
  let square = 0;
  for (let k = 0; k < candidate.length; k++) square += candidate[k] * candidate[k];
  const length = Math.sqrt(square);
  if (!(length > 0)) return undefined;
  const direction = new Float64Array(candidate.length);
  for (let k = 0; k < direction.length; k++) direction[k] = candidate[k] / length;
  return direction;
}

function near(a: Float64Array, b: Float64Array): boolean {
  let square = 0;
  for (let k = 0; k < a.length; k++) square += (a[k] - b[k]) ** 2;
  return square < 2e-12;
}
