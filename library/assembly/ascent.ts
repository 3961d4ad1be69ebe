// Many-start ascent of φ(u) = Σ_j ζ_j(x_jᵀu)₊ over unit u, ζ = sign·z: the twin of library/src/pricing/climbing/local-maxima.ts, which explains
// the method. Rows, starts and vectors have `s` doubles, even, zero-padded. Every start is climbed on its own, so that any number of threads
// gives the same bits.

/** Doubles of scratch for one thread: products, θ, kinks (as i32), residual, candidate. */
@inline
function thetaOf(own: usize, n: i32): usize {
  return own + ((<usize>n) << 3);
}

@inline
function freeOf(own: usize, n: i32): usize {
  return own + ((<usize>n) << 4);
}

@inline
function residualOf(own: usize, n: i32): usize {
  return own + ((<usize>n) << 4) + (((<usize>n + 1) >> 1) << 3);
}

/**
 * Climbs starts first ≤ i < last in place. `inverse[j]` is 1/(|z_j|‖x_j‖²), 0 where that is not finite; `lengths[j]` is ‖x_j‖. Row i of
 * `kinks` (s + 1 words) becomes the number of rows that u lies on and these rows; none where there are d or more.
 */
export function ascend(
  x: usize, n: i32, s: i32, d: i32, z: usize, inverse: usize, lengths: usize,
  starts: usize, signs: usize, values: usize, kinks: usize, outer: i32, passes: i32, own: usize, first: i32, last: i32,
): void {
  const row = <usize>s << 3;
  for (let i = first; i < last; i++) {
    const u = starts + <usize>i * row;
    const sign = load<f64>(signs + (<usize>i << 3));
    store<f64>(values + (<usize>i << 3), climb(x, n, s, z, inverse, lengths, u, sign, outer, passes, own));
    findKinks(n, d, z, lengths, sign, kinks + <usize>i * (<usize>(s + 1) << 2), own);
  }
}

function climb(
  x: usize, n: i32, s: i32, z: usize, inverse: usize, lengths: usize, u: usize, sign: f64, outer: i32, passes: i32, own: usize,
): f64 {
  const residual = residualOf(own, n);
  const candidate = residual + (<usize>s << 3);
  normalise(u, s);
  let value = price(x, n, s, z, u, sign, own);
  startTheta(n, z, sign, own);
  for (let round = 0; round < outer; round++) {
    linearise(x, n, s, z, sign, own);
    shorten(x, n, s, z, inverse, lengths, sign, passes, own);
    memory.copy(candidate, residual, <usize>s << 3);
    if (!normalise(candidate, s)) break;
    const next = price(x, n, s, z, candidate, sign, own);
    if (!(next > value)) {
      price(x, n, s, z, u, sign, own);
      break;
    }
    const gain = next - value;
    value = next;
    memory.copy(u, candidate, <usize>s << 3);
    if (gain <= 1e-9 * Math.abs(value)) break;
  }
  return value;
}

