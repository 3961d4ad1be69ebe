import { matrix } from "../../linear-algebra/matrix.js";
import { mapColumns } from "../../networks/affine-map.js";
import { leastMoves } from "../../optimisation/least-moves.js";
import type { GatedSum } from "../gated-sum.js";
import { type Base, baseOf, type Lines, scanLines } from "./nearest-lines.js";
import { distanceOf, type NearestChange, type NearestProblem } from "./nearest-problem.js";

/**
 * The nearest row of a sum over gates. A node is a set of choices and a side of every gate; in it the network is affine, so the least Σ|δ_c| over the
 * numbers (in the network's own units) is a linear program. Nodes are taken by the least distance that they can have. A gate at |t_j| cannot turn
 * within |t_j| / max_c |g_jc|, so gates that cannot turn below the best distance so far are left out of every program. Segments from x pass through
 * pieces that touch, so that turning one gate at a time reaches every piece in order. Yields between nodes.
 */
export function searchPieces(problem: NearestProblem, sum: GatedSum): Generator<undefined, NearestChange> {
  const search = new PieceSearch(problem, sum);
  return search.run();
}

/** Choices with their base row, and later a side of every gate. */
interface Node {
  readonly bound: number;
  readonly base: Base;
  /** Gates on the other side than at the base; absent for the choices themselves. */
  readonly turned?: readonly number[];
  /** Whether the bound is the piece's own distance. */
  readonly isMeasured?: boolean;
}

/** How far inside of a piece, and beyond a bound, the answer stays, in standardised units. */
const margin = 1e-9;

class PieceSearch {
  private readonly queue: Node[] = [];
  private readonly seen = new Set<string>();
  private readonly lines: Lines;
  private best: Float64Array | null = null;
  private distance = Number.POSITIVE_INFINITY;

  constructor(
    private readonly problem: NearestProblem,
    private readonly sum: GatedSum,
  ) {
    const { factor } = problem.model.network.columns;
    const columns = problem.groups.flatMap(({ first }, group) =>
      problem.changes[group].kind === "number" && factor[first] !== 0 ? [{ column: first, group }] : [],
    );
    this.lines = { problem, sum, columns };
  }

  *run(): Generator<undefined, NearestChange> {
    this.push({ bound: 0, base: this.baseAt(this.problem.x, -1, 0) });
    let [steps, proved] = [0, 0];
    for (;;) {
      yield undefined;
      const node = this.pop();
      proved = Math.min(this.distance, node?.bound ?? this.distance);
      if (!node || node.bound >= this.distance - margin || steps++ >= this.problem.pieces) break;
      if (node.turned === undefined) this.open(node);
      else this.visit(node, node.turned);
    }
    const isNearest = this.best !== null && proved >= this.distance - margin;
    const atLeast = Math.max(0, proved - 1e-8);
    return { row: this.best, distance: this.distance, atLeast, isNearest, method: "pieces" };
  }

  /** Choices: their lines, their own piece, and one choice more. */
  private open({ base }: Node): void {
    this.offer(base.row);
    for (const row of scanLines(this.lines, base, this.distance - base.cost)) this.offer(row);
    this.push({ bound: base.cost, base, turned: [] });
    const { groups, changes, x } = this.problem;
    for (let group = base.lastGroup + 1; group < groups.length; group++) {
      const change = changes[group];
      if (change.kind !== "choice") continue;
      for (const choice of change.choices) {
        const row = base.row.slice();
        row.set(choice, groups[group].first);
        if (choice.every((value, c) => value === x[groups[group].first + c])) continue;
        const cost = base.cost + 1;
        if (cost < this.distance) this.push({ bound: cost, base: this.baseAt(row, group, cost) });
      }
    }
  }

  /** A piece: measured first, then searched, then left through every gate that may turn in time. */
  private visit({ base, isMeasured }: Node, turned: readonly number[]): void {
    const near = this.gatesWithin(base);
    if (!isMeasured) {
      const moves =
        turned.length === 0 ? new Float64Array(this.lines.columns.length) : this.solve(base, near, turned, false);
      if (!moves) return;
      const bound = base.cost + lengthOf(moves);
      if (bound < this.distance) this.push({ bound, base, turned, isMeasured: true });
      return;
    }
    const moves = this.solve(base, near, turned, true);
    if (moves) this.offer(this.rowAt(base, moves));
    for (const gate of near) {
      const next = turned.includes(gate)
        ? turned.filter((each) => each !== gate)
        : [...turned, gate].sort((a, b) => a - b);
      const key = `${base.key}:${next.join(",")}`;
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      const bound = base.cost + Math.max(0, ...next.map((each) => base.reach[each]));
      if (bound < this.distance) this.push({ bound, base, turned: next });
    }
  }

