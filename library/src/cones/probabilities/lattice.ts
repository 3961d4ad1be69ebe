/**
 * Korobov lattice rules: the points i·(1, a, a², …)/N mod 1, i < N, with N prime and a chosen to make the worst-case error of smooth
 * periodic functions small (P₂ with weights 1/k² for the k-th variable; Sloan & Joe 1994).
 */
export interface LatticeRule {
  readonly dimension: number;
  /** N, a prime. */
  readonly points: number;
  /** aᵏ mod N. */
  readonly generator: Int32Array;
}

/** Work for the choice of a: at most this many factors of P₂ are computed. */
const SEARCH = 2_000_000;

/** The rule whose number of points is the smallest prime ≥ `atLeast`. */
export function latticeRule(dimension: number, atLeast: number): LatticeRule {
  let points = Math.max(2, atLeast);
  while (!isPrime(points)) points++;
  const candidates = Math.max(1, Math.min(points - 1, Math.floor(SEARCH / (points * Math.max(1, dimension)))));
  let best = powers(1, dimension, points);
  let least = Infinity;
  for (let c = 1; c <= candidates; c++) {
    // Candidates spread over 1 … N − 1 by the golden section.
    const generator = powers(1 + (Math.floor(c * 0.6180339887498949 * (points - 1)) % (points - 1)), dimension, points);
    const error = squaredError(generator, points);
    if (error < least) [least, best] = [error, generator];
  }
  return { dimension, points, generator: best };
}

function powers(a: number, dimension: number, modulus: number): Int32Array {
  const generator = new Int32Array(dimension);
  let power = 1;
  for (let k = 0; k < dimension; k++) {
    generator[k] = power;
    power = (power * a) % modulus;
  }
  return generator;
}

/** Σ_i Π_k (1 + 2π²B₂({i·z_k/N})/k²). */
function squaredError(generator: Int32Array, points: number): number {
  let sum = 0;
  for (let i = 0; i < points; i++) {
    let product = 1;
    for (let k = 0; k < generator.length; k++) {
      const x = ((i * generator[k]) % points) / points;
      product *= 1 + (19.739208802178716 * (x * x - x + 1 / 6)) / (k + 1) ** 2;
    }
    sum += product;
  }
  return sum;
}

function isPrime(n: number): boolean {
  for (let factor = 2; factor * factor <= n; factor++) if (n % factor === 0) return false;
  return n > 1;
}
