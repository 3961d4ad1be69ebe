/**
 * √(a² + b²), divided by 2^±600 first, which rounds nothing, where the squares would leave Float64. Relative error at most 2u, u = 2⁻⁵³: the two
 * squares, their sum and half of that in the root, with the root's own. A square that underflows is below u² of the other one.
 * @returns √(a² + b²)
 */
export function hypotenuse(a: number, b: number): number {
  const largest = Math.max(Math.abs(a), Math.abs(b));
  const unit = largest > 1e150 ? 2 ** 600 : largest < 1e-140 ? 2 ** -600 : 1;
  const [x, y] = [a / unit, b / unit];
  return unit * Math.sqrt(x * x + y * y);
}
