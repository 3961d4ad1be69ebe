// Sums of rows chosen by bits, by the Method of Four Russians: for a few rows at a time every subset sum is tabulated (by doubling), and a
// mask then adds one table entry instead of one row after the other. Four columns (two f64x2) are summed together.
//
// XᵀD_iz sums rows x_jz_j over the bits of mask i; Σ_a D_aXw_a sums blocks w_a over the bits of row j; M diag(η) Mᵀ likewise.

// Scratch of a thread: the tables, 64 rows of 4 columns, then sums for ROWS rows.
const TABLES: usize = 65536;
const SUMS: usize = TABLES + 2048;
const ROWS: i32 = 8192;

/** A tile's gates are handed out in this many slices, so that few tiles still share evenly among threads. */
const SLICES: i32 = 8;

/** Below this many sums a group, smaller tables cost less to fill than they save. */
const SMALL: i32 = 640;

/** One table of 2^bits entries of 4 columns from `bits` rows at v; two bits at a time, so that an entry is read once for three that follow from it. */
@inline
function tabulate(table: usize, v: usize, bits: i32): void {
  const zero = f64x2.splat(0);
  v128.store(table, zero);
  v128.store(table, zero, 16);
  if (bits & 1) {
    v128.store(table, v128.load(v), 32);
    v128.store(table, v128.load(v, 16), 48);
    v += 32;
  }
  for (let bit = bits & 1; bit < bits; bit += 2) {
    const v0 = v128.load(v);
    const v1 = v128.load(v, 16);
    const w0 = v128.load(v, 32);
    const w1 = v128.load(v, 48);
    v += 64;
    const step: usize = <usize>32 << bit;
    const end = table + step;
    for (let from = table; from < end; from += 32) {
      const a0 = v128.load(from);
      const a1 = v128.load(from, 16);
      const b0 = f64x2.add(a0, v0);
      const b1 = f64x2.add(a1, v1);
      let to = from + step;
      v128.store(to, b0);
      v128.store(to, b1, 16);
      to += step;
      v128.store(to, f64x2.add(a0, w0));
      v128.store(to, f64x2.add(a1, w1), 16);
      to += step;
      v128.store(to, f64x2.add(b0, w0));
      v128.store(to, f64x2.add(b1, w1), 16);
    }
  }
}

function tabulateEights(table: usize, v: usize): void {
  for (let t = 0; t < 8; t++) {
    tabulate(table, v, 8);
    table += 8192;
    v += 256;
  }
}

/** Ten tables for 64 rows: 7, 7, 6, 6, 6 bits, twice. */
function tabulateSmall(table: usize, v: usize): void {
  for (let half = 0; half < 2; half++) {
    tabulate(table, v, 7);
    tabulate(table + 4096, v + 224, 7);
    tabulate(table + 8192, v + 448, 6);
    tabulate(table + 10240, v + 640, 6);
    tabulate(table + 12288, v + 832, 6);
    table += 14336;
    v += 1024;
  }
}

@inline
function four(a: v128, b: v128, c: v128, d: v128): v128 {
  return f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
}

/** sums += Σ of the 64 rows in the tables that the word has bits for. */
@inline
function addEightEntries(table: usize, words: usize, sums: usize): void {
  const word = load<u64>(words);
  const low = <u32>word;
  const high = <u32>(word >> 32);
  const i0 = table + ((low << 5) & 0x1fe0);
  const i1 = table + ((low >> 3) & 0x1fe0);
  const i2 = table + ((low >> 11) & 0x1fe0);
  const i3 = table + ((low >> 19) & 0x1fe0);
  const i4 = table + ((high << 5) & 0x1fe0);
  const i5 = table + ((high >> 3) & 0x1fe0);
  const i6 = table + ((high >> 11) & 0x1fe0);
  const i7 = table + ((high >> 19) & 0x1fe0);
  v128.store(
    sums,
    f64x2.add(
      v128.load(sums),
      f64x2.add(
        four(v128.load(i0), v128.load(i1, 8192), v128.load(i2, 16384), v128.load(i3, 24576)),
        four(v128.load(i4, 32768), v128.load(i5, 40960), v128.load(i6, 49152), v128.load(i7, 57344)),
      ),
    ),
  );
  v128.store(
    sums,
    f64x2.add(
      v128.load(sums, 16),
      f64x2.add(
        four(v128.load(i0, 16), v128.load(i1, 8208), v128.load(i2, 16400), v128.load(i3, 24592)),
        four(v128.load(i4, 32784), v128.load(i5, 40976), v128.load(i6, 49168), v128.load(i7, 57360)),
      ),
    ),
    16,
  );
}

