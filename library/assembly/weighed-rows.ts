// Rows x_j times z_j, tile of four columns by tile, 64 rows at a time: what subset-sums.ts and nibble-sums.ts then sum.

/** The usual case of one output and a whole tile: 64 rows of four columns of x, `stride` bytes apart, times z. */
@inline
function weighRows(x: usize, stride: usize, z: usize, v: usize): void {
  for (const end = v + 2048; v < end; v += 32, x += stride, z += 8) {
    const weight = v128.load_splat<f64>(z);
    v128.store(v, f64x2.mul(v128.load(x), weight));
    v128.store(v, f64x2.mul(v128.load(x, 16), weight), 16);
  }
}

/** Two neighbouring outputs of one column: 64 rows of x, `stride` bytes apart, times z, `width` bytes apart. */
@inline
function weighPairs(x: usize, stride: usize, z: usize, width: usize, v: usize): void {
  for (const end = v + 2048; v < end; v += 32, x += stride, z += width) {
    v128.store(v, f64x2.mul(v128.load_splat<f64>(x), v128.load(z)));
  }
}

/** Column `column` of the products x_jz_j of up to 64 rows; 0 past the last row and column. */
@inline
function weighColumn(x: usize, z: usize, rows: i32, d: i32, outputs: i32, column: i32, v: usize): void {
  const feature = column / outputs;
  const output = column % outputs;
  const counted = feature < d ? min(rows, 64) : 0;
  let xj = x + (<usize>feature << 3);
  let zj = z + (<usize>output << 3);
  for (let j = 0; j < counted; j++, v += 32, xj += <usize>d << 3, zj += <usize>outputs << 3) {
    store<f64>(v, load<f64>(xj) * load<f64>(zj));
  }
  for (let j = counted; j < 64; j++, v += 32) store<f64>(v, 0);
}

/** The products of 64 rows for the four columns of a tile, behind the tables. */
export function weighTile(x: usize, z: usize, rows: i32, d: i32, outputs: i32, tile: i32, v: usize): void {
  const whole = rows >= 64;
  if (outputs === 1 && whole && 4 * tile + 4 <= d) return weighRows(x + (<usize>tile << 5), <usize>d << 3, z, v);
  for (let c = 0; c < 4; c++, v += 8) {
    const column = 4 * tile + c;
    const output = column % outputs;
    if (whole && c < 3 && output + 1 < outputs && column < d * outputs) {
      weighPairs(x + (<usize>(column / outputs) << 3), <usize>d << 3, z + (<usize>output << 3), <usize>outputs << 3, v);
      c++;
      v += 8;
    } else weighColumn(x, z, rows, d, outputs, column, v);
  }
}
