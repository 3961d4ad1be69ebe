// Cholesky and triangular solves by panels of WIDTH columns. A panel is packed like the factors of a product: rows in fours, P[group][k][0 … 3]
// for k < width, so that its own factorisation, the solves below it and the update of what is left all run on one 4×4 kernel.
import { interleaveRows, multiplyPanels, separateRows } from "./product";

const CHUNK: i32 = 16;

/**
 * Packs rows `row` and on of the columns column … column + width of a lower-triangular (or symmetric) matrix; groups first ≤ g < last, group 0
 * at row `column`. Past the matrix it is the identity. `reversed` reads J aᵀ J instead, which turns Lᵀx = b into a lower solve.
 */
export function packPanel(a: usize, n: i32, column: i32, width: i32, reversed: bool, first: i32, last: i32, out: usize): void {
  for (let group = first; group < last; group++) {
    if (!reversed && 4 * group >= width && column + 4 * group + 4 <= n) {
      const from = a + ((<usize>(column + 4 * group) * n + column) << 3);
      interleaveRows(from, <usize>n << 3, width, out + ((<usize>group * width) << 5));
      continue;
    }
    for (let i = 0; i < 4; i++) {
      const row = column + 4 * group + i;
      let to = out + ((<usize>group * width) << 5) + (<usize>i << 3);
      for (let k = 0; k < width; k++, to += 32) {
        let value: f64 = row === column + k ? 1 : 0;
        if (row < n && column + k <= row) {
          value = reversed
            ? load<f64>(a + ((<usize>(n - 1 - column - k) * n + (n - 1 - row)) << 3))
            : load<f64>(a + ((<usize>row * n + column + k) << 3));
        }
        store<f64>(to, value);
      }
    }
  }
}

/** Writes the lower triangle of a packed panel back. */
export function unpackPanel(panel: usize, n: i32, column: i32, width: i32, first: i32, last: i32, a: usize): void {
  for (let group = first; group < last; group++) {
    if (4 * group >= width && column + 4 * group + 4 <= n) {
      const to = a + ((<usize>(column + 4 * group) * n + column) << 3);
      separateRows(panel + ((<usize>group * width) << 5), width, to, <usize>n << 3);
      continue;
    }
    for (let i = 0; i < 4; i++) {
      const row = column + 4 * group + i;
      if (row >= n) return;
      let from = panel + ((<usize>group * width) << 5) + (<usize>i << 3);
      const length = min(width, row - column + 1);
      for (let k = 0; k < length; k++, from += 32) store<f64>(a + ((<usize>row * n + column + k) << 3), load<f64>(from));
    }
  }
}

/** Columns 4 block … 4 block + 3 of a row group, given those before: (A − Σ_k L_k L_kᵀ) L₄₄⁻ᵀ. */
@inline
function solveGroup(panel: usize, width: i32, block: i32, group: i32, scratch: usize): void {
  const own = panel + ((<usize>group * width) << 5);
  const diagonal = panel + ((<usize>block * width) << 5);
  const skip = <usize>block << 7;
  multiplyPanels(4 * block, diagonal, own, scratch);
  substitute(diagonal + skip, own + skip, scratch);
}

/** Factors the top width rows of a packed panel. 0 if a pivot is not positive. */
export function choleskyDiagonal(panel: usize, width: i32, scratch: usize): i32 {
  const blocks = width >> 2;
  for (let block = 0; block < blocks; block++) {
    const own = panel + ((<usize>block * width) << 5);
    const at = own + (<usize>block << 7);
    multiplyPanels(4 * block, own, own, scratch);
    for (let c = 0; c < 4; c++) {
      const column = at + (<usize>c << 5);
      for (let i = c; i < 4; i++) {
        let value = load<f64>(column + (<usize>i << 3)) - load<f64>(scratch + (<usize>c << 5) + (<usize>i << 3));
        for (let k = 0; k < c; k++) {
          const earlier = at + (<usize>k << 5);
          value -= load<f64>(earlier + (<usize>c << 3)) * load<f64>(earlier + (<usize>i << 3));
        }
        if (i === c) {
          if (!(value > 0 && value < Infinity)) return 0;
          value = sqrt(value);
        } else {
          value /= load<f64>(column + (<usize>c << 3));
        }
        store<f64>(column + (<usize>i << 3), value);
      }
    }
    for (let group = block + 1; group < blocks; group++) solveGroup(panel, width, block, group, scratch);
  }
  return 1;
}

/** The rows below the diagonal block, groups first ≤ g < last. */
export function choleskyRows(panel: usize, width: i32, first: i32, last: i32, scratch: usize): void {
  for (let group = first; group < last; group++) {
    for (let block = 0; block < width >> 2; block++) solveGroup(panel, width, block, group, scratch);
  }
}

