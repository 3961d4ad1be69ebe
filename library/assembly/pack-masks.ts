// Masks 1{x_jᵀg_i ≥ 0}, and which of them rounding leaves open (library/src/numerics/exact-sign.ts settles those).
import { multiplyPanels } from "./product";

/**
 * For gate panels first ≤ g < last: masks[gate · groups + group] and unclear[…], 64 rows a word, from panels of the rows (x) and of the gates
 * (g), each over d. A dot product s is clear where ∞ > |s| > factors[gate] · rowNorms[row] + allowance. Returns how many are not.
 */
export function compareGates(
  x: usize, rows: i32, d: i32, gates: usize, p: i32, rowNorms: usize, factors: usize, allowance: f64, groups: i32, first: i32, last: i32, masks: usize, unclear: usize, scratch: usize,
): i32 {
  const bytes = <usize>d << 5;
  const least = f64x2.splat(allowance);
  const largest = f64x2.splat(Infinity);
  const zero = f64x2.splat(0);
  let open = 0;
  for (let group = 0; group < groups; group++) {
    for (let panel = first; panel < last; panel++) {
      memory.fill(scratch + 128, 0, 64);
      for (let quad = 0; quad < 16; quad++) {
        const row = group * 64 + quad * 4;
        if (row >= rows) break;
        multiplyPanels(d, gates + <usize>panel * bytes, x + <usize>(row >> 2) * bytes, scratch);
        const norm0 = v128.load(rowNorms + (<usize>row << 3));
        const norm1 = v128.load(rowNorms + (<usize>row << 3), 16);
        const inside: u64 = (1 << min(4, rows - row)) - 1;
        for (let i: usize = 0; i < 4; i++) {
          const s0 = v128.load(scratch + (i << 5));
          const s1 = v128.load(scratch + (i << 5), 16);
          const factor = v128.load64_splat(factors + ((<usize>panel * 4 + i) << 3));
          const a0 = f64x2.abs(s0);
          const a1 = f64x2.abs(s1);
          const clear0 = v128.and(f64x2.gt(a0, f64x2.add(f64x2.mul(factor, norm0), least)), f64x2.lt(a0, largest));
          const clear1 = v128.and(f64x2.gt(a1, f64x2.add(f64x2.mul(factor, norm1), least)), f64x2.lt(a1, largest));
          const on: u64 = i64x2.bitmask(f64x2.ge(s0, zero)) | (i64x2.bitmask(f64x2.ge(s1, zero)) << 2);
          const clear: u64 = i64x2.bitmask(clear0) | (i64x2.bitmask(clear1) << 2);
          const word = scratch + 128 + (i << 3);
          store<u64>(word, load<u64>(word) | ((on & inside) << (quad * 4)));
          store<u64>(word, load<u64>(word, 32) | ((~clear & inside) << (quad * 4)), 32);
        }
      }
      for (let i = 0; i < 4 && 4 * panel + i < p; i++) {
        const at = (<usize>(4 * panel + i) * groups + group) << 3;
        const word = scratch + 128 + (<usize>i << 3);
        store<u64>(masks + at, load<u64>(word));
        store<u64>(unclear + at, load<u64>(word, 32));
        open += <i32>popcnt(load<u64>(word, 32));
      }
    }
  }
  return open;
}
