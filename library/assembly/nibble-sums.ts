// As subset-sums.ts, with tables of four rows each.
import { four, TABLES, tabulate } from "./subset-sums";

/** Sixteen tables of sixteen entries: they cost little to fill, which pays where few masks read them. */
@inline
function addNibbleEntries(table: usize, words: usize, sums: usize): void {
  let a = v128.load(sums);
  let b = v128.load(sums, 16);
  for (let half = 0; half < 2; half++) {
    const bits = load<u32>(words + (<usize>half << 2));
    const i0 = table + ((bits << 5) & 0x1e0);
    const i1 = table + ((bits << 1) & 0x1e0);
    const i2 = table + ((bits >> 3) & 0x1e0);
    const i3 = table + ((bits >> 7) & 0x1e0);
    const i4 = table + ((bits >> 11) & 0x1e0);
    const i5 = table + ((bits >> 15) & 0x1e0);
    const i6 = table + ((bits >> 19) & 0x1e0);
    const i7 = table + ((bits >> 23) & 0x1e0);
    a = f64x2.add(
      a,
      f64x2.add(
        four(v128.load(i0), v128.load(i1, 512), v128.load(i2, 1024), v128.load(i3, 1536)),
        four(v128.load(i4, 2048), v128.load(i5, 2560), v128.load(i6, 3072), v128.load(i7, 3584)),
      ),
    );
    b = f64x2.add(
      b,
      f64x2.add(
        four(v128.load(i0, 16), v128.load(i1, 528), v128.load(i2, 1040), v128.load(i3, 1552)),
        four(v128.load(i4, 2064), v128.load(i5, 2576), v128.load(i6, 3088), v128.load(i7, 3600)),
      ),
    );
    table += 4096;
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
}

/** As `addGroup`, for few masks. */
export function addNibbles(scratch: usize, words: usize, sums: usize, count: i32): void {
  let v = scratch + TABLES;
  for (let table = scratch, end = scratch + 8192; table < end; table += 512, v += 128) tabulate(table, v, 4);
  for (const end = sums + (<usize>count << 5); sums < end; sums += 32, words += 8) {
    addNibbleEntries(scratch, words, sums);
  }
}
