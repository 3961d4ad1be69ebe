import { dot } from "../../linear-algebra/vectors.js";
import type { GatedSum } from "../gated-sum.js";
import { openGates } from "../local-piece.js";
import type { NearestProblem } from "./nearest-problem.js";

/** The numbers that may change. */
export interface Lines {
  readonly problem: NearestProblem;
  readonly sum: GatedSum;
  readonly columns: readonly { readonly column: number; readonly group: number }[];
}

/** A row with some choices made: where moves of the numbers begin. */
export interface Base {
  readonly row: Float64Array;
  readonly key: string;
  /** Choices that differ from x. */
  readonly cost: number;
  readonly lastGroup: number;
  /** m: the gates here. */
  readonly t: Float64Array;
  readonly open: readonly boolean[];
  /** m×K: z·w + c. */
  readonly p: Float64Array;
  /** m: no gate turns within this Σ|δ|. */
  readonly reach: Float64Array;
  /** How far each number may fall (at most 0) and rise, in standardised units. */
  readonly least: Float64Array;
  readonly most: Float64Array;
}

type Start = Pick<Base, "row" | "lastGroup" | "cost"> & { readonly z: Float64Array };

export function baseOf({ problem, sum, columns }: Lines, { row, z, lastGroup, cost }: Start): Base {
  const { inputs: d, outputs, units, gates, weights, constants } = sum;
  const product = (a: Float64Array, at: number) => dot(a.subarray(at * d, (at + 1) * d), z);
  const t = Float64Array.from({ length: units }, (_, j) => product(gates, j));
  const p = Float64Array.from({ length: units * outputs }, (_, at) => product(weights, at) + constants[at]);
  const reach = Float64Array.from(t, (value, j) => {
    const steepest = Math.max(0, ...columns.map(({ column }) => Math.abs(gates[j * d + column])));
    return steepest > 0 ? Math.abs(value) / steepest : Number.POSITIVE_INFINITY;
  });
  const ends = columns.map(({ column, group }) => endsOf(problem, column, group, row[column]));
  const least = Float64Array.from(ends, ([low]) => low);
  const most = Float64Array.from(ends, ([, high]) => high);
  const open = openGates(sum, z);
  return { row, key: [...row].join(" "), cost, lastGroup, t, open, p, reach, least, most };
}

/** The bounds of a number as moves from its value, which may lie outside of them: then it may stay. */
function endsOf({ model, changes }: NearestProblem, column: number, group: number, value: number) {
  const change = changes[group];
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = change.kind === "number" ? change : {};
  const factor = model.network.columns.factor[column];
  const moves = [Math.min(0, (least - value) * factor), Math.max(0, (most - value) * factor)];
  return factor > 0 ? moves : [-moves[1], -moves[0]];
}

/**
 * For each number alone, either way, the first place on its line where the outcome is the wanted one: the network is affine between the places where
 * a gate turns, so this is exact.
 * @param within places further away are left out
 * @returns rows, a hair beyond these places
 */
export function scanLines(lines: Lines, base: Base, within: number): Float64Array[] {
  const { factor } = lines.problem.model.network.columns;
  return lines.columns.flatMap(({ column }, at) =>
    [-1, 1].flatMap((sign) => {
      const end = Math.min(within, sign > 0 ? base.most[at] : -base.least[at]);
      const distance = firstOnLine(lines, base, column, sign, end);
      if (distance === undefined) return [];
      const row = base.row.slice();
      row[column] += (sign * distance) / factor[column];
      return [row];
    }),
  );
}

function firstOnLine({ problem, sum }: Lines, base: Base, column: number, sign: number, end: number) {
  const { inputs: d, outputs, units, gates, weights, open, closed } = sum;
  const values = problem.bounds.map(({ least }) => -least);
  const slopes = problem.bounds.map(() => 0);
  const add = (j: number, slope: number) =>
    problem.bounds.forEach(({ weights: share }, at) => {
      for (let k = 0; k < outputs; k++) {
        values[at] += slope * share[k] * base.p[j * outputs + k];
        slopes[at] += slope * share[k] * sign * weights[(j * outputs + k) * d + column];
      }
    });
  const turns: { readonly at: number; readonly gate: number }[] = [];
  for (let j = 0; j < units; j++) {
    add(j, base.open[j] ? open[j] : closed[j]);
    const towards = sign * gates[j * d + column] * (base.open[j] ? -1 : 1);
    const at = Math.abs(base.t[j]) / towards;
    if (towards > 0 && at <= end) turns.push({ at, gate: j });
  }
  turns.sort((a, b) => a.at - b.at);
  let from = 0;
  for (let next = 0; next <= turns.length; next++) {
    const to = Math.min(end, turns[next]?.at ?? end);
    const found = firstWhereAll(values, slopes, from, to);
    if (found !== undefined) return found;
    if (next === turns.length) return undefined;
    const { gate } = turns[next];
    add(gate, (open[gate] - closed[gate]) * (base.open[gate] ? -1 : 1));
    from = to;
  }
  return undefined;
}

/** The first s in (from, to) with values + slopes·s > 0 throughout, a hair beyond; undefined where there is none. */
function firstWhereAll(values: readonly number[], slopes: readonly number[], from: number, to: number) {
  let [low, high] = [from, to];
  for (const [at, value] of values.entries()) {
    const root = -value / slopes[at];
    if (slopes[at] > 0) low = Math.max(low, root);
    else if (slopes[at] < 0) high = Math.min(high, root);
    else if (value <= 0) return undefined;
  }
  const hair = low + 1e-9 * Math.max(1, low);
  if (hair < high) return hair;
  return low < high ? (low + high) / 2 : undefined;
}
