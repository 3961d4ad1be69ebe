import { type ExactReluProgram, type GatedReluProgram, type Loss, predictionsOf } from "halfspace";
import { maskBit } from "halfspace/geometry";
import { type Column, type Cones, solveConic } from "./conic-solver.js";

/** The quantile and the Huber δ that `conicLossOptimum` knows the losses by. */
export const conicQuantile = 0.3;
export const conicDelta = 0.5;

/** Rows Ax + s = b of one cone, put together at the end in the order the solver wants: zero, nonnegative, second-order, exponential. */
interface Row {
  readonly entries: readonly (readonly [variable: number, value: number])[];
  readonly constant: number;
}

/** A conic program under construction: the slack of a row is constant + Σ value · variable. */
class ConicModel {
  readonly costs: number[] = [];
  readonly squares: number[] = [];
  constant = 0;
  readonly rows = { zero: [] as Row[], positive: [] as Row[], ball: [] as Row[], exponential: [] as Row[] };
  readonly balls: number[] = [];

  /** A new variable with cost · x + square · x². */
  variable(cost = 0, square = 0): number {
    this.costs.push(cost);
    this.squares.push(square);
    return this.costs.length - 1;
  }

  row(kind: keyof ConicModel["rows"], constant: number, ...entries: (readonly [number, number])[]): void {
    this.rows[kind].push({ entries, constant });
  }

  /** p ≥ e^(Σ entries) */
  exponential(p: number, ...entries: (readonly [number, number])[]): void {
    this.row("exponential", 0, ...entries);
    this.row("exponential", 1);
    this.row("exponential", 0, [p, 1]);
  }

  /** The least Σ value · variable where the constant, the costs and the squares together are at most a limit. */
  leastUnder(limit: number, linear: ReadonlyMap<number, number>): Promise<number> {
    // v = limit − costs, and Σ square · x² ≤ v as ‖(2√square · x, v − 1)‖ ≤ v + 1.
    const entries = this.costs.flatMap((cost, k) => (cost === 0 ? [] : [[k, cost] as const]));
    const squares = this.squares.flatMap((square, k) => (square === 0 ? [] : [[k, 2 * Math.sqrt(square)] as const]));
    const v = this.variable();
    this.row("zero", limit - this.constant, [v, -1], ...entries.map(([k, cost]) => [k, -cost] as const));
    this.balls.push(squares.length + 2);
    this.row("ball", 1, [v, 1]);
    this.row("ball", -1, [v, 1]);
    for (const entry of squares) this.row("ball", 0, entry);
    this.costs.forEach((_, k) => void (this.costs[k] = linear.get(k) ?? 0));
    this.squares.fill(0);
    this.constant = 0;
    return this.optimum();
  }

  async optimum(): Promise<number> {
    const columns: Column[] = this.costs.map(() => []);
    const b: number[] = [];
    for (const { entries, constant } of Object.values(this.rows).flat()) {
      for (const [variable, value] of entries) columns[variable].push([b.length, -value]);
      b.push(constant);
    }
    const cones: Cones = {
      z: this.rows.zero.length,
      l: this.rows.positive.length,
      q: this.balls,
      qsize: this.balls.length,
      ep: this.rows.exponential.length / 3,
    };
    return this.constant + (await solveConic(columns, b, this.costs, this.squares, cones));
  }
}

/**
 * The optimum of the group program (8) with any of the eight losses by the splitting conic solver SCS: min Σ_j c_j l(u_j, y_j) + λ Σ_i t_i,
 * u = Σ Φ_iw_i, ‖w_i‖ ≤ t_i, each loss by its own definition as an epigraph: none of the library's loss code is used. Where the loss has
 * taken in an unpenalised constant, u = Σ Φ_iw_i + 1bᵀ with b free.
 */
export async function conicLossOptimum(program: GatedReluProgram): Promise<number> {
  return statedModel(program).model.optimum();
}

/**
 * The optimum of program (3) with another loss than its own, which is squared: the blocks v_i and −u_i lie in the cones of their masks, and where
 * columns are monotone each has its sign.
 */
export async function conicNetworkOptimum(program: ExactReluProgram, loss: Loss): Promise<number> {
  const { arrangement, inputs, monotone = [] } = program;
  const { model, blocks } = statedModel({ ...program, loss });
  blocks.forEach((w, b) => {
    const gate = b % arrangement.maskCount;
    for (let j = 0; j < inputs.rows; j++) {
      const side = maskBit(arrangement, j, gate) ? 1 : -1;
      model.row("positive", 0, ...w.map((variable, k) => [variable, side * inputs.values[j * w.length + k]] as const));
    }
    const turned = b < arrangement.maskCount ? 1 : -1;
    w.forEach((variable, k) => {
      const sign = turned * (monotone[k] ?? 0);
      if (sign !== 0) model.row("positive", 0, [variable, sign]);
    });
  });
  return model.optimum();
}