/** sums[a] += Σ of the rows words[a] has bits for. Two at a time: a single one leaves the core waiting for the loop's own counters. */
function addEights(table: usize, words: usize, sums: usize, count: i32): void {
  const end = sums + (<usize>count << 5);
  for (const even = end - 32; sums < even; sums += 64, words += 16) {
    addEightEntries(table, words, sums);
    addEightEntries(table, words + 8, sums + 32);
  }
  if (sums < end) addEightEntries(table, words, sums);
}

@inline
function addTenEntries(table: usize, words: usize, sums: usize): void {
  const word = load<u64>(words);
  const low = <u32>word;
  const high = <u32>(word >> 32);
  const i0 = table + ((low << 5) & 0xfe0);
  const i1 = table + ((low >> 2) & 0xfe0);
  const i2 = table + ((low >> 9) & 0x7e0);
  const i3 = table + ((low >> 15) & 0x7e0);
  const i4 = table + ((low >> 21) & 0x7e0);
  const i5 = table + ((high << 5) & 0xfe0);
  const i6 = table + ((high >> 2) & 0xfe0);
  const i7 = table + ((high >> 9) & 0x7e0);
  const i8 = table + ((high >> 15) & 0x7e0);
  const i9 = table + ((high >> 21) & 0x7e0);
  v128.store(
    sums,
    f64x2.add(
      f64x2.add(v128.load(sums), f64x2.add(v128.load(i0), v128.load(i1, 4096))),
      f64x2.add(
        four(v128.load(i2, 8192), v128.load(i3, 10240), v128.load(i4, 12288), v128.load(i5, 14336)),
        four(v128.load(i6, 18432), v128.load(i7, 22528), v128.load(i8, 24576), v128.load(i9, 26624)),
      ),
    ),
  );
  v128.store(
    sums,
    f64x2.add(
      f64x2.add(v128.load(sums, 16), f64x2.add(v128.load(i0, 16), v128.load(i1, 4112))),
      f64x2.add(
        four(v128.load(i2, 8208), v128.load(i3, 10256), v128.load(i4, 12304), v128.load(i5, 14352)),
        four(v128.load(i6, 18448), v128.load(i7, 22544), v128.load(i8, 24592), v128.load(i9, 26640)),
      ),
    ),
    16,
  );
}

function addSmall(table: usize, words: usize, sums: usize, count: i32): void {
  const end = sums + (<usize>count << 5);
  for (const even = end - 32; sums < even; sums += 64, words += 16) {
    addTenEntries(table, words, sums);
    addTenEntries(table, words + 8, sums + 32);
  }
  if (sums < end) addTenEntries(table, words, sums);
}

/** Adds the 64 rows of 4 columns behind the tables. `total` alone picks the tables, so that a split job sums in the same order. */
@inline
function addGroup(scratch: usize, words: usize, sums: usize, count: i32, total: i32): void {
  if (total < SMALL) {
    tabulateSmall(scratch, scratch + TABLES);
    addSmall(scratch, words, sums, count);
  } else {
    tabulateEights(scratch, scratch + TABLES);
    addEights(scratch, words, sums, count);
  }
}

