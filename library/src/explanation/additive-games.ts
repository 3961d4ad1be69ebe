import type { Matrix } from "../linear-algebra/matrix.js";
import { transposeOf } from "../linear-algebra/vectors.js";
import type { InnerNetwork } from "../models/inner-network.js";
import type { Network } from "../models/raw-network.js";
import { mapColumns, mapOutputs } from "../networks/affine-map.js";
import { type Games, type GamesOfRow, type PlacedOrder, type Player, playersThatDiffer, type Walks } from "./games.js";
import { type Activations, type GateWeights, gateWalker } from "./gate-walks.js";
import type { GatedSum } from "./gated-sum.js";
import { type Turning, tableOf } from "./turning-gates.js";

/**
 * Games of a sum over gates without one prediction: t_j = z·g_j and p_jk = z·w_jk + c_jk are sums over the players,
 *
 *   t_j(S) = t_j(b) + Σ_{i∈S} (t_j(x) − t_j(b))_i,   f_k(S) = Σ_j (closed_j + (open_j − closed_j)·1{t_j(S) ≥ 0}) p_jk(S),
 *
 * so one more player is one addition a gate. The closed part, and gates that no
 * coalition of this pair of rows can turn, are linear and join in one number a player where all coalitions are gone through. Does not do: networks
 * of more layers.
 */
export function additiveGames(
  network: Pick<Network<InnerNetwork>, "columns" | "outputs">,
  sum: GatedSum,
  players: readonly Player[],
  background: Matrix,
): GamesOfRow {
  const weights = byColumn(sum);
  const d = sum.inputs;
  const points = mapColumns(network.columns, background).values;
  const pointAt = (place: number) => points.subarray(place * d, (place + 1) * d);
  const places = Array.from({ length: background.rows }, (_, row) => activationsAt(sum, weights, pointAt(row)));
  const walk = gateWalker(weights, players, { points, places });
  const shared = { network, sum, players, weights, points, places, walk };
  return (row) => new AdditiveGames(shared, mapColumns(network.columns, row).values);
}

/** What does not depend on the row that is explained. */
interface Shared {
  readonly network: Pick<Network<InnerNetwork>, "outputs">;
  readonly sum: GatedSum;
  readonly players: readonly Player[];
  readonly weights: GateWeights;
  /** B×d, mapped. */
  readonly points: Float64Array;
  readonly places: readonly Activations[];
  readonly walk: ReturnType<typeof gateWalker>;
}

class AdditiveGames implements Games {
  readonly active: readonly (readonly number[])[];

  /** @param point the row, mapped */
  constructor(
    private readonly shared: Shared,
    private readonly point: Float64Array,
  ) {
    this.active = playersThatDiffer(shared.players, point, shared.points);
  }

  *table(place: number): Generator<undefined, Float64Array> {
    yield undefined;
    const { network, sum, players, weights, points, places } = this.shared;
    const change = this.point.map((value, c) => value - points[place * sum.inputs + c]);
    const pair = { change, active: this.active[place].map((player) => players[player]), start: places[place] };
    return mapOutputs(network.outputs, tableOf(partsOf(sum, weights, pair)));
  }

  *walks(orders: readonly PlacedOrder[]): Generator<undefined, Walks> {
    yield undefined;
    const { network, sum, weights, walk } = this.shared;
    const { along, against } = walk(
      { point: this.point, activations: activationsAt(sum, weights, this.point) },
      orders,
    );
    return { along: mapOutputs(network.outputs, along), against: mapOutputs(network.outputs, against) };
  }
}

/** A row against a row b of the background. */
interface Pair {
  /** z(x) − z(b), d */
  readonly change: Float64Array;
  readonly active: readonly Player[];
  /** At b. */
  readonly start: Activations;
}

function byColumn({ inputs: d, outputs, units, gates, weights, open, closed }: GatedSum): GateWeights {
  const even = units + (units % 2);
  const linear = new Float64Array(outputs * d);
  const byGate = new Float64Array(even * d);
  byGate.set(gates);
  const allJumps = new Float64Array(outputs * d * even);
  const jumps = Array.from({ length: outputs }, (_, k) => allJumps.subarray(k * d * even, (k + 1) * d * even));
  for (let j = 0; j < units; j++) {
    for (let k = 0; k < outputs; k++) {
      for (let c = 0; c < d; c++) {
        const weight = weights[(j * outputs + k) * d + c];
        jumps[k][c * even + j] = (open[j] - closed[j]) * weight;
        linear[k * d + c] += closed[j] * weight;
      }
    }
  }
  return { units: even, gates: transposeOf(byGate, even, d), jumps, allJumps, closed: linear };
}