/** a −= L Lᵀ below and right of the panel, row groups first ≤ r < last. */
export function choleskyUpdate(panel: usize, width: i32, column: i32, a: usize, n: i32, first: i32, last: i32, scratch: usize): void {
  const bytes = <usize>width << 5;
  const stride = <usize>n << 3;
  for (let chunk = first; chunk < last; chunk += CHUNK) {
    const end = min(chunk + CHUNK, last);
    for (let s = width >> 2; s < end; s++) {
      for (let r = max(chunk, s); r < end; r++) {
        multiplyPanels(width, panel + <usize>r * bytes, panel + <usize>s * bytes, scratch);
        const row = column + 4 * r;
        const to = column + 4 * s;
        let at = a + ((<usize>row * n + to) << 3);
        if (r > s && row + 4 <= n) {
          for (let tile = scratch; tile < scratch + 128; tile += 32, at += stride) {
            v128.store(at, f64x2.sub(v128.load(at), v128.load(tile)));
            v128.store(at, f64x2.sub(v128.load(at, 16), v128.load(tile, 16)), 16);
          }
        } else {
          for (let i = 0; i < 4 && row + i < n; i++, at += stride) {
            for (let j = 0; j < 4 && to + j <= row + i; j++) {
              const entry = at + (<usize>j << 3);
              store<f64>(entry, load<f64>(entry) - load<f64>(scratch + (<usize>i << 5) + (<usize>j << 3)));
            }
          }
        }
      }
    }
  }
}

/**
 * L⁻¹B for the column panels first ≤ c < last of B, each [row][0 … 3] over `rows` rows (n padded to 4). `panels` holds every panel of L one
 * after the other: panel q has its columns from q · width, min(width, rows − q · width) of them. `lower` promises that B is lower triangular,
 * as the identity is: column panel c begins at row 4c.
 */
export function solvePanels(
  panels: usize, width: i32, rows: i32, right: usize, lower: bool, first: i32, last: i32, scratch: usize,
): void {
  const bytes = <usize>rows << 5;
  for (let column = 0; column < rows; column += width) {
    const w = min(width, rows - column);
    const groups = (rows - column) >> 2;
    const own = <usize>column << 5;
    const until = lower ? min(last, (column + w) >> 2) : last;
    for (let c = first; c < until; c++) {
      const b = right + <usize>c * bytes + own;
      for (let block = 0; block < w >> 2; block++) {
        const l = panels + ((<usize>block * w) << 5);
        multiplyPanels(4 * block, l, b, scratch);
        substitute(l + (<usize>block << 7), b + (<usize>block << 7), scratch);
      }
    }
    for (let chunk = w >> 2; chunk < groups; chunk += CHUNK) {
      const end = min(chunk + CHUNK, groups);
      for (let c = first; c < until; c++) {
        const b = right + <usize>c * bytes + own;
        for (let group = chunk; group < end; group++) {
          multiplyPanels(w, panels + ((<usize>group * w) << 5), b, scratch);
          let at = b + (<usize>group << 7);
          for (let tile = scratch; tile < scratch + 128; tile += 16, at += 16) {
            v128.store(at, f64x2.sub(v128.load(at), v128.load(tile)));
          }
        }
      }
    }
    panels += (<usize>groups * w) << 5;
  }
}

/** b[k][0 … 3], k < 4, becomes L₄₄⁻¹(b − t): l, b and t in panel order. */
@inline
function substitute(l: usize, b: usize, t: usize): void {
  for (let half: usize = 0; half < 32; half += 16) {
    const from = t + half;
    const to = b + half;
    const x0 = f64x2.div(f64x2.sub(v128.load(to), v128.load(from)), v128.load64_splat(l));
    let y = f64x2.sub(f64x2.sub(v128.load(to, 32), v128.load(from, 32)), f64x2.mul(x0, v128.load64_splat(l, 8)));
    const x1 = f64x2.div(y, v128.load64_splat(l, 40));
    y = f64x2.sub(f64x2.sub(v128.load(to, 64), v128.load(from, 64)), f64x2.mul(x0, v128.load64_splat(l, 16)));
    const x2 = f64x2.div(f64x2.sub(y, f64x2.mul(x1, v128.load64_splat(l, 48))), v128.load64_splat(l, 80));
    y = f64x2.sub(f64x2.sub(v128.load(to, 96), v128.load(from, 96)), f64x2.mul(x0, v128.load64_splat(l, 24)));
    y = f64x2.sub(f64x2.sub(y, f64x2.mul(x1, v128.load64_splat(l, 56))), f64x2.mul(x2, v128.load64_splat(l, 88)));
    const x3 = f64x2.div(y, v128.load64_splat(l, 120));
    v128.store(to, x0);
    v128.store(to, x1, 32);
    v128.store(to, x2, 64);
    v128.store(to, x3, 96);
  }
}

/** Column panels first ≤ c < last of the identity. */
export function identityPanels(rows: i32, first: i32, last: i32, out: usize): void {
  for (let c = first; c < last; c++) {
    const panel = out + ((<usize>c * rows) << 5);
    memory.fill(panel, 0, <usize>rows << 5);
    for (let i: usize = 0; i < 4; i++) store<f64>(panel + (<usize>c << 7) + (i << 5) + (i << 3), 1);
  }
}

/** out[4c … 4c + 3] = Σ of squares of each column of the panels first ≤ c < last. */
export function panelSquares(panels: usize, rows: i32, first: i32, last: i32, out: usize): void {
  for (let c = first; c < last; c++) {
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let at = panels + ((<usize>c * rows) << 5);
    for (let row = 0; row < rows; row++, at += 32) {
      const x = v128.load(at);
      const y = v128.load(at, 16);
      a = f64x2.add(a, f64x2.mul(x, x));
      b = f64x2.add(b, f64x2.mul(y, y));
    }
    v128.store(out + (<usize>c << 5), a);
    v128.store(out + (<usize>c << 5), b, 16);
  }
}
