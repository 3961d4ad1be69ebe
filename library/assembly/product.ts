// Dense products from packed panels. A panel holds four rows (or columns) of a matrix with the summation index running:
// panel[k][0 … 3], zero-padded; panel g of a matrix starts at g · K · 32 bytes. Every entry is summed over k in increasing order, in blocks of
// DEPTH, whatever part of the product a thread is given.

const DEPTH: i32 = 256;
/** Panels of the left factor kept in cache while one of the right is used. */
const CHUNK: i32 = 16;

/** tile[i][j] = Σ_k a[k][i] b[k][j], k < depth: 4×4, 128 bytes. */
export function multiplyPanels(depth: i32, a: usize, b: usize, tile: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = a + (<usize>depth << 5);
  for (; a < end; a += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    b += 32;
    let x = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(x, b0));
    c01 = f64x2.add(c01, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(x, b0));
    c11 = f64x2.add(c11, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(x, b0));
    c21 = f64x2.add(c21, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(x, b0));
    c31 = f64x2.add(c31, f64x2.mul(x, b1));
  }
  v128.store(tile, c00);
  v128.store(tile, c01, 16);
  v128.store(tile, c10, 32);
  v128.store(tile, c11, 48);
  v128.store(tile, c20, 64);
  v128.store(tile, c21, 80);
  v128.store(tile, c30, 96);
  v128.store(tile, c31, 112);
}

/** Four whole rows, `stride` bytes apart, as the `length` steps of a panel. */
export function interleaveRows(from: usize, stride: usize, length: i32, to: usize): void {
  const end = to + (<usize>length << 5);
  for (const even = end - 32; to < even; to += 64, from += 16) {
    const a = v128.load(from);
    const b = v128.load(from + stride);
    const c = v128.load(from + 2 * stride);
    const d = v128.load(from + 3 * stride);
    v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
    v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
    v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
  }
  if (to < end) {
    for (let i: usize = 0; i < 4; i++) store<f64>(to + (i << 3), load<f64>(from + i * stride));
  }
}

/** The inverse of interleaveRows. */
export function separateRows(from: usize, length: i32, to: usize, stride: usize): void {
  const end = from + (<usize>length << 5);
  for (const even = end - 32; from < even; from += 64, to += 16) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    v128.store(to, v128.shuffle<f64>(a, c, 0, 2));
    v128.store(to + stride, v128.shuffle<f64>(a, c, 1, 3));
    v128.store(to + 2 * stride, v128.shuffle<f64>(b, d, 0, 2));
    v128.store(to + 3 * stride, v128.shuffle<f64>(b, d, 1, 3));
  }
  if (from < end) {
    for (let i: usize = 0; i < 4; i++) store<f64>(to + i * stride, load<f64>(from + (i << 3)));
  }
}

/** Panels first ≤ g < last of the rows of a (rows×depth, row-major). */
export function packRows(a: usize, rows: i32, depth: i32, first: i32, last: i32, out: usize): void {
  for (let panel = first; panel < last; panel++) {
    if (4 * panel + 4 <= rows) {
      const stride = <usize>depth << 3;
      interleaveRows(a + 4 * <usize>panel * stride, stride, depth, out + ((<usize>panel * depth) << 5));
      continue;
    }
    for (let i = 0; i < 4; i++) {
      let to = out + ((<usize>panel * depth) << 5) + (<usize>i << 3);
      const row = 4 * panel + i;
      const from = a + ((<usize>row * depth) << 3);
      for (let k = 0; k < depth; k++, to += 32) store<f64>(to, row < rows ? load<f64>(from + (<usize>k << 3)) : 0);
    }
  }
}

/** Panels first ≤ g < last, `depthPadded` long, of the columns of a (depth×columns; rows `stride` bytes apart, negative to take them in reverse). */
export function packColumns(
  a: usize, depth: i32, depthPadded: i32, columns: i32, stride: isize, first: i32, last: i32, out: usize,
): void {
  for (let panel = first; panel < last; panel++) {
    const width = min(4, columns - 4 * panel);
    let from = a + (<usize>panel << 5);
    let to = out + ((<usize>panel * depthPadded) << 5);
    for (let k = 0; k < depth; k++, to += 32) {
      if (width === 4) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        for (let i = 0; i < 4; i++) store<f64>(to + (<usize>i << 3), i < width ? load<f64>(from + (<usize>i << 3)) : 0);
      }
      from += stride;
    }
    memory.fill(to, 0, <usize>(depthPadded - depth) << 5);
  }
}

