import { currentBackend, type WalkTable } from "../numerics/index.js";
import type { PlacedOrder, Player, Walks } from "./games.js";

/**
 * The walks of a sum over gates along orders of its players, and against them at the same time:
 *
 *   t(S ∪ i) = t(S) + Σ_{c∈i} (z_c(x) − z_c(b)) g_c,   t(N∖S) = t(∅) + t(N) − t(S),
 *
 * and the jumps p likewise. The numeric core makes all walks of a row at once. Does not do: the map of the outputs.
 */
export interface GateWeights {
  /** m, an even number: a gate of zeros is added where it was not. */
  readonly units: number;
  /** d×m */
  readonly gates: Float64Array;
  /** K times d×m, times open_j − closed_j: views of `allJumps`. */
  readonly jumps: readonly Float64Array[];
  /** K×d×m */
  readonly allJumps: Float64Array;
  /** K×d: Σ_j closed_j w_jk. */
  readonly closed: Float64Array;
}

/** A row: t (m) and the jumps p (K times m), views of `all`; the closed part (K), and the sum of it all (K). */
export interface Activations {
  readonly t: Float64Array;
  readonly jumps: readonly Float64Array[];
  /** (1 + K)×m */
  readonly all: Float64Array;
  readonly closed: Float64Array;
  readonly outputs: Float64Array;
}

/** The rows of the background, mapped. */
interface Places {
  /** B×d */
  readonly points: Float64Array;
  readonly places: readonly Activations[];
}

/** The row x, mapped. */
interface End {
  readonly point: Float64Array;
  readonly activations: Activations;
}

/** A function of a row and orders, which gives v along them. */
export function gateWalker(weights: GateWeights, players: readonly Player[], background: Places) {
  const { points, places } = background;
  const { units, gates, allJumps: jumps, closed } = weights;
  const outputs = weights.jumps.length;
  const inputs = closed.length / outputs;
  const starts = new Float64Array(places.length * (1 + outputs) * units);
  places.forEach(({ all }, place) => void starts.set(all, place * all.length));
  const groups = Int32Array.of(0, ...players.map(({ last }) => last));
  const table = { units, inputs, outputs, gates, jumps, groups, points, starts };
  return (to: End, orders: readonly PlacedOrder[]): Walks => {
    const walks = laidOut(orders);
    const sums = new Float64Array(2 * walks.steps.length * outputs);
    currentBackend().walkGates(table, { point: to.point, activations: to.activations.all }, walks, sums);
    return withEnds(sums, orders, { table, places, closed, to });
  };
}

/** Orders as the core takes them, one after the other. */
function laidOut(orders: readonly PlacedOrder[]) {
  const offsets = new Int32Array(orders.length + 1);
  orders.forEach(({ order }, w) => {
    offsets[w + 1] = offsets[w] + order.length;
  });
  const steps = new Int32Array(offsets[orders.length]);
  orders.forEach(({ order }, w) => void steps.set(order, offsets[w]));
  return { places: Int32Array.from(orders, ({ place }) => place), steps, offsets };
}

interface Context {
  readonly table: WalkTable;
  readonly places: readonly Activations[];
  readonly closed: Float64Array;
  readonly to: End;
}

/** The sums over gates as v: with the closed part, and with both ends, which are those of the rows themselves. */
function withEnds(sums: Float64Array, orders: readonly PlacedOrder[], { table, places, closed, to }: Context): Walks {
  const { inputs: d, outputs: K, groups, points } = table;
  const end = to.activations;
  const along = new Float64Array(sums.length / 2 + orders.length * K);
  const against = new Float64Array(along.length);
  let [row, step] = [0, 0];
  for (const { place, order } of orders) {
    const start = places[place];
    const flat = start.closed.slice();
    along.set(start.outputs, row * K);
    against.set(end.outputs, row++ * K);
    for (let s = 0; s < order.length; s++, step++, row++) {
      const isLast = s === order.length - 1;
      for (let k = 0; k < K; k++) {
        for (let c = groups[order[s]]; c < groups[order[s] + 1]; c++) {
          flat[k] += closed[k * d + c] * (to.point[c] - points[place * d + c]);
        }
        const [at, of] = [row * K + k, 2 * (step * K + k)];
        along[at] = isLast ? end.outputs[k] : sums[of] + flat[k];
        against[at] = isLast ? start.outputs[k] : sums[of + 1] + (start.closed[k] + end.closed[k] - flat[k]);
      }
    }
  }
  return { along, against };
}
