/** A set of distinct masks (equal length, packed words), numbered in the order they came: open addressing over one flat array. */
export interface MaskTable {
  /** How many distinct masks are held. */
  size(): number;
  /** The number of the mask at `masks[offset …]`, which is added when it is new (its number is then the size before). */
  add(masks: Uint32Array, offset?: number): number;
  /** The number of a mask, −1 when it is not held. */
  find(masks: Uint32Array, offset?: number): number;
  /** The held masks, `words` each, in order. A view: the next `add` may leave it behind. */
  masks(): Uint32Array;
}

/** An empty table for masks of `words` 32-bit words. */
export function maskTable(words: number): MaskTable {
  let count = 0;
  let stored = new Uint32Array(64 * words);
  let slots = new Int32Array(128).fill(-1);

  /** The slot that holds the mask, or the empty one where it belongs. */
  function slotOf(masks: Uint32Array, offset: number): number {
    const last = slots.length - 1;
    let slot = hash(masks, offset, words) & last;
    while (slots[slot] >= 0 && !equal(masks, offset, stored, slots[slot] * words, words)) slot = (slot + 1) & last;
    return slot;
  }

  function grow(): void {
    const wider = new Uint32Array(2 * stored.length);
    wider.set(stored);
    stored = wider;
    slots = new Int32Array(2 * slots.length).fill(-1);
    for (let i = 0; i < count; i++) slots[slotOf(stored, i * words)] = i;
  }

  return {
    size: () => count,
    masks: () => stored.subarray(0, count * words),
    find: (masks, offset = 0) => slots[slotOf(masks, offset)],
    add(masks, offset = 0) {
      const slot = slotOf(masks, offset);
      if (slots[slot] >= 0) return slots[slot];
      for (let w = 0; w < words; w++) stored[count * words + w] = masks[offset + w];
      slots[slot] = count;
      count++;
      // At most half of the slots are taken, and there are twice as many slots as places.
      if (count * words === stored.length) grow();
      return count - 1;
    },
  };
}

/**
 * For each of `count` masks in one array (`words` each) the number of the first mask equal to it. The table of masks
 * seen holds their numbers only, because the masks of many rows are too large to be kept twice.
 */
export function firstEqualMasks(masks: Uint32Array, words: number, count: number): Int32Array {
  let size = 128;
  while (size < 2 * count) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  return Int32Array.from({ length: count }, (_, i) => {
    let slot = hash(masks, i * words, words) & (size - 1);
    while (slots[slot] >= 0 && !equal(masks, i * words, masks, slots[slot] * words, words)) {
      slot = (slot + 1) & (size - 1);
    }
    if (slots[slot] < 0) slots[slot] = i;
    return slots[slot];
  });
}

function hash(masks: Uint32Array, offset: number, words: number): number {
  let h = 0x811c9dc5;
  for (let w = offset; w < offset + words; w++) {
    h = Math.imul(h ^ masks[w], 0x9e3779b1);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function equal(a: Uint32Array, aOffset: number, b: Uint32Array, bOffset: number, words: number): boolean {
  for (let w = 0; w < words; w++) if (a[aOffset + w] !== b[bOffset + w]) return false;
  return true;
}
