/** The distinct numbers of a column, ascending, and how often each occurs. −0 counts as 0, and NaN, which comes last, as one number. */
export interface NumberCounts {
  readonly values: Float64Array;
  readonly counts: Uint32Array;
  /** How many numbers there are in all. */
  readonly total: number;
}

/** Distinct numbers beyond which sorting all is faster than looking each up: the table no longer fits the cache. */
const mostLookedUp = 65_536;

/**
 * Counts numbers. Measured columns repeat few values, however many rows they have: those are looked up in a table and only the
 * distinct ones are sorted.
 * @param isCounted whether the number of a row (from 0) takes part
 */
export function countNumbers(values: Float64Array, isCounted: (row: number) => boolean): NumberCounts {
  const table = new CountTable();
  for (let row = 0; row < values.length; row++)
    if (isCounted(row) && !table.add(values[row])) return countSorted(values, isCounted);
  return table.counts();
}

/** Numbers with their counts by open addressing. */
class CountTable {
  private size = 1024;
  private numbers = new Float64Array(this.size);
  private occurrences = new Uint32Array(this.size);
  private distinct = 0;
  private total = 0;

  /** @returns false where there are too many distinct numbers */
  add(number: number): boolean {
    // Turns −0 into 0.
    const value = number + 0;
    const place = this.placeOf(value);
    if (this.occurrences[place] === 0) {
      if (this.distinct === mostLookedUp) return false;
      this.numbers[place] = value;
      this.distinct++;
    }
    this.occurrences[place]++;
    this.total++;
    if (2 * this.distinct > this.size) this.enlarge();
    return true;
  }

  counts(): NumberCounts {
    const values = new Float64Array(this.distinct);
    let filled = 0;
    for (let place = 0; place < this.size; place++)
      if (this.occurrences[place] > 0) values[filled++] = this.numbers[place];
    values.sort();
    return {
      values,
      counts: Uint32Array.from(values, (value) => this.occurrences[this.placeOf(value)]),
      total: this.total,
    };
  }

  /** Where a number is, or would be. */
  private placeOf(value: number): number {
    let place = digestOf(value) & (this.size - 1);
    while (this.occurrences[place] > 0 && !isSame(this.numbers[place], value)) place = (place + 1) & (this.size - 1);
    return place;
  }

  private enlarge(): void {
    const { numbers, occurrences } = this;
    this.size *= 4;
    this.numbers = new Float64Array(this.size);
    this.occurrences = new Uint32Array(this.size);
    for (let from = 0; from < numbers.length; from++) {
      if (occurrences[from] === 0) continue;
      const place = this.placeOf(numbers[from]);
      this.numbers[place] = numbers[from];
      this.occurrences[place] = occurrences[from];
    }
  }
}

const isSame = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/** 32 bits of a number's 64; all NaN give the same. */
function digestOf(value: number): number {
  scratch[0] = Number.isNaN(value) ? Number.NaN : value;
  const mixed = Math.imul(words[0] ^ Math.imul(words[1], 0x85ebca6b), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function countSorted(values: Float64Array, isCounted: (row: number) => boolean): NumberCounts {
  const sorted = new Float64Array(values.length);
  let total = 0;
  for (let row = 0; row < values.length; row++) if (isCounted(row)) sorted[total++] = values[row] + 0;
  sorted.subarray(0, total).sort();
  const counts = new Uint32Array(total);
  let distinct = 0;
  for (let place = 0; place < total; place++) {
    // The distinct ones move to the front of the sorted ones.
    if (place === 0 || !isSame(sorted[place], sorted[distinct - 1])) sorted[distinct++] = sorted[place];
    counts[distinct - 1]++;
  }
  return { values: sorted.slice(0, distinct), counts: counts.slice(0, distinct), total };
}

/** The number at a place (from 0) of all numbers in ascending order. */
export function numberAt({ values, counts }: NumberCounts, place: number): number {
  let before = 0;
  let at = 0;
  while (at < counts.length && before + counts[at] <= place) before += counts[at++];
  return values[at];
}
