import type { Player, Walk } from "./games.js";
import { highWord } from "./turning-gates.js";

/**
 * The walk of a sum over gates along an order of its players, and against it at the same time:
 *
 *   t(S ∪ i) = t(S) + Σ_{c∈i} (z_c(x) − z_c(b)) g_c,   t(N∖S) = t(∅) + t(N) − t(S),
 *
 * and the jumps p likewise. One column more is one pass over neighbouring numbers, and nothing is kept for the next pair of rows.
 */
export interface GateWeights {
  /** m */
  readonly units: number;
  /** d×m */
  readonly gates: Float64Array;
  /** K times d×m, times open_j − closed_j. */
  readonly jumps: readonly Float64Array[];
  /** K×d: Σ_j closed_j w_jk. */
  readonly closed: Float64Array;
}

/** A row: t (m), the jumps p (K times m), the closed part (K), and the sum of it all (K). */
export interface Activations {
  readonly t: Float64Array;
  readonly jumps: readonly Float64Array[];
  readonly closed: Float64Array;
  readonly outputs: Float64Array;
}

/** A row x against a row b of the background. */
export interface Pair {
  /** z(x) − z(b), d */
  readonly change: Float64Array;
  readonly active: readonly Player[];
  /** At b, and at x. */
  readonly start: Activations;
  readonly end: Activations;
}

/** Walks, in room of its own that every walk writes over. @param outputs K */
export function gateWalker(weights: GateWeights, outputs: number): (pair: Pair, order: Int32Array) => Walk {
  const { units, gates, jumps } = weights;
  const [joined, left, bothSides] = [0, 1, 2].map(() => new Float64Array(units));
  const words = { joined: new Int32Array(joined.buffer), left: new Int32Array(left.buffer) };
  const sums = jumps.map(() => ({ joined: new Float64Array(units), both: new Float64Array(units) }));
  const found = new Float64Array(2);
  return ({ change, active, start, end }, order) => {
    const q = order.length;
    const walk = ends(q, outputs, start, end);
    begin(joined, bothSides, start.t, end.t);
    for (let k = 0; k < outputs; k++) begin(sums[k].joined, sums[k].both, start.jumps[k], end.jumps[k]);
    const closed = start.closed.slice();
    for (let step = 1; step < q; step++) {
      const { first, last } = active[order[step - 1]];
      const final = last - 1;
      for (let c = first; c < final; c++) addTimes(joined, change[c], gates, c * units);
      const byGate = { factor: change[final], columns: gates, from: final * units };
      moveSides(joined, left, bothSides, byGate);
      for (let k = 0; k < outputs; k++) {
        for (let c = first; c < final; c++) addTimes(sums[k].joined, change[c], jumps[k], c * units);
        for (let c = first; c < last; c++) closed[k] += change[c] * weights.closed[k * change.length + c];
        moveSums(sums[k], words, { ...byGate, columns: jumps[k] }, found);
        const at = step * outputs + k;
        walk.along[at] = found[0] + closed[k];
        walk.against[at] = found[1] + (start.closed[k] + end.closed[k] - closed[k]);
      }
    }
    return walk;
  };
}

/** A walk with only its ends: b and x. */
function ends(q: number, outputs: number, start: Activations, end: Activations): Walk {
  const along = new Float64Array((q + 1) * outputs);
  const against = new Float64Array((q + 1) * outputs);
  along.set(start.outputs);
  against.set(end.outputs);
  // Without any player both are the same coalition.
  if (q === 0) return { along, against };
  along.set(end.outputs, q * outputs);
  against.set(start.outputs, q * outputs);
  return { along, against };
}

function begin(joined: Float64Array, both: Float64Array, start: Float64Array, end: Float64Array): void {
  joined.set(start);
  for (let f = 0; f < both.length; f++) both[f] = start[f] + end[f];
}

function addTimes(a: Float64Array, factor: number, b: Float64Array, from: number): void {
  if (factor === 0) return;
  for (let f = 0; f < a.length; f++) a[f] += factor * b[from + f];
}

/** A multiple of one column. */
interface Step {
  readonly factor: number;
  readonly columns: Float64Array;
  readonly from: number;
}

/** joined ← joined + step, left ← both − joined. */
function moveSides(joined: Float64Array, left: Float64Array, both: Float64Array, step: Step): void {
  const { factor, columns, from } = step;
  for (let f = 0; f < joined.length; f++) {
    const t = joined[f] + factor * columns[from + f];
    joined[f] = t;
    left[f] = both[f] - t;
  }
}

interface Sums {
  readonly joined: Float64Array;
  readonly both: Float64Array;
}

/** p ← p + step, found ← Σ_f 1{joined_f ≥ 0} p_f, Σ_f 1{left_f ≥ 0} (both_f − p_f); the sides as their words, whose first bit is 1 below 0. */
function moveSums(
  { joined: p, both }: Sums,
  sides: { readonly joined: Int32Array; readonly left: Int32Array },
  { factor, columns, from }: Step,
  found: Float64Array,
): void {
  const { joined, left } = sides;
  let ofJoined = 0;
  let ofLeft = 0;
  for (let f = 0; f < p.length; f++) {
    const jump = p[f] + factor * columns[from + f];
    p[f] = jump;
    ofJoined += (1 + (joined[2 * f + highWord] >> 31)) * jump;
    ofLeft += (1 + (left[2 * f + highWord] >> 31)) * (both[f] - jump);
  }
  found[0] = ofJoined;
  found[1] = ofLeft;
}