/** A row whose output is bounded, and which of the gates are open on it. */
export interface ConicRow {
  readonly values: Float64Array;
  readonly isOpen: (gate: number) => boolean;
  /** c */
  readonly direction: Float64Array;
}

/** The least cᵀ(Σ_i d_i(x) xᵀw_i + b) over all weights whose objective is at most a limit, by SCS. */
export function conicLeastOutput(
  program: GatedReluProgram,
  { values, isOpen, direction }: ConicRow,
  limit: number,
): Promise<number> {
  const { model, blocks, constants } = statedModel(program);
  const outputs = direction.length;
  const linear = new Map<number, number>(constants.map((variable, k) => [variable, direction[k]]));
  blocks.forEach((w, gate) => {
    if (!isOpen(gate)) return;
    w.forEach((variable, at) => void linear.set(variable, values[Math.floor(at / outputs)] * direction[at % outputs]));
  });
  return model.leastUnder(limit, linear);
}

/** The program with its variables. */
function statedModel(program: Pick<GatedReluProgram, "operator" | "data" | "lambda" | "loss">) {
  const { operator, data, lambda } = program;
  const { sampleCount: n, outputs, targets } = data;
  const model = new ConicModel();
  const u = Array.from(targets, () => model.variable());
  const size = operator.blockSize * outputs;
  const images: [number, number][][] = u.map((variable) => [[variable, 1]]);
  const blocks: number[][] = [];
  for (let block = 0; block < operator.blockCount; block++) {
    const w = Array.from({ length: size }, () => model.variable());
    blocks.push(w);
    const t = model.variable(lambda);
    w.forEach((variable, k) => {
      const unit = new Float64Array(size);
      unit[k] = 1;
      predictionsOf(program, { which: Int32Array.of(block), blocks: unit }).forEach((value, j) => {
        if (value !== 0) images[j].push([variable, -value]);
      });
    });
    model.balls.push(size + 1);
    model.row("ball", 0, [t, 1]);
    for (const variable of w) model.row("ball", 0, [variable, 1]);
  }
  const constants = program.loss.constant ? Array.from({ length: outputs }, () => model.variable()) : [];
  if (constants.length > 0) {
    images.forEach((entries, j) => {
      entries.push([constants[j % outputs], -1]);
    });
  }
  for (const entries of images) model.row("zero", 0, ...entries);
  for (let j = 0; j < n; j++) {
    const weight = data.weights?.[j] ?? 1;
    const row = { u: u.slice(j * outputs, (j + 1) * outputs), y: targets.subarray(j * outputs, (j + 1) * outputs) };
    epigraphs[program.loss.name](model, row, weight);
  }
  return { model, blocks, constants };
}

type Epigraph = (model: ConicModel, row: { readonly u: number[]; readonly y: Float64Array }, weight: number) => void;

const epigraphs: Record<string, Epigraph> = {
  squared(model, { u, y }, c) {
    u.forEach((variable, k) => {
      const residual = model.variable(0, c);
      model.row("zero", -y[k], [variable, 1], [residual, -1]);
    });
  },
  huber(model, { u, y }, c) {
    // min over a of a² + 2δ|r − a|
    const [a, e] = [model.variable(0, c), model.variable(2 * conicDelta * c)];
    model.row("positive", y[0], [e, 1], [u[0], -1], [a, 1]);
    model.row("positive", -y[0], [e, 1], [u[0], 1], [a, -1]);
  },
  quantile(model, { u, y }, c) {
    const e = model.variable(c);
    for (const slope of [conicQuantile, conicQuantile - 1]) model.row("positive", -slope * y[0], [e, 1], [u[0], slope]);
  },
  hinge(model, { u, y }, c) {
    const e = model.variable(c);
    model.row("positive", 0, [e, 1]);
    model.row("positive", -1, [e, 1], [u[0], y[0]]);
  },
  "squared-hinge"(model, { u, y }, c) {
    const e = model.variable(0, c);
    model.row("positive", 0, [e, 1]);
    model.row("positive", -1, [e, 1], [u[0], y[0]]);
  },
  logistic(model, { u, y }, c) {
    // log(1 + e^v) ≤ e  ⇔  e^(v−e) + e^(−e) ≤ 1
    const [e, p, q] = [model.variable(c), model.variable(), model.variable()];
    model.exponential(p, [u[0], -y[0]], [e, -1]);
    model.exponential(q, [e, -1]);
    model.row("positive", 1, [p, -1], [q, -1]);
  },
  poisson(model, { u, y }, c) {
    const e = model.variable(c);
    model.exponential(e, [u[0], 1]);
    model.costs[u[0]] -= c * y[0];
    if (y[0] > 0) model.constant += c * (y[0] * Math.log(y[0]) - y[0]);
  },
  softmax(model, { u, y }, c) {
    const e = model.variable(c);
    const parts = u.map((variable, k) => {
      const p = model.variable();
      model.exponential(p, [variable, 1], [e, -1]);
      model.costs[variable] -= c * y[k];
      return [p, -1] as const;
    });
    model.row("positive", 1, ...parts);
  },
};
