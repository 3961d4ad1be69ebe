// Layouts of mask bits. The caller's: gate by gate. For sums over rows: a word of 64 rows of every gate, group after group. For sums over
// gates: a word of 64 gates of every row, group after group.

/** masks: `count` gates of `groups` words, one gate after the other → out[group · stride + gate]. */
export function interleave(masks: usize, count: i32, groups: i32, out: usize, stride: i32): void {
  for (let first = 0; first < count; first += 8) {
    const last = min(first + 8, count);
    for (let group = 0; group < groups; group++) {
      const to = out + ((<usize>group * stride) << 3);
      for (let gate = first; gate < last; gate++) {
        store<u64>(to + (<usize>gate << 3), load<u64>(masks + ((<usize>gate * groups + group) << 3)));
      }
    }
  }
}

/** out[group · count + a] = words[group · stride + gates[a]]. */
export function gather(words: usize, stride: i32, gates: usize, count: i32, groups: i32, out: usize): void {
  for (let group = 0; group < groups; group++) {
    const from = words + ((<usize>group * stride) << 3);
    for (let a: usize = 0; a < <usize>count; a++) {
      store<u64>(out, load<u64>(from + (<usize>load<i32>(gates + (a << 2)) << 3)));
      out += 8;
    }
  }
}

/** words[group · count + a] for the row groups first ≤ group < last → out[⌊a/64⌋ · 64 groups + row], bit a & 63. */
export function transposeBits(words: usize, count: i32, groups: i32, first: i32, last: i32, out: usize): void {
  for (let gate = 0; gate < count; gate += 64) {
    const width = min(64, count - gate);
    for (let group = first; group < last; group++) {
      const from = words + ((<usize>group * count + gate) << 3);
      const to = out + ((<usize>(gate >> 6) * (groups << 6) + (group << 6)) << 3);
      memory.copy(to, from, <usize>width << 3);
      memory.fill(to + (<usize>width << 3), 0, <usize>(64 - width) << 3);
      transpose64(to);
    }
  }
}

/** In place: 64 words as a 64×64 bit matrix (Hacker's Delight 7-3). */
function transpose64(at: usize): void {
  let mask: u64 = 0x00000000ffffffff;
  for (let width: usize = 32; width !== 0; width >>= 1, mask ^= mask << width) {
    for (let row: usize = 0; row < 64; row = (row + width + 1) & ~width) {
      const low = at + (row << 3);
      const high = at + ((row + width) << 3);
      const a = load<u64>(low);
      const b = load<u64>(high);
      const swap = ((a >> width) ^ b) & mask;
      store<u64>(high, b ^ swap);
      store<u64>(low, a ^ (swap << width));
    }
  }
}
