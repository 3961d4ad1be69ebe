import { type Arrangement, type ExactReluProgram, predictionsOf } from "halfspace";
import { maskBit } from "halfspace/geometry";
import type { SparseBlocks } from "halfspace/programs";
// @ts-expect-error the package comes without types
import createSCS from "scs-solver";

/** A column of A in  min ½xᵀPx + cᵀx, Ax + s = b, s in the cones  as [row, value] pairs. */
export type Column = [number, number][];

/** How many rows of each cone, in this order: zero, nonnegative, second-order (each with its size), exponential triples. */
export interface Cones {
  readonly z: number;
  readonly l: number;
  readonly q: number[];
  readonly qsize: number;
  readonly ep?: number;
}

/**
 * The optimum of program (3) by the splitting conic solver SCS, from the program's own operator and masks: variables r = Σ Φ_bw_b − y, w_b and
 * t_b ≥ ‖w_b‖; min rᵀr + λ Σ t_b. Of a monotone program the w_b also have the signs of their columns, turned around for the blocks −u_i.
 */
export async function conicOptimum(program: ExactReluProgram): Promise<number> {
  const { operator, inputs, arrangement, data, lambda, monotone = [] } = program;
  const [n, d, blocks] = [inputs.rows, inputs.columns, operator.blockCount];
  const equalities = n;
  const inequalities = blocks * (n + monotone.length);
  const columns: Column[] = [];
  for (let j = 0; j < n; j++) columns.push([[j, -1]]);
  const norms: Column[] = [];
  for (let b = 0; b < blocks; b++) {
    const ball = equalities + inequalities + b * (d + 1);
    norms.push([[ball, -1]]);
    for (let k = 0; k < d; k++) {
      const blocksOfUnit = new Float64Array(d);
      blocksOfUnit[k] = 1;
      const point: SparseBlocks = { which: Int32Array.of(b), blocks: blocksOfUnit };
      const image = predictionsOf(program, point);
      const column: Column = [];
      for (let j = 0; j < n; j++) if (image[j] !== 0) column.push([j, image[j]]);
      for (let j = 0; j < n; j++) {
        const gate = b % arrangement.maskCount;
        const words = arrangement.masks.length / arrangement.maskCount;
        const open = (arrangement.masks[gate * words + (j >> 5)] >>> (j & 31)) & 1;
        const value = inputs.values[j * d + k] * (open ? -1 : 1);
        if (value !== 0) column.push([equalities + b * n + j, value]);
      }
      const sign = (monotone[k] ?? 0) * (b < arrangement.maskCount ? -1 : 1);
      if (sign !== 0) column.push([equalities + blocks * n + b * d + k, sign]);
      column.push([ball + 1 + k, -1]);
      columns.push(column);
    }
  }
  columns.push(...norms);
  const variables = columns.length;
  const rows = equalities + inequalities + blocks * (d + 1);
  const b = new Array(rows).fill(0);
  for (let j = 0; j < n; j++) b[j] = data.targets[j];
  return solveConic(
    columns,
    b,
    columns.map((_, k) => (k >= variables - blocks ? lambda : 0)),
    columns.map((_, k) => (k < n ? 1 : 0)),
    {
      z: equalities,
      l: inequalities,
      q: new Array(blocks).fill(d + 1),
      qsize: blocks,
    },
  );
}

/** The optimum of (28) for one block: min t + s, t ≥ ‖v‖, s ≥ ‖u‖, x_jᵀ(v − u) = x_jᵀw on open rows, v, u ∈ K. */
export async function conicPair(
  inputs: readonly (readonly number[])[],
  arrangement: Arrangement,
  gate: number,
  w: Float64Array,
): Promise<number> {
  const d = w.length;
  const isOpen = inputs.map((_, j) => maskBit(arrangement, j, gate));
  const open = inputs.filter((_, j) => isOpen[j]);
  const cone = open.length;
  const ball = cone + 2 * inputs.length;
  const columns: Column[] = [];
  for (const side of [0, 1]) {
    for (let k = 0; k < d; k++) {
      const column: Column = open.map((row, j) => [j, side === 0 ? row[k] : -row[k]]);
      inputs.forEach((row, j) => {
        column.push([cone + side * inputs.length + j, isOpen[j] ? -row[k] : row[k]]);
      });
      column.push([ball + side * (d + 1) + 1 + k, -1]);
      columns.push(column);
    }
  }
  for (const side of [0, 1]) columns.push([[ball + side * (d + 1), -1]]);
  const b = new Array(ball + 2 * (d + 1)).fill(0);
  open.forEach((row, j) => {
    b[j] = row.reduce((sum, value, k) => sum + value * w[k], 0);
  });
  const costs = columns.map((_, k) => (k >= 2 * d ? 1 : 0));
  return solveConic(columns, b, costs, [], { z: open.length, l: 2 * inputs.length, q: [d + 1, d + 1], qsize: 2 });
}

/** min Σ squares_k x_k² + cᵀx, Ax + s = b, s in the cones. */
export async function solveConic(
  columns: Column[],
  b: number[],
  c: number[],
  squares: readonly number[],
  cones: Cones,
): Promise<number> {
  const SCS = await createSCS();
  const settings = new SCS.ScsSettings();
  SCS.setDefaultSettings(settings);
  Object.assign(settings, { epsAbs: 1e-9, epsRel: 1e-9, maxIters: 200_000, verbose: 0 });
  const solution = SCS.solve(
    {
      m: b.length,
      n: columns.length,
      ...compressed(columns),
      ...diagonal(columns.length, squares),
      b,
      c,
    },
    cones,
    settings,
  );
  return solution.info.pobj;
}

function diagonal(size: number, squares: readonly number[]) {
  const places = Array.from({ length: size }, (_, k) => k).filter((k) => squares[k] > 0);
  return {
    P_x: places.map((k) => 2 * squares[k]),
    P_i: places,
    P_p: Array.from({ length: size + 1 }, (_, k) => places.filter((place) => place < k).length),
  };
}

function compressed(columns: Column[]) {
  const pointers = [0];
  for (const column of columns) pointers.push(pointers[pointers.length - 1] + column.length);
  const entries = columns.flat();
  return { A_x: entries.map(([, value]) => value), A_i: entries.map(([row]) => row), A_p: pointers };
}
