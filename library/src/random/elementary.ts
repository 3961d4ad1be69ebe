/**
 * Natural logarithm and friends from + − × ÷ √ alone, so that random draws have the same bits in every engine
 * (Math.log may differ in the last bit between engines). Accurate to a few units in the last place; not correctly rounded.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const float = new Float64Array(1);
const bits = new Uint32Array(float.buffer);

/** ln x for finite x > 0: x = 2^k m, ln m = 2 artanh((m−1)/(m+1)) by its series. */
export function logarithm(x: number): number {
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    k = -54;
  }
  float[0] = x;
  k += ((bits[1] >>> 20) & 0x7ff) - 1023;
  bits[1] = (bits[1] & 0x000fffff) | 0x3ff00000;
  let m = float[0];
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let series = 0;
  for (let power = 25; power >= 3; power -= 2) series = s2 * (1 / power + series);
  return k * LN2_HIGH + (2 * s + (2 * s * series + k * LN2_LOW));
}

/** 1/14!, 1/13!, …, 1/1!, 1/0!. */
const INVERSE_FACTORIALS = Array.from({ length: 15 }, (_, k) => {
  let factorial = 1;
  for (let i = 2; i <= 14 - k; i++) factorial *= i;
  return 1 / factorial;
});

/** e^x: e^x = 2^k e^r with |r| ≤ ln 2 / 2, e^r by its series. 0 below −745.1, Infinity above 709.7. */
export function exponential(x: number): number {
  if (!(x > -745.1)) return x <= -745.1 ? 0 : Number.NaN;
  if (x > 709.7) return Number.POSITIVE_INFINITY;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let series = 0;
  for (const coefficient of INVERSE_FACTORIALS) series = series * r + coefficient;
  return k < -1021 ? series * powerOfTwo(k + 64) * 2 ** -64 : series * powerOfTwo(k);
}

/** 2^k for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  bits[0] = 0;
  bits[1] = (k + 1023) << 20;
  return float[0];
}

/** atan(k/8) for k = 0 … 8, by atan a − atan b = atan((a − b)/(1 + ab)). */
const ARCTANGENTS = new Float64Array(9);
for (let k = 1; k <= 8; k++) ARCTANGENTS[k] = ARCTANGENTS[k - 1] + arctangentSeries(8 / (64 + k * (k - 1)));

/** The angle of (x, y) in (−π, π], as Math.atan2 without signed zeros; 0 for (0, 0). */
export function arctangent2(y: number, x: number): number {
  const [a, b] = [Math.abs(y), Math.abs(x)];
  if (a === 0 && b === 0) return 0;
  const acute = a > b ? Math.PI / 2 - arctangentUpToOne(b / a) : arctangentUpToOne(a / b);
  const angle = x < 0 ? Math.PI - acute : acute;
  return y < 0 ? -angle : angle;
}

/** atan t for 0 ≤ t ≤ 1: the nearest eighth, and the series for the rest. */
function arctangentUpToOne(t: number): number {
  const k = Math.floor(8 * t + 0.5);
  return ARCTANGENTS[k] + arctangentSeries((t - k / 8) / (1 + (t * k) / 8));
}

/** atan z for |z| ≤ 1/8 (1/16 but for the table). */
function arctangentSeries(z: number): number {
  const square = z * z;
  let sum = 0;
  for (let power = 19; power >= 3; power -= 2) sum = square * ((power & 2 ? -1 : 1) / power + sum);
  return z + z * sum;
}
