/**
 * arccos x = π/2 − arcsin x for |x| < ½, 2·arcsin √((1 − |x|)/2) beyond; arcsin s = s + s·p(s²)/q(s²), rational functions from fdlibm (Sun
 * Microsystems, 1993). Off by less than 4u, u = 2⁻⁵³, and near 1 by less than 3u of itself (as tested against whole numbers); operation by operation as in the WebAssembly kernels
 * (library/assembly/kernels.ts). Values beyond ±1 are taken as ±1.
 */
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
