// One block of the masked operator at a time, against a quadratic model of the loss with the curvature W_j = diag(p_j), or for coupled outputs
// diag(p_j) − p_jp_jᵀ/Σp_j (softmax: p = cπ): the twin of library/src/numerics/javascript-block-moves.ts, operation by operation.
// Rows of x have `s` doubles, even, zero-padded. Rows of r, p, u and f have `k` doubles: 1, or an even number, zero-padded.

/** The rows of a mask, ascending, as i32; their number. */
export function listRows(words: usize, groups: i32, list: usize): i32 {
  let at = list;
  for (let group = 0; group < groups; group++) {
    for (let bits = load<u64>(words + (<usize>group << 3)); bits !== 0; bits &= bits - 1) {
      store<i32>(at, (group << 6) + <i32>ctz(bits));
      at += 4;
    }
  }
  return <i32>((at - list) >> 2);
}

@inline
function rowAt(base: usize, list: usize, position: i32, width: i32): usize {
  return base + ((<usize>load<i32>(list + (<usize>position << 2)) * width) << 3);
}

/** out (s×k) = Σ over the listed rows of x_jr_jᵀ. */
export function correlateRows(x: usize, s: i32, r: usize, k: i32, list: usize, count: i32, out: usize): void {
  memory.fill(out, 0, <usize>(s * k) << 3);
  let a = 0;
  for (; a + 4 <= count; a += 4) {
    const x0 = rowAt(x, list, a, s);
    const x1 = rowAt(x, list, a + 1, s);
    const x2 = rowAt(x, list, a + 2, s);
    const x3 = rowAt(x, list, a + 3, s);
    const r0 = rowAt(r, list, a, k);
    const r1 = rowAt(r, list, a + 1, k);
    const r2 = rowAt(r, list, a + 2, k);
    const r3 = rowAt(r, list, a + 3, k);
    if (k === 1) addFour(out, s, x0, x1, x2, x3, r0, r1, r2, r3);
    else addFourOuter(out, s, k, x0, x1, x2, x3, r0, r1, r2, r3);
  }
  for (; a < count; a++) {
    const xa = rowAt(x, list, a, s);
    const ra = rowAt(r, list, a, k);
    if (k === 1) addOne(out, s, xa, load<f64>(ra));
    else {
      for (let i = 0; i < s; i++) addOne(out + ((<usize>i * k) << 3), k, ra, load<f64>(xa + (<usize>i << 3)));
    }
  }
}

/** out += factor·v */
@inline
function addOne(out: usize, length: i32, v: usize, factor: f64): void {
  const f = f64x2.splat(factor);
  for (const end = out + (<usize>length << 3); out < end; out += 16, v += 16) {
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(f, v128.load(v))));
  }
}

@inline
function addFour(out: usize, s: i32, x0: usize, x1: usize, x2: usize, x3: usize, r0: usize, r1: usize, r2: usize, r3: usize): void {
  const a = v128.load_splat<f64>(r0);
  const b = v128.load_splat<f64>(r1);
  const c = v128.load_splat<f64>(r2);
  const e = v128.load_splat<f64>(r3);
  for (const end = out + (<usize>s << 3); out < end; out += 16) {
    const first = f64x2.add(f64x2.mul(a, v128.load(x0)), f64x2.mul(b, v128.load(x1)));
    const second = f64x2.add(f64x2.mul(c, v128.load(x2)), f64x2.mul(e, v128.load(x3)));
    v128.store(out, f64x2.add(v128.load(out), f64x2.add(first, second)));
    x0 += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
  }
}

@inline
function addFourOuter(
  out: usize, s: i32, k: i32, x0: usize, x1: usize, x2: usize, x3: usize, r0: usize, r1: usize, r2: usize, r3: usize,
): void {
  const width = <usize>k << 3;
  for (const end = x0 + (<usize>s << 3); x0 < end; x0 += 8, x1 += 8, x2 += 8, x3 += 8) {
    const a = v128.load_splat<f64>(x0);
    const b = v128.load_splat<f64>(x1);
    const c = v128.load_splat<f64>(x2);
    const e = v128.load_splat<f64>(x3);
    for (let o: usize = 0; o < width; o += 16) {
      const first = f64x2.add(f64x2.mul(a, v128.load(r0 + o)), f64x2.mul(b, v128.load(r1 + o)));
      const second = f64x2.add(f64x2.mul(c, v128.load(r2 + o)), f64x2.mul(e, v128.load(r3 + o)));
      v128.store(out + o, f64x2.add(v128.load(out + o), f64x2.add(first, second)));
    }
    out += width;
  }
}

/** u_a = x_jᵀδ of the listed rows (count×k, in the list's order); Σ_j u_jᵀW_ju_j. δ is s×k. */
export function probeRows(
  x: usize, s: i32, step: usize, k: i32, list: usize, count: i32, p: usize, coupled: bool, u: usize,
): f64 {
  let total: f64 = 0;
  for (let a = 0; a < count; a++) {
    const xa = rowAt(x, list, a, s);
    const pa = rowAt(p, list, a, k);
    if (k === 1) {
      const value = dotPairs(xa, step, s);
      store<f64>(u, value);
      total += load<f64>(pa) * value * value;
    } else {
      timesStep(xa, s, step, k, u);
      total += quadratic(u, pa, k, coupled);
    }
    u += <usize>k << 3;
  }
  return total;
}

