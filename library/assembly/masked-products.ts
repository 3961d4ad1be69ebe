// Products with the masked operator: XᵀD_iz sums rows x_jz_j over the bits of mask i; Σ_a D_aXw_a sums blocks w_a over the bits of row j;
// M diag(η) Mᵀ sums likewise. The sums themselves: subset-sums.ts.
import { addNibbles } from "./nibble-sums";
import { addGroup, ROWS, SUMS, TABLES } from "./subset-sums";
import { weighTile } from "./weighed-rows";

/** A tile's gates are handed out in this many slices, so that few tiles still share evenly among threads. */
const SLICES: i32 = 8;

/**
 * sums[tile · total + i] += columns 4 tile … 4 tile + 3 of XᵀD_iz (d·K columns) for the units first ≤ u < last: unit u is slice u mod SLICES of
 * the gates in tile ⌊u / SLICES⌋. x rows×d, z rows×K, words[group · total + i]. `fresh` clears the sums first; `few` takes the tables that pay
 * where few gates read them.
 */
export function correlate(
  x: usize, rows: i32, d: i32, z: usize, outputs: i32, words: usize, total: i32, fresh: bool, few: bool, first: i32, last: i32, sums: usize,
  scratch: usize,
): void {
  for (let unit = first; unit < last; unit = nextTile(unit)) {
    const from = gateOf(unit, total);
    const to = gateEnd(unit, last, total);
    if (fresh) clear(sums, unit, from, to, total);
    correlateTile(x, rows, d, z, outputs, words, total, few, from, to, unit / SLICES, sums, scratch);
  }
}

@inline
function clear(sums: usize, unit: i32, from: i32, to: i32, total: i32): void {
  memory.fill(sums + ((<usize>(unit / SLICES) * total + from) << 5), 0, <usize>(to - from) << 5);
}

@inline
function nextTile(unit: i32): i32 {
  return (unit / SLICES + 1) * SLICES;
}

@inline
function gateOf(unit: i32, total: i32): i32 {
  return ((unit % SLICES) * total) / SLICES;
}

@inline
function gateEnd(unit: i32, last: i32, total: i32): i32 {
  return nextTile(unit) <= last ? total : gateOf(last, total);
}

function correlateTile(
  x: usize, rows: i32, d: i32, z: usize, outputs: i32, words: usize, total: i32, few: bool, first: i32, last: i32, tile: i32, sums: usize,
  scratch: usize,
): void {
  const at = sums + ((<usize>tile * total + first) << 5);
  for (let row = 0; row < rows; row += 64) {
    weighTile(x + ((<usize>row * d) << 3), z + ((<usize>row * outputs) << 3), rows - row, d, outputs, tile, scratch + TABLES);
    const group = words + ((<usize>(row >> 6) * total + first) << 3);
    if (few) addNibbles(scratch, group, at, last - first);
    else addGroup(scratch, group, at, last - first, total, 64);
  }
}

/** Row k and column l ≤ k of entry c of the lower triangle, as k · 65536 + l. */
@inline
function pairOf(entry: i32): i32 {
  let k = <i32>((sqrt(8.0 * entry + 1.0) - 1.0) * 0.5);
  while (((k + 1) * (k + 2)) >> 1 <= entry) k++;
  while ((k * (k + 1)) >> 1 > entry) k--;
  return (k << 16) | (entry - ((k * (k + 1)) >> 1));
}

/** As `correlate`, with the lower triangle of x_jx_jᵀ · weight_j as columns, rows from ≤ j < to; weights 0 for none. */
export function correlatePairs(
  x: usize, from: i32, to: i32, d: i32, weights: usize, words: usize, total: i32, fresh: bool, first: i32, last: i32, sums: usize,
  scratch: usize,
): void {
  for (let unit = first; unit < last; unit = nextTile(unit)) {
    const gate = gateOf(unit, total);
    const end = gateEnd(unit, last, total);
    if (fresh) clear(sums, unit, gate, end, total);
    correlatePairsTile(x, from, to, d, weights, words, total, gate, end, unit / SLICES, sums, scratch);
  }
}

