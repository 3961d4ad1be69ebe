/**
 * The angle of a point of the plane: atan t for t ≤ 1 is atan(k/8) from a table, k/8 the nearest eighth, and the series of atan for the rest;
 * beyond 1 it is π/2 − atan(1/t). Off by less than 4u, u = 2⁻⁵³, and of small angles by less than 4u of themselves (as tested against whole numbers).
 */

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

/** atan t for 0 ≤ t ≤ 1. */
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
