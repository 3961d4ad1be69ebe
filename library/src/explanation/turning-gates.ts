/**
 * f_k(S) = base_k + Σ_{i∈S} linear_ik + Σ_f 1{t_f(S) ≥ 0} p_fk(S): a game of q players whose gates t_f and jumps p_fk are sums over the players.
 * All coalitions by doubling: t(S ∪ i) = t(S) + t_i.
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
  const size = 1 << q;
  const table = new Float64Array(size * outputs);
  const sums = new Float64Array(size);
  const sides = new Float64Array(size);
  const words = new Uint32Array(sides.buffer);
  for (let k = 0; k < outputs; k++) {
    double(sums, q, (row) => (row === 0 ? base[k] : linear[(row - 1) * outputs + k]));
    for (let s = 0; s < size; s++) table[s * outputs + k] = sums[s];
  }
  for (let f = 0; f < gates; f++) {
    double(sides, q, (row) => t[row * gates + f]);
    for (let k = 0; k < outputs; k++) {
      const jumps = p[k];
      double(sums, q, (row) => jumps[row * gates + f]);
      for (let s = 0; s < size; s++) table[s * outputs + k] += ofSign[words[2 * s + highWord] >>> 31] * sums[s];
    }
  }
  return table;
}

/** In place: the values of all subsets. @param part the value of the empty one at 0, what player i adds at i + 1 */
function double(values: Float64Array, q: number, part: (row: number) => number): void {
  values[0] = part(0);
  for (let i = 0; i < q; i++) {
    const size = 1 << i;
    const added = part(i + 1);
    for (let s = 0; s < size; s++) values[size + s] = values[s] + added;
  }
}

/**
 * 1{t ≥ 0} by the bit of the sign of t, so that there is no branch, which a processor could not foresee. A zero here is never −0, because sums that
 * cancel give +0.
 */
const ofSign = Float64Array.of(1, 0);

/** Which half of a double holds its sign: the second one on every little-endian machine. */
export const highWord = new Uint32Array(Float64Array.of(-0).buffer)[1] === 0 ? 0 : 1;