function correlatePairsTile(
  x: usize, from: i32, to: i32, d: i32, weights: usize, words: usize, total: i32, first: i32, last: i32, tile: i32, sums: usize, scratch: usize,
): void {
  const at = sums + ((<usize>tile * total + first) << 5);
  const entries = (d * (d + 1)) >> 1;
  for (let row = from & ~63; row < to; row += 64) {
    let v = scratch + TABLES;
    for (let c = 0; c < 4; c++, v += 8) {
      const entry = 4 * tile + c;
      const pair = pairOf(entry);
      for (let i = 0; i < 64; i++) {
        const j = row + i;
        let value: f64 = 0;
        if (j >= from && j < to && entry < entries) {
          const xj = x + ((<usize>j * d) << 3);
          value = load<f64>(xj + (<usize>(pair >> 16) << 3)) * load<f64>(xj + (<usize>(pair & 0xffff) << 3));
          if (weights !== 0) value *= load<f64>(weights + (<usize>j << 3));
        }
        store<f64>(v + (<usize>i << 5), value);
      }
    }
    addGroup(scratch, words + ((<usize>(row >> 6) * total + first) << 3), at, last - first, total, 64);
  }
}

/** out[i] = ‖offset + sums_i‖ over `columns` columns; offset (padded to a whole tile) or 0. */
export function norms(sums: usize, total: i32, columns: i32, offset: usize, first: i32, last: i32, out: usize): void {
  const tiles = (columns + 3) >> 2;
  for (let i = first; i < last; i++) {
    let squares = f64x2.splat(0);
    for (let tile = 0; tile < tiles; tile++) {
      const at = sums + ((<usize>tile * total + i) << 5);
      let a = v128.load(at);
      let b = v128.load(at, 16);
      if (offset !== 0) {
        a = f64x2.add(a, v128.load(offset + (<usize>tile << 5)));
        b = f64x2.add(b, v128.load(offset + (<usize>tile << 5), 16));
      }
      squares = f64x2.add(squares, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
    }
    store<f64>(out + (<usize>i << 3), sqrt(f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1)));
  }
}

/** out[i · columns + c] = sums. */
export function transposeOut(sums: usize, total: i32, columns: i32, first: i32, last: i32, out: usize): void {
  for (let i = first; i < last; i++) {
    for (let c = 0; c < columns; c++) {
      store<f64>(out + ((<usize>i * columns + c) << 3), load<f64>(sums + ((<usize>(c >> 2) * total + i) << 5) + ((c & 3) << 3)));
    }
  }
}

/** out[i] (d×d, both triangles) from the sums of `correlatePairs`. */
export function pairsOut(sums: usize, total: i32, d: i32, first: i32, last: i32, out: usize): void {
  for (let i = first; i < last; i++) {
    const to = out + ((<usize>i * d * d) << 3);
    let entry = 0;
    for (let k = 0; k < d; k++) {
      for (let l = 0; l <= k; l++, entry++) {
        const value = load<f64>(sums + ((<usize>(entry >> 2) * total + i) << 5) + ((entry & 3) << 3));
        store<f64>(to + ((<usize>k * d + l) << 3), value);
        store<f64>(to + ((<usize>l * d + k) << 3), value);
      }
    }
  }
}

/** out[j] (K) = x_jᵀ Σ_a M[j, a] blocks[a] for rows first ≤ j < last; blocks count×(d·K), bits[⌊a/64⌋ · stride + j]. */
export function forward(
  x: usize, d: i32, blocks: usize, outputs: i32, count: i32, bits: usize, stride: i32, total: i32, first: i32, last: i32, out: usize, scratch: usize,
): void {
  memory.fill(out + ((<usize>first * outputs) << 3), 0, (<usize>(last - first) * outputs) << 3);
  for (let row = first; row < last; row += ROWS) {
    forwardRows(x, d, blocks, outputs, count, bits, stride, total, row, min(row + ROWS, last), out, scratch);
  }
}

/** out[j] += x_j · sums_j over the four columns of a whole tile, one after the other as in the general case. */
@inline
function addProducts(x: usize, stride: usize, sums: usize, out: usize, rows: i32): void {
  for (const end = out + (<usize>rows << 3); out < end; out += 8, x += stride, sums += 32) {
    const a = f64x2.mul(v128.load(x), v128.load(sums));
    const b = f64x2.mul(v128.load(x, 16), v128.load(sums, 16));
    const half = load<f64>(out) + f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
    store<f64>(out, half + f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1));
  }
}