  /** Gates that may turn before the best distance so far. */
  private gatesWithin(base: Base): number[] {
    const left = this.distance - base.cost;
    return Array.from(base.reach.keys()).filter((gate) => base.reach[gate] < left);
  }

  /** The shortest moves into a piece, or to the wanted outcome within it. */
  private solve(base: Base, near: readonly number[], turned: readonly number[], wanted: boolean) {
    const { columns } = this.lines;
    const rows: number[][] = [];
    const least: number[] = [];
    const isTurned = new Set(turned);
    for (const gate of near) {
      const sign = base.open[gate] !== isTurned.has(gate) ? 1 : -1;
      const gradient = columns.map(({ column }) => sign * this.sum.gates[gate * this.sum.inputs + column]);
      rows.push(gradient);
      least.push(margin * Math.max(...gradient.map(Math.abs)) - sign * base.t[gate]);
    }
    columns.forEach((_, at) => {
      const unit = (value: number) => columns.map((_each, place) => (place === at ? value : 0));
      for (const [sign, end] of [[-1, -base.most[at]] as const, [1, base.least[at]] as const]) {
        if (!Number.isFinite(end)) continue;
        rows.push(unit(sign));
        least.push(end);
      }
    });
    if (wanted) {
      for (const { gradient, missing } of this.outcomeRows(base, isTurned)) {
        rows.push(gradient);
        least.push(missing);
      }
    }
    const costs = new Float64Array(columns.length).fill(1);
    return leastMoves({ costs, a: Float64Array.from(rows.flat()), b: Float64Array.from(least) });
  }

  /** The bounds of the outcome as they are in a piece. */
  private outcomeRows(base: Base, turned: ReadonlySet<number>) {
    const { inputs: d, outputs, units, weights } = this.sum;
    const { columns } = this.lines;
    return this.problem.bounds.map(({ weights: share, least }) => {
      const gradient = columns.map(() => 0);
      let value = 0;
      for (let j = 0; j < units; j++) {
        const slope = base.open[j] !== turned.has(j) ? this.sum.open[j] : this.sum.closed[j];
        for (let k = 0; k < outputs; k++) {
          const by = slope * share[k];
          if (by === 0) continue;
          value += by * base.p[j * outputs + k];
          columns.forEach(({ column }, at) => {
            gradient[at] += by * weights[(j * outputs + k) * d + column];
          });
        }
      }
      const size = Math.max(Math.abs(value), Math.abs(least), ...gradient.map(Math.abs));
      return { gradient, missing: least - value + margin * size };
    });
  }

  private rowAt({ row }: Base, moves: Float64Array): Float64Array {
    const { factor } = this.problem.model.network.columns;
    const moved = row.slice();
    this.lines.columns.forEach(({ column }, at) => {
      if (moves[at] !== 0) moved[column] = row[column] + moves[at] / factor[column];
    });
    return moved;
  }

  private baseAt(row: Float64Array, lastGroup: number, cost: number): Base {
    const z = mapColumns(this.problem.model.network.columns, matrix(1, row.length, row)).values;
    return baseOf(this.lines, { row, z, lastGroup, cost });
  }

  /** Takes a row that is nearer and has the wanted outcome as the model says. */
  private offer(row: Float64Array): void {
    const distance = distanceOf(this.problem, row);
    if (distance >= this.distance || !this.problem.holds(row)) return;
    [this.best, this.distance] = [row, distance];
  }

  private push(node: Node): void {
    let at = this.queue.push(node) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.queue[parent].bound <= this.queue[at].bound) return;
      [this.queue[parent], this.queue[at]] = [this.queue[at], this.queue[parent]];
      at = parent;
    }
  }

  private pop(): Node | undefined {
    const first = this.queue[0];
    const last = this.queue.pop();
    if (this.queue.length === 0 || !last) return first;
    this.queue[0] = last;
    for (let at = 0; ; ) {
      const children = [2 * at + 1, 2 * at + 2].filter((child) => child < this.queue.length);
      const least = children.reduce(
        (best, child) => (this.queue[child].bound < this.queue[best].bound ? child : best),
        at,
      );
      if (least === at) return first;
      [this.queue[least], this.queue[at]] = [this.queue[at], this.queue[least]];
      at = least;
    }
  }
}

const lengthOf = (moves: Float64Array): number => moves.reduce((sum, value) => sum + Math.abs(value), 0);