@inline
function dotPairs(a: usize, b: usize, length: i32): f64 {
  let sum = f64x2.splat(0);
  for (const end = a + (<usize>length << 3); a < end; a += 16, b += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** u = δᵀx_j, k numbers; four at a time stay in registers. */
@inline
function timesStep(xa: usize, s: i32, step: usize, k: i32, u: usize): void {
  const width = <usize>k << 3;
  let o: usize = 0;
  for (; o + 32 <= width; o += 32) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let row = step + o;
    for (let at = xa, end = xa + (<usize>s << 3); at < end; at += 8, row += width) {
      const factor = v128.load_splat<f64>(at);
      low = f64x2.add(low, f64x2.mul(factor, v128.load(row)));
      high = f64x2.add(high, f64x2.mul(factor, v128.load(row, 16)));
    }
    v128.store(u + o, low);
    v128.store(u + o, high, 16);
  }
  if (o < width) {
    let low = f64x2.splat(0);
    let row = step + o;
    for (let at = xa, end = xa + (<usize>s << 3); at < end; at += 8, row += width) {
      low = f64x2.add(low, f64x2.mul(v128.load_splat<f64>(at), v128.load(row)));
    }
    v128.store(u + o, low);
  }
}

@inline
function quadratic(u: usize, p: usize, k: i32, coupled: bool): f64 {
  let square = f64x2.splat(0);
  let product = f64x2.splat(0);
  let mass = f64x2.splat(0);
  for (const end = u + (<usize>k << 3); u < end; u += 16, p += 16) {
    const value = v128.load(u);
    const weight = v128.load(p);
    const weighted = f64x2.mul(weight, value);
    square = f64x2.add(square, f64x2.mul(weighted, value));
    product = f64x2.add(product, weighted);
    mass = f64x2.add(mass, weight);
  }
  const squares = f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1);
  if (!coupled) return squares;
  const products = f64x2.extract_lane(product, 0) + f64x2.extract_lane(product, 1);
  const masses = f64x2.extract_lane(mass, 0) + f64x2.extract_lane(mass, 1);
  return masses > 0 ? squares - (products * products) / masses : 0;
}

/** r_j −= t·W_ju_j and f_j += t·u_j of the listed rows. */
export function takeRows(
  list: usize, count: i32, k: i32, u: usize, p: usize, coupled: bool, t: f64, r: usize, f: usize,
): void {
  for (let a = 0; a < count; a++) {
    const pa = rowAt(p, list, a, k);
    const ra = rowAt(r, list, a, k);
    const fa = rowAt(f, list, a, k);
    if (k === 1) {
      const value = t * load<f64>(u);
      store<f64>(ra, load<f64>(ra) - load<f64>(pa) * value);
      store<f64>(fa, load<f64>(fa) + value);
    } else moveRow(u, pa, k, coupled, t, ra, fa);
    u += <usize>k << 3;
  }
}

@inline
function moveRow(u: usize, p: usize, k: i32, coupled: bool, t: f64, r: usize, f: usize): void {
  const centre = f64x2.splat(coupled ? weightedMean(u, p, k) : 0);
  const factor = f64x2.splat(t);
  for (const end = u + (<usize>k << 3); u < end; u += 16, p += 16, r += 16, f += 16) {
    const value = v128.load(u);
    const change = f64x2.mul(factor, f64x2.mul(v128.load(p), f64x2.sub(value, centre)));
    v128.store(r, f64x2.sub(v128.load(r), change));
    v128.store(f, f64x2.add(v128.load(f), f64x2.mul(factor, value)));
  }
}

/** pᵀu/Σp, 0 without mass. */
@inline
function weightedMean(u: usize, p: usize, k: i32): f64 {
  let product = f64x2.splat(0);
  let mass = f64x2.splat(0);
  for (const end = u + (<usize>k << 3); u < end; u += 16, p += 16) {
    const weight = v128.load(p);
    product = f64x2.add(product, f64x2.mul(weight, v128.load(u)));
    mass = f64x2.add(mass, weight);
  }
  const masses = f64x2.extract_lane(mass, 0) + f64x2.extract_lane(mass, 1);
  return masses > 0 ? (f64x2.extract_lane(product, 0) + f64x2.extract_lane(product, 1)) / masses : 0;
}

/**
 * out[a] (s×k) = Σ over the rows of gate a of x_jr_jᵀ for the gates first ≤ a < last; masks[a] is the address of a gate's words. `list` is room
 * for a row number of every row.
 */
export function transposeGates(
  x: usize, s: i32, r: usize, k: i32, masks: usize, groups: i32, first: i32, last: i32, out: usize, list: usize,
): void {
  const size = <usize>(s * k) << 3;
  for (let a = first; a < last; a++) {
    const count = listRows(<usize>load<u32>(masks + (<usize>a << 2)), groups, list);
    correlateRows(x, s, r, k, list, count, out + <usize>a * size);
  }
}
