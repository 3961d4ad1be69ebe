/**
 * f_k(S) = base_k + Σ_{i∈S} linear_ik + Σ_f 1{t_f(S) ≥ 0} p_fk(S): a game of q players whose gates t_f and jumps p_fk are sums over the players.
 * All coalitions by doubling in two halves of the players: t(S ∪ i) = t(S) + t_i.
 */
export interface Turning {
  /** K */
  readonly outputs: number;
  /** q */
  readonly players: number;
  /** K */
  readonly base: Float64Array;
  /** q×K */
  readonly linear: Float64Array;
  /** F */
  readonly gates: number;
  /** (q + 1)×F: without any player, then what each adds. */
  readonly t: Float64Array;
  /** K times (q + 1)×F. */
  readonly p: readonly Float64Array[];
}

/** 2^q×K: coalition S has player i where it has the bit 2^i. */
export function tableOf({ outputs, players: q, base, linear, gates, t, p }: Turning): Float64Array {
  const low = q >> 1;
  const halves = { low, high: q - low };
  const table = new Float64Array(2 ** q * outputs);
  const [sides, sums] = [halvesFor(halves), halvesFor(halves)];
  const own = new Float64Array(2 ** q);
  for (let k = 0; k < outputs; k++) {
    own.fill(0);
    fill(sums, halves, (row) => (row === 0 ? base[k] : linear[(row - 1) * outputs + k]));
    for (let s = 0; s < own.length; s++) own[s] = sums.low[s & (2 ** low - 1)] + sums.high[s >> low];
    for (let f = 0; f < gates; f++) {
      fill(sides, halves, (row) => t[row * gates + f]);
      fill(sums, halves, (row) => p[k][row * gates + f]);
      addOpen(own, sides, sums);
    }
    for (let s = 0; s < own.length; s++) table[s * outputs + k] = own[s];
  }
  return table;
}

/** A sum over players for all subsets of either half; that of a coalition is one of the one plus one of the other. */
interface Halves {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

interface Sizes {
  readonly low: number;
  readonly high: number;
}

const halvesFor = ({ low, high }: Sizes): Halves => ({
  low: new Float64Array(2 ** low),
  high: new Float64Array(2 ** high),
});

/** In place. @param part the value of no player at 0, what player i adds at i + 1 */
function fill({ low, high }: Halves, sizes: Sizes, part: (row: number) => number): void {
  double(low, sizes.low, part(0), 1, part);
  double(high, sizes.high, 0, 1 + sizes.low, part);
}

/** In place: the values of all subsets of q players. */
function double(values: Float64Array, q: number, start: number, first: number, part: (row: number) => number): void {
  values[0] = start;
  for (let i = 0; i < q; i++) {
    const size = 1 << i;
    const added = part(first + i);
    for (let s = 0; s < size; s++) values[size + s] = values[s] + added;
  }
}

/**
 * own ← own + 1{t ≥ 0} p over all coalitions. The sign is read from its bit, so that there is no branch, which a processor could not foresee. A zero
 * here is never −0, because sums that cancel give +0.
 */
function addOpen(own: Float64Array, sides: Halves, sums: Halves): void {
  const size = sides.low.length;
  const here = new Float64Array(size);
  const words = new Int32Array(here.buffer);
  for (let h = 0; h < sides.high.length; h++) {
    const side = sides.high[h];
    const sum = sums.high[h];
    const from = h * size;
    for (let s = 0; s < size; s++) here[s] = sides.low[s] + side;
    for (let s = 0; s < size; s++) own[from + s] += (1 + (words[2 * s + highWord] >> 31)) * (sums.low[s] + sum);
  }
}

/** Which half of a double holds its sign: the second one on every little-endian machine. */
const highWord = new Uint32Array(Float64Array.of(-0).buffer)[1] === 0 ? 0 : 1;
