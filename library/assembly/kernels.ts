// Kernel matrices from inner products. arccos and exp are made of + − × ÷ √ alone: the same bits on every machine, and the same as in
// library/src/numerics/elementary/.

const DEPTH: i32 = 256;

/** out[i] = ‖x_i‖², summed as `product` sums, so that equal rows give equal bits. */
export function rowSquares(x: usize, d: i32, first: i32, last: i32, out: usize): void {
  for (let i = first; i < last; i++) {
    const row = x + ((<usize>i * d) << 3);
    let sum: f64 = 0;
    for (let k = 0; k < d; k += DEPTH) {
      let part: f64 = 0;
      for (let l = k; l < min(k + DEPTH, d); l++) {
        const value = load<f64>(row + (<usize>l << 3));
        part += value * value;
      }
      sum = k === 0 ? part : sum + part;
    }
    store<f64>(out + (<usize>i << 3), sum);
  }
}

/** (10): c = a_iᵀb_j becomes (π − arccos(c / ‖a_i‖‖b_j‖)) c / 2π, rows first ≤ i < last. */
export function neuralTangent(c: usize, columns: i32, squaresA: usize, squaresB: usize, lower: bool, first: i32, last: i32): void {
  for (let i = first; i < last; i++) {
    const row = c + ((<usize>i * columns) << 3);
    const a = load<f64>(squaresA + (<usize>i << 3));
    const width = lower ? i + 1 : columns;
    for (let j = 0; j < width; j += 2) {
      const at = row + (<usize>j << 3);
      const odd = j + 1 === width;
      const value = loadPair(at, odd);
      const length = lengths(a, v128.load(squaresB + (<usize>j << 3)));
      const angle = arccosine(f64x2.div(value, length));
      const share = f64x2.mul(f64x2.sub(f64x2.splat(Math.PI), angle), f64x2.splat(0.15915494309189535));
      const nonzero = f64x2.gt(length, f64x2.splat(0));
      storePair(at, v128.and(f64x2.mul(share, value), nonzero), odd);
    }
  }
}

// The last entry of an odd row comes alone: the next one may belong to another thread.
@inline
function loadPair(at: usize, odd: bool): v128 {
  return odd ? v128.load64_splat(at) : v128.load(at);
}

@inline
function storePair(at: usize, value: v128, odd: bool): void {
  if (odd) store<f64>(at, f64x2.extract_lane(value, 0));
  else v128.store(at, value);
}

/** ‖a‖‖b‖ from squares: √(a·b), exact where a = b, unless the product leaves the range. */
@inline
function lengths(a: f64, b: v128): v128 {
  const product = f64x2.mul(f64x2.splat(a), b);
  const safe = v128.and(f64x2.gt(product, f64x2.splat(1e-280)), f64x2.lt(product, f64x2.splat(Infinity)));
  return v128.bitselect(f64x2.sqrt(product), f64x2.mul(f64x2.splat(sqrt(a)), f64x2.sqrt(b)), safe);
}

/** c = a_iᵀb_j becomes exp(−gamma ‖a_i − b_j‖²). */
export function gaussian(c: usize, columns: i32, squaresA: usize, squaresB: usize, gamma: f64, lower: bool, first: i32, last: i32): void {
  for (let i = first; i < last; i++) {
    const row = c + ((<usize>i * columns) << 3);
    const a = f64x2.splat(load<f64>(squaresA + (<usize>i << 3)));
    const width = lower ? i + 1 : columns;
    for (let j = 0; j < width; j += 2) {
      const at = row + (<usize>j << 3);
      const odd = j + 1 === width;
      const value = loadPair(at, odd);
      const distance = f64x2.sub(f64x2.add(a, v128.load(squaresB + (<usize>j << 3))), f64x2.add(value, value));
      const positive = f64x2.pmax(f64x2.splat(0), distance);
      storePair(at, exponential(f64x2.mul(f64x2.splat(-gamma), positive)), odd);
    }
  }
}

/** asin(s) = s + s R(s²) on [0, ½], R the rational function of fdlibm's e_asin.c. */
@inline
function arccosine(x: v128): v128 {
  const one = f64x2.splat(1);
  const y = f64x2.pmin(one, f64x2.abs(x));
  const near = f64x2.lt(y, f64x2.splat(0.5));
  const z = v128.bitselect(f64x2.mul(y, y), f64x2.mul(f64x2.sub(one, y), f64x2.splat(0.5)), near);
  const s = v128.bitselect(y, f64x2.sqrt(z), near);
  let p = f64x2.splat(3.47933107596021167570e-05);
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(7.91534994289814532176e-04));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(-4.00555345006794114027e-02));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(2.01212532134862925881e-01));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(-3.25565818622400915405e-01));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(1.66666666666666657415e-01));
  p = f64x2.mul(p, z);
  let q = f64x2.splat(7.70381505559019352791e-02);
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(-6.88283971605453293030e-01));
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(2.02094576023350569471));
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(-2.40339491173441421878));
  q = f64x2.add(f64x2.mul(q, z), one);
  const w = f64x2.add(s, f64x2.mul(s, f64x2.div(p, q)));
  const negative = f64x2.lt(x, f64x2.splat(0));
  const twice = f64x2.add(w, w);
  const far = v128.bitselect(f64x2.sub(f64x2.splat(Math.PI), twice), twice, negative);
  const half = f64x2.splat(1.5707963267948966);
  const middle = v128.bitselect(f64x2.add(half, w), f64x2.sub(half, w), negative);
  return v128.bitselect(middle, far, near);
}

/** eᵗ for t ≤ 0: t = k ln 2 + r, |r| ≤ ½ ln 2, and fdlibm's rational function (e_exp.c); 0 below −708. */
@inline
function exponential(t: v128): v128 {
  const k = f64x2.nearest(f64x2.mul(t, f64x2.splat(1.4426950408889634)));
  const high = f64x2.sub(t, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  const low = f64x2.mul(k, f64x2.splat(1.9082149292705877e-10));
  const r = f64x2.sub(high, low);
  const z = f64x2.mul(r, r);
  let p = f64x2.splat(4.13813679705723846039e-08);
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(-1.65339022054652515390e-06));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(6.61375632143793436117e-05));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(-2.77777777770155933842e-03));
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(1.66666666666666019037e-01));
  const c = f64x2.sub(r, f64x2.mul(z, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const value = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(low, quotient), high));
  const inRange = f64x2.ge(t, f64x2.splat(-708));
  // 1.5 · 2⁵² puts the integer k into the low bits.
  const whole = i64x2.sub(f64x2.add(k, f64x2.splat(6755399441055744)), f64x2.splat(6755399441055744));
  const scale = i64x2.shl(i64x2.add(whole, i64x2.splat(1023)), 52);
  return v128.and(f64x2.mul(value, scale), inRange);
}
