/**
 * The tie rule of masks, M[j, i] = 1{x_jᵀg_i ≥ 0}, decided exactly: the sign of a dot product of doubles as if computed in real arithmetic.
 *
 * A rounded sum s of d products differs from the true dot product by at most (d + 1)·u·‖x‖‖g‖ plus what underflows
 * (Higham, Accuracy and Stability, 3.1, and Cauchy–Schwarz). Where |s| is past that bound, its sign is the answer,
 * whatever the order of the sum. All other products are settled here by floating-point expansions (Shewchuk 1997), or
 * by integers where exponents leave no room for expansions.
 */

/** |rounded dot product − true one| ≤ roundingFactor(d)·‖x‖‖g‖ + underflowAllowance(d); the factor 2 covers the rounding of the norms. */
export function roundingFactor(d: number): number {
  return 2 * (d + 2) * 2 ** -53;
}

export function underflowAllowance(d: number): number {
  return (d + 2) * 2 ** -1073;
}

/** A norm that never underestimates by more than rounding: NaN or Infinity where squares overflow, which sends the pair to the exact path. */
export function boundingNorm(values: Float64Array, offset: number, stride: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += values[offset + k * stride] ** 2;
  return sum > 1e-280 ? Math.sqrt(sum) : tinyNorm(values, offset, stride, count);
}

/** ‖v‖₁ where squares might have underflowed (a true upper bound of ‖v‖₂). */
function tinyNorm(values: Float64Array, offset: number, stride: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += Math.abs(values[offset + k * stride]);
  return sum;
}

/** Whether Σ_k x[xOffset + k]·g[gOffset + k·gStride] ≥ 0 in exact arithmetic. Values must be finite. */
export function dotIsNonNegative(
  x: Float64Array,
  xOffset: number,
  g: Float64Array,
  gOffset: number,
  gStride: number,
  d: number,
): boolean {
  const expansion: number[] = [];
  for (let k = 0; k < d; k++) {
    const a = x[xOffset + k];
    const b = g[gOffset + k * gStride];
    if (a === 0 || b === 0) continue;
    const product = Math.abs(a * b);
    // Dekker's product is exact only where neither the splitting overflows nor the error term underflows.
    if (!(product > 1e-270 && product < 1e290 && Math.abs(a) < 1e290 && Math.abs(b) < 1e290)) {
      return integerDot(x, xOffset, g, gOffset, gStride, d) >= 0n;
    }
    addProduct(expansion, a, b);
  }
  return expansion.length === 0 || expansion[expansion.length - 1] > 0;
}

/** Adds a·b to a non-overlapping expansion (increasing magnitude, no zeros), exactly. */
function addProduct(expansion: number[], a: number, b: number): void {
  const product = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  growExpansion(expansion, error);
  growExpansion(expansion, product);
}

function split(a: number): [number, number] {
  const c = 134217729 * a;
  const high = c - (c - a);
  return [high, a - high];
}

function growExpansion(expansion: number[], value: number): void {
  let carry = value;
  let kept = 0;
  const length = expansion.length;
  for (let k = 0; k < length; k++) {
    const e = expansion[k];
    const sum = carry + e;
    const part = sum - carry;
    const error = carry - (sum - part) + (e - part);
    if (error !== 0) expansion[kept++] = error;
    carry = sum;
  }
  expansion.length = kept;
  if (carry !== 0) expansion.push(carry);
}

/** The dot product in units of 2^-2148, as an integer. */
function integerDot(
  x: Float64Array,
  xOffset: number,
  g: Float64Array,
  gOffset: number,
  gStride: number,
  d: number,
): bigint {
  let sum = 0n;
  for (let k = 0; k < d; k++) sum += asUnits(x[xOffset + k]) * asUnits(g[gOffset + k * gStride]);
  return sum;
}

/**
 * A finite double as an integer.
 * @returns it in units of the smallest subnormal number, 2⁻¹⁰⁷⁴
 */
export function asUnits(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n ? -magnitude : magnitude;
}