/** Two neighbouring outputs of the same column of x. */
@inline
function addTwoColumns(x: usize, stride: usize, sums: usize, out: usize, width: usize, rows: i32): void {
  for (const end = sums + (<usize>rows << 5); sums < end; sums += 32, x += stride, out += width) {
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(v128.load_splat<f64>(x), v128.load(sums))));
  }
}

@inline
function addOneColumn(x: usize, stride: usize, sums: usize, out: usize, width: usize, rows: i32): void {
  for (const end = sums + (<usize>rows << 5); sums < end; sums += 32, x += stride, out += width) {
    store<f64>(out, load<f64>(out) + load<f64>(x) * load<f64>(sums));
  }
}

function forwardRows(
  x: usize, d: i32, blocks: usize, outputs: i32, count: i32, bits: usize, stride: i32, total: i32, first: i32, last: i32, out: usize, scratch: usize,
): void {
  const columns = d * outputs;
  const rows = last - first;
  const sums = scratch + SUMS;
  for (let tile = 0; tile < columns; tile += 4) {
    memory.fill(sums, 0, <usize>rows << 5);
    for (let gate = 0; gate < count; gate += 64) {
      let v = scratch + TABLES;
      for (let a = gate; a < gate + 64; a++) {
        for (let c = 0; c < 4; c++, v += 8) {
          store<f64>(v, a < count && tile + c < columns ? load<f64>(blocks + ((<usize>a * columns + tile + c) << 3)) : 0);
        }
      }
      addGroup(scratch, bits + ((<usize>(gate >> 6) * stride + first) << 3), sums, rows, total, count - gate);
    }
    if (outputs === 1 && tile + 4 <= d) {
      addProducts(x + ((<usize>first * d + tile) << 3), <usize>d << 3, sums, out + (<usize>first << 3), rows);
      continue;
    }
    for (let c = 0; c < 4 && tile + c < columns; c++) {
      const feature = (tile + c) / outputs;
      const output = (tile + c) % outputs;
      const from = x + ((<usize>first * d + feature) << 3);
      const to = out + ((<usize>first * outputs + output) << 3);
      const sum = sums + (<usize>c << 3);
      if (c < 3 && output + 1 < outputs) {
        addTwoColumns(from, <usize>d << 3, sum, to, <usize>outputs << 3, rows);
        c++;
      } else addOneColumn(from, <usize>d << 3, sum, to, <usize>outputs << 3, rows);
    }
  }
}

/**
 * Lower triangle of out (n×n): out[i, j] = gram[i, j] Σ_a weights[a] M[i, a] M[j, a], for the columns 4 tile … 4 tile + 3 of every step-th tile
 * from the first. bits[⌊a/64⌋ · stride + i].
 */
export function weightedGram(
  gram: usize, n: i32, weights: usize, count: i32, bits: usize, stride: i32, firstTile: i32, step: i32, out: usize, scratch: usize,
): void {
  for (let first = 4 * firstTile; first < n; first += 4 * step) {
    for (let row = first; row < n; row += ROWS) {
      weightedGramTile(gram, n, weights, count, bits, stride, first, row, min(ROWS, n - row), out, scratch);
    }
  }
}

function weightedGramTile(
  gram: usize, n: i32, weights: usize, count: i32, bits: usize, stride: i32, first: i32, row: i32, rows: i32, out: usize, scratch: usize,
): void {
  const sums = scratch + SUMS;
  memory.fill(sums, 0, <usize>rows << 5);
  for (let gate = 0; gate < count; gate += 64) {
    const word = bits + ((<usize>(gate >> 6) * stride) << 3);
    for (let c = 0; c < 4; c++) {
      let v = scratch + TABLES + (<usize>c << 3);
      const mask = load<u64>(word + (<usize>(first + c) << 3));
      for (let a = 0; a < 64; a++, v += 32) {
        const on = gate + a < count && ((mask >> a) & 1) !== 0;
        store<f64>(v, on ? load<f64>(weights + (<usize>(gate + a) << 3)) : 0);
      }
    }
    addGroup(scratch, word + (<usize>row << 3), sums, rows, n, count - gate);
  }
  for (let i = row; i < row + rows; i++) {
    const at = (<usize>i * n + first) << 3;
    const from = sums + (<usize>(i - row) << 5);
    for (let c = 0; c < 4 && first + c <= i; c++) {
      store<f64>(out + at + (c << 3), load<f64>(gram + at + (c << 3)) * load<f64>(from + (c << 3)));
    }
  }
}