/**
 * sums[tile · total + i] += columns 4 tile … 4 tile + 3 of XᵀD_iz (d·K columns) for the units first ≤ u < last: unit u is slice u mod SLICES of
 * the gates in tile ⌊u / SLICES⌋. x rows×d, z rows×K, words[group · total + i]. `fresh` clears the sums first.
 */
export function correlate(
  x: usize, rows: i32, d: i32, z: usize, outputs: i32, words: usize, total: i32, fresh: bool, first: i32, last: i32, sums: usize,
  scratch: usize,
): void {
  for (let unit = first; unit < last; unit = nextTile(unit)) {
    const from = gateOf(unit, total);
    const to = gateEnd(unit, last, total);
    if (fresh) clear(sums, unit, from, to, total);
    correlateTile(x, rows, d, z, outputs, words, total, from, to, unit / SLICES, sums, scratch);
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

/** The usual case of one output and a whole tile: 64 rows of four columns of x, `stride` bytes apart, times z. */
@inline
function weighRows(x: usize, stride: usize, z: usize, v: usize): void {
  for (const end = v + 2048; v < end; v += 32, x += stride, z += 8) {
    const weight = v128.load_splat<f64>(z);
    v128.store(v, f64x2.mul(v128.load(x), weight));
    v128.store(v, f64x2.mul(v128.load(x, 16), weight), 16);
  }
}

function correlateTile(
  x: usize, rows: i32, d: i32, z: usize, outputs: i32, words: usize, total: i32, first: i32, last: i32, tile: i32, sums: usize, scratch: usize,
): void {
  const at = sums + ((<usize>tile * total + first) << 5);
  for (let row = 0; row < rows; row += 64) {
    let v = scratch + TABLES;
    if (outputs === 1 && row + 64 <= rows && 4 * tile + 4 <= d) {
      weighRows(x + ((<usize>row * d + 4 * tile) << 3), <usize>d << 3, z + (<usize>row << 3), v);
      addGroup(scratch, words + ((<usize>(row >> 6) * total + first) << 3), at, last - first, total);
      continue;
    }
    for (let c = 0; c < 4; c++, v += 8) {
      const column = 4 * tile + c;
      const feature = column / outputs;
      const output = column % outputs;
      for (let j = 0; j < 64; j++) {
        let value: f64 = 0;
        if (row + j < rows && feature < d) {
          value = load<f64>(x + ((<usize>(row + j) * d + feature) << 3)) * load<f64>(z + ((<usize>(row + j) * outputs + output) << 3));
        }
        store<f64>(v + (<usize>j << 5), value);
      }
    }
    addGroup(scratch, words + ((<usize>(row >> 6) * total + first) << 3), at, last - first, total);
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
    addGroup(scratch, words + ((<usize>(row >> 6) * total + first) << 3), at, last - first, total);
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
      addGroup(scratch, bits + ((<usize>(gate >> 6) * stride + first) << 3), sums, rows, total);
    }
    if (outputs === 1 && tile + 4 <= d) {
      addProducts(x + ((<usize>first * d + tile) << 3), <usize>d << 3, sums, out + (<usize>first << 3), rows);
      continue;
    }
    for (let c = 0; c < 4 && tile + c < columns; c++) {
      const feature = (tile + c) / outputs;
      const output = (tile + c) % outputs;
      for (let j = 0; j < rows; j++) {
        const to = out + ((<usize>(first + j) * outputs + output) << 3);
        const product = load<f64>(x + ((<usize>(first + j) * d + feature) << 3)) * load<f64>(sums + (<usize>j << 5) + (<usize>c << 3));
        store<f64>(to, load<f64>(to) + product);
      }
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
    addGroup(scratch, word + (<usize>row << 3), sums, rows, n);
  }
  for (let i = row; i < row + rows; i++) {
    const at = (<usize>i * n + first) << 3;
    const from = sums + (<usize>(i - row) << 5);
    for (let c = 0; c < 4 && first + c <= i; c++) {
      store<f64>(out + at + (c << 3), load<f64>(gram + at + (c << 3)) * load<f64>(from + (c << 3)));
    }
  }
}
