import type { Matrix } from "../linear-algebra/matrix.js";
import { transposeOf } from "../linear-algebra/vectors.js";
import type { InnerNetwork } from "../models/inner-network.js";
import type { Network } from "../models/raw-network.js";
import { mapColumns, mapOutputs } from "../networks/affine-map.js";
import { type GamesOfRow, type Player, playersWhere, type Walk } from "./games.js";
import { type Activations, type GateWeights, gateWalker, type Pair } from "./gate-walk.js";
import type { GatedSum } from "./gated-sum.js";
import { type Turning, tableOf } from "./turning-gates.js";

/**
 * Games of a sum over gates without one prediction: t_j = z·g_j and p_jk = z·w_jk + c_jk are sums over the players,
 *
 *   t_j(S) = t_j(b) + Σ_{i∈S} (t_j(x) − t_j(b))_i,   f_k(S) = Σ_j (closed_j + (open_j − closed_j)·1{t_j(S) ≥ 0}) p_jk(S),
 *
 * so one more player is one addition a gate. The closed part, and gates that no coalition of this pair of rows can turn, are linear and join in one
 * number a player where all coalitions are gone through. Does not do: networks of more layers.
 */
export function additiveGames(
  network: Pick<Network<InnerNetwork>, "columns" | "outputs">,
  sum: GatedSum,
  players: readonly Player[],
  background: Matrix,
): GamesOfRow {
  const gates = byColumn(sum);
  const d = sum.inputs;
  const zb = mapColumns(network.columns, background).values;
  const places = Array.from({ length: background.rows }, (_, row) =>
    activationsAt(sum, gates, zb.subarray(row * d, (row + 1) * d)),
  );
  const walk = gateWalker(gates, sum.outputs);
  const finished = (values: Float64Array) => mapOutputs(network.outputs, values);
  return (row) => {
    const zx = mapColumns(network.columns, row).values;
    const end = activationsAt(sum, gates, zx);
    return (place) => {
      const change = Float64Array.from(zx, (value, c) => value - zb[place * d + c]);
      const active = playersWhere(players, (c) => change[c] !== 0);
      const pair = { change, active: active.map((player) => players[player]), start: places[place], end };
      return {
        active,
        table: () => finished(tableOf(partsOf(sum, gates, pair))),
        walks: (orders) =>
          orders.map((order): Walk => {
            const { along, against } = walk(pair, order);
            return { along: finished(along), against: finished(against) };
          }),
      };
    };
  };
}

function byColumn({ inputs: d, outputs, units, gates, weights, open, closed }: GatedSum): GateWeights {
  const linear = new Float64Array(outputs * d);
  const jumps = Array.from({ length: outputs }, () => new Float64Array(d * units));
  for (let j = 0; j < units; j++) {
    for (let k = 0; k < outputs; k++) {
      for (let c = 0; c < d; c++) {
        const weight = weights[(j * outputs + k) * d + c];
        jumps[k][c * units + j] = (open[j] - closed[j]) * weight;
        linear[k * d + c] += closed[j] * weight;
      }
    }
  }
  return { units, gates: transposeOf(gates, units, d), jumps, closed: linear };
}

function activationsAt(sum: GatedSum, { gates, jumps, closed }: GateWeights, z: Float64Array): Activations {
  const { inputs: d, outputs, units, constants } = sum;
  const products = (a: Float64Array) => {
    const out = new Float64Array(units);
    for (let c = 0; c < d; c++) for (let j = 0; j < units; j++) out[j] += z[c] * a[c * units + j];
    return out;
  };
  const flat = new Float64Array(outputs);
  const atZ = jumps.map((jump, k) => {
    const p = products(jump);
    for (let c = 0; c < d; c++) flat[k] += z[c] * closed[k * d + c];
    for (let j = 0; j < units; j++) {
      p[j] += (sum.open[j] - sum.closed[j]) * constants[j * outputs + k];
      flat[k] += sum.closed[j] * constants[j * outputs + k];
    }
    return p;
  });
  const t = products(gates);
  const out = flat.map((value, k) => {
    let total = value;
    for (let j = 0; j < units; j++) if (t[j] >= 0) total += atZ[k][j];
    return total;
  });
  return { t, jumps: atZ, closed: flat, outputs: out };
}

function partsOf(sum: GatedSum, weights: GateWeights, pair: Pair): Turning {
  const { inputs: d, outputs, units } = sum;
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