/** The inverse of packColumns; panels are `depthPadded` long. */
export function unpackColumns(
  panels: usize, depthPadded: i32, depth: i32, columns: i32, stride: isize, first: i32, last: i32, out: usize,
): void {
  for (let panel = first; panel < last; panel++) {
    const width = min(4, columns - 4 * panel);
    let to = out + (<usize>panel << 5);
    let from = panels + ((<usize>panel * depthPadded) << 5);
    for (let k = 0; k < depth; k++, from += 32) {
      for (let i = 0; i < width; i++) store<f64>(to + (<usize>i << 3), load<f64>(from + (<usize>i << 3)));
      to += stride;
    }
  }
}

/** c[row …][column …] (+)= tile, inside rows×columns and, if lower, on and below the diagonal. */
@inline
function addTile(tile: usize, c: usize, rows: i32, columns: i32, row: i32, column: i32, lower: bool, fresh: bool): void {
  let to = c + ((<usize>row * columns + column) << 3);
  const stride = <usize>columns << 3;
  if (row + 4 <= rows && column + 4 <= columns && !(lower && row === column)) {
    for (let i = 0; i < 4; i++, to += stride, tile += 32) {
      let a = v128.load(tile);
      let b = v128.load(tile, 16);
      if (!fresh) {
        a = f64x2.add(v128.load(to), a);
        b = f64x2.add(v128.load(to, 16), b);
      }
      v128.store(to, a);
      v128.store(to, b, 16);
    }
    return;
  }
  for (let i = 0; i < 4 && row + i < rows; i++, to += stride, tile += 32) {
    for (let j = 0; j < 4 && column + j < columns; j++) {
      if (lower && column + j > row + i) break;
      const at = to + (<usize>j << 3);
      const value = load<f64>(tile + (<usize>j << 3));
      store<f64>(at, fresh ? value : load<f64>(at) + value);
    }
  }
}

/** c (rows×columns) = a · bᵀ from panels over `depth`; the part with row panels first ≤ r < last; only the lower triangle if `lower`. */
export function product(
  a: usize, b: usize, depth: i32, c: usize, rows: i32, columns: i32, lower: bool, first: i32, last: i32, scratch: usize,
): void {
  const columnPanels = (columns + 3) >> 2;
  const panel = <usize>depth << 5;
  for (let k = 0; k < depth; k += DEPTH) {
    const length = min(DEPTH, depth - k);
    const skip = <usize>k << 5;
    for (let chunk = first; chunk < last; chunk += CHUNK) {
      const end = min(chunk + CHUNK, last);
      const width = lower ? end : columnPanels;
      for (let s = 0; s < width; s++) {
        for (let r = lower ? max(chunk, s) : chunk; r < end; r++) {
          multiplyPanels(length, a + <usize>r * panel + skip, b + <usize>s * panel + skip, scratch);
          addTile(scratch, c, rows, columns, 4 * r, 4 * s, lower, k === 0);
        }
      }
    }
  }
}

/** Copies the lower triangle of c (n×n) to the upper, rows first ≤ i < last of the upper one, in blocks that stay in cache. */
export function mirror(c: usize, n: i32, first: i32, last: i32): void {
  for (let i = first; i < last; i += 32) {
    for (let j = i; j < n; j += 32) {
      for (let row = i; row < min(i + 32, last); row++) {
        for (let column = max(j, row + 1); column < min(j + 32, n); column++) {
          store<f64>(c + ((<usize>row * n + column) << 3), load<f64>(c + ((<usize>column * n + row) << 3)));
        }
      }
    }
  }
}

/** c[j, a] = 0 where M[j, a] = 0, rows first ≤ j < last of c (n×count); bits[⌊a/64⌋ · stride + j]. */
export function maskColumns(c: usize, count: i32, bits: usize, stride: i32, first: i32, last: i32): void {
  for (let j = first; j < last; j++) {
    let at = c + ((<usize>j * count) << 3);
    for (let gate = 0; gate < count; gate += 64) {
      const word = load<u64>(bits + ((<usize>(gate >> 6) * stride + j) << 3));
      const width = min(64, count - gate);
      for (let a = 0; a < width; a++, at += 8) {
        store<u64>(at, load<u64>(at) & (0 - ((word >> a) & 1)));
      }
    }
  }
}