function activationsAt(sum: GatedSum, { units, gates, jumps, closed }: GateWeights, z: Float64Array): Activations {
  const { inputs: d, outputs, constants } = sum;
  const all = new Float64Array((1 + outputs) * units);
  const part = (k: number) => all.subarray(k * units, (k + 1) * units);
  const addProducts = (a: Float64Array, out: Float64Array) => {
    for (let c = 0; c < d; c++) for (let j = 0; j < units; j++) out[j] += z[c] * a[c * units + j];
  };
  const t = part(0);
  addProducts(gates, t);
  const flat = new Float64Array(outputs);
  const found = new Float64Array(outputs);
  const atZ = jumps.map((jump, k) => {
    const p = part(1 + k);
    addProducts(jump, p);
    for (let c = 0; c < d; c++) flat[k] += z[c] * closed[k * d + c];
    for (let j = 0; j < sum.units; j++) {
      p[j] += (sum.open[j] - sum.closed[j]) * constants[j * outputs + k];
      flat[k] += sum.closed[j] * constants[j * outputs + k];
    }
    found[k] = flat[k];
    for (let j = 0; j < units; j++) if (t[j] >= 0) found[k] += p[j];
    return p;
  });
  return { t, jumps: atZ, all, closed: flat, outputs: found };
}

function partsOf(sum: GatedSum, weights: GateWeights, pair: Pair): Turning {
  const { inputs: d, outputs } = sum;
  const { units } = weights;
  const { change, active, start } = pair;
  const { steps, always, turning } = sortGates(units, weights.gates, pair);
  const base = start.closed.slice();
  const linear = new Float64Array(active.length * outputs);
  const size = turning.length;
  const t = new Float64Array((active.length + 1) * size);
  for (let f = 0; f < size; f++) t[f] = start.t[turning[f]];
  for (let i = 0; i < active.length; i++) {
    for (let f = 0; f < size; f++) t[(i + 1) * size + f] = steps[i * units + turning[f]];
  }
  const p = Array.from({ length: outputs }, () => new Float64Array(t.length));
  for (let k = 0; k < outputs; k++) {
    for (let a = 0; a < always.length; a++) base[k] += start.jumps[k][always[a]];
    for (let f = 0; f < size; f++) p[k][f] = start.jumps[k][turning[f]];
    active.forEach(({ first, last }, i) => {
      const to = p[k].subarray((i + 1) * size, (i + 2) * size);
      let added = 0;
      for (let c = first; c < last; c++) {
        if (change[c] === 0) continue;
        const column = weights.jumps[k].subarray(c * units, (c + 1) * units);
        let open = 0;
        for (let a = 0; a < always.length; a++) open += column[always[a]];
        for (let f = 0; f < size; f++) to[f] += change[c] * column[turning[f]];
        added += change[c] * (open + weights.closed[k * d + c]);
      }
      linear[i * outputs + k] = added;
    });
  }
  return { outputs, players: active.length, base, linear, gates: size, t, p };
}

/** The gates that are open in every coalition, those that turn, and what each player adds to every t (P×m). */
function sortGates(units: number, gates: Float64Array, { change, active, start }: Pair) {
  const steps = new Float64Array(active.length * units);
  const low = start.t.slice();
  const high = start.t.slice();
  active.forEach(({ first, last }, i) => {
    const step = steps.subarray(i * units, (i + 1) * units);
    for (let c = first; c < last; c++) {
      const by = change[c];
      if (by === 0) continue;
      for (let j = 0; j < units; j++) step[j] += by * gates[c * units + j];
    }
    for (let j = 0; j < units; j++) {
      // No branch: a processor could not foresee it.
      const size = Math.abs(step[j]);
      low[j] += (step[j] - size) / 2;
      high[j] += (step[j] + size) / 2;
    }
  });
  const always: number[] = [];
  const turning: number[] = [];
  for (let j = 0; j < units; j++) {
    if (low[j] >= 0) always.push(j);
    else if (high[j] >= 0) turning.push(j);
  }
  return { steps, always, turning };
}
