/**
 * arccos and exp from + − × ÷ √ alone: the same bits in every engine, and the same as in the WebAssembly kernels (library/assembly/kernels.ts),
 * operation by operation. Rational functions from fdlibm (Sun Microsystems, 1993); within a few units in the last place.
 */

/** arccos x for −1 ≤ x ≤ 1; values beyond are taken as ±1. */
export function arccosine(x: number): number {
  const y = Math.abs(x) < 1 ? Math.abs(x) : 1;
  const near = y < 0.5;
  const z = near ? y * y : (1 - y) * 0.5;
  const s = near ? y : Math.sqrt(z);
  let p = 3.4793310759602117e-5;
  p = p * z + 7.915349942898145e-4;
  p = p * z + -4.0055534500679411e-2;
  p = p * z + 2.0121253213486293e-1;
  p = p * z + -3.2556581862240092e-1;
  p = p * z + 1.6666666666666666e-1;
  p = p * z;
  let q = 7.7038150555901935e-2;
  q = q * z + -6.882839716054533e-1;
  q = q * z + 2.0209457602335057;
  q = q * z + -2.403394911734414;
  q = q * z + 1;
  const w = s + s * (p / q);
  const negative = x < 0;
  if (near) return negative ? 1.5707963267948966 + w : 1.5707963267948966 - w;
  return negative ? Math.PI - (w + w) : w + w;
}

const pair = new Float64Array(1);
const words = new Int32Array(pair.buffer);

/** eᵗ for t ≤ 0; 0 below −708. */
export function exponential(t: number): number {
  if (!(t >= -708)) return 0;
  const k = nearest(t * Math.LOG2E);
  const high = t - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const z = r * r;
  let p = 4.1381367970572385e-8;
  p = p * z + -1.6533902205465252e-6;
  p = p * z + 6.6137563214379344e-5;
  p = p * z + -2.7777777777015593e-3;
  p = p * z + 1.6666666666666602e-1;
  const c = r - z * p;
  const value = 1 - (low - (r * c) / (2 - c) - high);
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return value * pair[0];
}

/** Rounds to the nearest whole number, halves to even, for |x| < 2⁵¹. */
function nearest(x: number): number {
  return x + 6755399441055744 - 6755399441055744;
}
