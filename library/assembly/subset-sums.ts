// Sums of rows chosen by bits, by the Method of Four Russians: for a few rows at a time every subset sum is tabulated (by doubling), and a
// mask then adds one table entry instead of one row after the other. Four columns (two f64x2) are summed together. What the rows and the bits are:
// masked-products.ts.

// Scratch of a thread: the tables, 64 rows of 4 columns, then sums for ROWS rows.
export const TABLES: usize = 65536;
export const SUMS: usize = TABLES + 2048;
export const ROWS: i32 = 8192;

/** Below this many sums a group, smaller tables cost less to fill than they save. */
const SMALL: i32 = 640;

/** One table of 2^bits entries of 4 columns from `bits` rows at v; two bits at a time, so that an entry is read once for three that follow from it. */
@inline
export function tabulate(table: usize, v: usize, bits: i32): void {
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
export function four(a: v128, b: v128, c: v128, d: v128): v128 {
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

/** Up to so many rows behind the tables have four tables of eights, or five small ones, at most. */
const FEW_EIGHTS: i32 = 32;
const FEW_SMALL: i32 = 26;

/** One table of up to `bits` of the rows that are left from `from` on. */
@inline
function tabulateLeft(table: usize, v: usize, from: i32, bits: i32, members: i32): void {
  if (members > from) tabulate(table, v + (<usize>from << 5), min(bits, members - from));
}

/** As `addEights`, where the word has bits for the first `members` ≤ 32 rows alone: what would be zero is left out, and the sums are the same. */
function addFewEights(table: usize, words: usize, sums: usize, count: i32, members: i32): void {
  const v = table + TABLES;
  for (let from = 0, at = table; from < members; from += 8, at += 8192) tabulateLeft(at, v, from, 8, members);
  for (const end = sums + (<usize>count << 5); sums < end; sums += 32, words += 8) {
    const low = load<u32>(words);
    const i0 = table + ((low << 5) & 0x1fe0);
    let a = v128.load(i0);
    let b = v128.load(i0, 16);
    if (members > 8) {
      const i1 = table + ((low >> 3) & 0x1fe0);
      a = f64x2.add(a, v128.load(i1, 8192));
      b = f64x2.add(b, v128.load(i1, 8208));
    }
    if (members > 16) {
      const i2 = table + ((low >> 11) & 0x1fe0);
      let c = v128.load(i2, 16384);
      let d = v128.load(i2, 16400);
      if (members > 24) {
        const i3 = table + ((low >> 19) & 0x1fe0);
        c = f64x2.add(c, v128.load(i3, 24576));
        d = f64x2.add(d, v128.load(i3, 24592));
      }
      a = f64x2.add(a, c);
      b = f64x2.add(b, d);
    }
    v128.store(sums, f64x2.add(v128.load(sums), a));
    v128.store(sums, f64x2.add(v128.load(sums, 16), b), 16);
  }
}

/** As `addSmall`, for the first `members` ≤ 26 rows alone. */
function addFewSmall(table: usize, words: usize, sums: usize, count: i32, members: i32): void {
  const v = table + TABLES;
  tabulateLeft(table, v, 0, 7, members);
  tabulateLeft(table + 4096, v, 7, 7, members);
  tabulateLeft(table + 8192, v, 14, 6, members);
  tabulateLeft(table + 10240, v, 20, 6, members);
  for (const end = sums + (<usize>count << 5); sums < end; sums += 32, words += 8) {
    const low = load<u32>(words);
    const i0 = table + ((low << 5) & 0xfe0);
    let a = v128.load(i0);
    let b = v128.load(i0, 16);
    if (members > 7) {
      const i1 = table + ((low >> 2) & 0xfe0);
      a = f64x2.add(a, v128.load(i1, 4096));
      b = f64x2.add(b, v128.load(i1, 4112));
    }
    a = f64x2.add(v128.load(sums), a);
    b = f64x2.add(v128.load(sums, 16), b);
    if (members > 14) {
      const i2 = table + ((low >> 9) & 0x7e0);
      let c = v128.load(i2, 8192);
      let d = v128.load(i2, 8208);
      if (members > 20) {
        const i3 = table + ((low >> 15) & 0x7e0);
        c = f64x2.add(c, v128.load(i3, 10240));
        d = f64x2.add(d, v128.load(i3, 10256));
      }
      a = f64x2.add(a, c);
      b = f64x2.add(b, d);
    }
    v128.store(sums, a);
    v128.store(sums, b, 16);
  }
}

/**
 * Adds the 64 rows of 4 columns behind the tables, of which those past the first `members` are zero and have no bits. `total` alone picks the
 * tables, so that a split job sums in the same order.
 */
@inline
export function addGroup(scratch: usize, words: usize, sums: usize, count: i32, total: i32, members: i32): void {
  if (total < SMALL) {
    if (members <= FEW_SMALL) return addFewSmall(scratch, words, sums, count, members);
    tabulateSmall(scratch, scratch + TABLES);
    addSmall(scratch, words, sums, count);
  } else {
    if (members <= FEW_EIGHTS) return addFewEights(scratch, words, sums, count, members);
    tabulateEights(scratch, scratch + TABLES);
    addEights(scratch, words, sums, count);
  }
}