@inline
function dot(a: usize, b: usize, s: i32): f64 {
  let p = f64x2.splat(0);
  let q = p;
  const end = a + (<usize>s << 3);
  for (; a + 32 <= end; a += 32, b += 32) {
    p = f64x2.add(p, f64x2.mul(v128.load(a), v128.load(b)));
    q = f64x2.add(q, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
  }
  if (a < end) p = f64x2.add(p, f64x2.mul(v128.load(a), v128.load(b)));
  p = f64x2.add(p, q);
  return f64x2.extract_lane(p, 0) + f64x2.extract_lane(p, 1);
}

/** a += factor·b */
@inline
function add(a: usize, factor: f64, b: usize, s: i32): void {
  const f = f64x2.splat(factor);
  const end = a + (<usize>s << 3);
  for (; a < end; a += 16, b += 16) v128.store(a, f64x2.add(v128.load(a), f64x2.mul(f, v128.load(b))));
}

@inline
function normalise(u: usize, s: i32): bool {
  const square = dot(u, u, s);
  if (!(square > 0)) return false;
  const length = sqrt(square);
  for (let k = 0; k < s; k++) store<f64>(u + (<usize>k << 3), load<f64>(u + (<usize>k << 3)) / length);
  return true;
}

/** φ(u); keeps the products x_jᵀu. */
function price(x: usize, n: i32, s: i32, z: usize, u: usize, sign: f64, own: usize): f64 {
  let value: f64 = 0;
  let row = x;
  for (let j = 0; j < n; j++, row += <usize>s << 3) {
    const product = dot(row, u, s);
    store<f64>(own + (<usize>j << 3), product);
    if (product > 0) value += load<f64>(z + (<usize>j << 3)) * product;
  }
  return sign * value;
}

function startTheta(n: i32, z: usize, sign: f64, own: usize): void {
  const theta = thetaOf(own, n);
  for (let j = 0; j < n; j++) {
    const at = <usize>j << 3;
    store<f64>(theta + at, sign * load<f64>(z + at) < 0 && load<f64>(own + at) > 0 ? 1 : 0);
  }
}

function linearise(x: usize, n: i32, s: i32, z: usize, sign: f64, own: usize): void {
  const theta = thetaOf(own, n);
  const residual = residualOf(own, n);
  memory.fill(residual, 0, <usize>s << 3);
  let row = x;
  for (let j = 0; j < n; j++, row += <usize>s << 3) {
    const at = <usize>j << 3;
    const zeta = sign * load<f64>(z + at);
    const factor = zeta > 0 ? (load<f64>(own + at) > 0 ? zeta : 0) : zeta * load<f64>(theta + at);
    if (factor !== 0) add(residual, factor, row, s);
  }
}

function shorten(
  x: usize, n: i32, s: i32, z: usize, inverse: usize, lengths: usize, sign: f64, passes: i32, own: usize,
): void {
  const theta = thetaOf(own, n);
  const free = freeOf(own, n);
  const residual = residualOf(own, n);
  for (let whole = 0; whole < 2; whole++) {
    let count = 0;
    let change: f64 = 0;
    let row = x;
    for (let j = 0; j < n; j++, row += <usize>s << 3) {
      const at = <usize>j << 3;
      const size = -sign * load<f64>(z + at);
      if (!(size > 0) || load<f64>(inverse + at) === 0) continue;
      change += relax(row, s, size, load<f64>(inverse + at), load<f64>(lengths + at), theta + at, residual);
      const value = load<f64>(theta + at);
      if (value > 0 && value < 1) {
        store<i32>(free + (<usize>count << 2), j);
        count++;
      }
    }
    if (change <= 1e-7 * sqrt(dot(residual, residual, s))) return;
    for (let pass = 0; pass < passes; pass++) {
      let inner: f64 = 0;
      for (let a = 0; a < count; a++) {
        const j = load<i32>(free + (<usize>a << 2));
        const at = <usize>j << 3;
        const size = -sign * load<f64>(z + at);
        const rowOf = x + <usize>j * (<usize>s << 3);
        inner += relax(rowOf, s, size, load<f64>(inverse + at), load<f64>(lengths + at), theta + at, residual);
      }
      if (inner <= 1e-8 * sqrt(dot(residual, residual, s))) break;
    }
  }
}

/** One coordinate to its best place in [0, 1]; returns how far the residual moved. */
@inline
function relax(row: usize, s: i32, size: f64, inverse: f64, length: f64, theta: usize, residual: usize): f64 {
  const old = load<f64>(theta);
  let next = old + dot(row, residual, s) * inverse;
  next = next < 0 ? 0 : next > 1 ? 1 : next;
  if (next === old) return 0;
  store<f64>(theta, next);
  const factor = (next - old) * size;
  add(residual, -factor, row, s);
  return Math.abs(factor) * length;
}

function findKinks(n: i32, d: i32, z: usize, lengths: usize, sign: f64, out: usize, own: usize): void {
  const theta = thetaOf(own, n);
  let count = 0;
  for (let j = 0; j < n; j++) {
    const at = <usize>j << 3;
    const value = load<f64>(theta + at);
    if (!(value > 0 && value < 1) || !(sign * load<f64>(z + at) < 0)) continue;
    if (!(Math.abs(load<f64>(own + at)) < 1e-4 * load<f64>(lengths + at))) continue;
    count++;
    if (count >= d) {
      store<i32>(out, 0);
      return;
    }
    store<i32>(out + (<usize>count << 2), j);
  }
  store<i32>(out, count);
}
