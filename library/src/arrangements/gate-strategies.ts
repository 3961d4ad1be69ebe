import { InputError, requireOneOf, requireWholeNumber } from "../errors.js";
import { type Matrix, matrix, selectRows } from "../linear-algebra/matrix.js";
import { spreadEvenly } from "../linear-algebra/vectors.js";
import { logarithm } from "../numerics/elementary/index.js";
import { type RandomGenerator, randomGenerator } from "../random/generator.js";

/**
 * How gates are drawn. "gaussian": g ~ N(0, I), the measure of the NTK. "data-differences": g = x_a − x_b of two random rows. "sparse": N(0, 1)
 * on a few random columns, 0 on the others. "mixed": in turn Gaussian, and sparse with columns drawn by their entropy. "quantile": Gaussian, its
 * offset such that a set share of the rows is active.
 */
export type GateStrategy = "gaussian" | "data-differences" | "sparse" | "mixed" | "quantile";
/** The names of all ways to draw gates (docs/gate-strategies.md). */
export const gateStrategies: readonly GateStrategy[] = ["gaussian", "data-differences", "sparse", "mixed", "quantile"];

export interface GateStrategyOptions {
  readonly strategy: TableStrategy;
  readonly count: number;
  readonly seed: number;
  /** For "sparse": how many columns a gate looks at; default 3. */
  readonly features?: number | undefined;
  /** For "quantile": the share of rows that a gate lets through, in (0, 1); default 0.5. */
  readonly activeShare?: number | undefined;
  /** What each row counts for; all alike when absent. */
  readonly weights?: Float64Array | undefined;
}

/** Strategies that look at the table. */
export type TableStrategy = Exclude<GateStrategy, "gaussian">;

/**
 * Gates that look at the table they are for and never at the targets: d×count, one gate a column. Where the table has a
 * constant column (a bias), that column carries the offset. A gate from x_a − x_b then cuts the segment between the two
 * rows at a random place, and a sparse gate has a Gaussian offset. A larger count with the same seed begins with the
 * same gates.
 * @param x n×d
 * @throws InputError for "quantile" without a constant column, and options out of range
 */
export function gatesOfTable(x: Matrix, options: GateStrategyOptions): Matrix {
  const { strategy, count, seed } = options;
  requireOneOf("strategy", strategy, gateStrategies);
  const random = randomGenerator(seed);
  const columns = columnsOf(x);
  const draw = drawers[strategy](x, columns, options);
  const gates = new Float64Array(x.columns * count);
  const gate = new Float64Array(x.columns);
  for (let i = 0; i < count; i++) {
    gate.fill(0);
    draw(random, gate);
    for (let k = 0; k < x.columns; k++) gates[k * count + i] = gate[k];
  }
  return matrix(x.columns, count, gates);
}

/** Writes one gate into zeros. */
type Drawer = (random: RandomGenerator, gate: Float64Array) => void;

/** Columns that vary, and the first that is constant and not zero (−1 without one). */
interface Columns {
  readonly varying: readonly number[];
  readonly constant: number;
}

const drawers: Record<TableStrategy, (x: Matrix, columns: Columns, options: GateStrategyOptions) => Drawer> = {
  "data-differences": (x, columns, { weights }) => differences(x, columns, weights),
  sparse: (_, columns, { features = 3 }) => sparse(columns, features),
  // A column of many values can be cut in more ways than one of yes and no, of which an encoded table has many.
  mixed: (x, columns, { weights }) => inTurn(fillGaussian, byEntropy(spreadRows(x, weights), columns, 3)),
  quantile: (x, columns, { activeShare = 0.5, weights }) => quantile(spreadRows(x, weights), columns, activeShare),
};

/** Shares of rows are taken from at most so many: sorting more would take seconds and say the same. */
const mostSorted = 50_000;

/** The rows themselves, or where they are many, some that are spread evenly over them. */
function spreadRows(x: Matrix, weights: Float64Array | undefined): WeightedRows {
  if (x.rows <= mostSorted) return { ...x, weights };
  const chosen = spreadEvenly(mostSorted, x.rows);
  return { ...selectRows(x, chosen), weights: weights && Float64Array.from(chosen, (row) => weights[row]) };
}

interface WeightedRows extends Matrix {
  readonly weights: Float64Array | undefined;
}

/** Values ascending, and the weight of those before each; places where all count alike. */
interface Sorted {
  readonly values: Float64Array;
  /** One more than there are values: the last one is the weight of all. */
  readonly before: Float64Array;
}

function sortedBy(values: Float64Array, weights: Float64Array | undefined): Sorted {
  const n = values.length;
  if (!weights) return { values: values.sort(), before: Float64Array.from({ length: n + 1 }, (_, j) => j) };
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const before = new Float64Array(n + 1);
  for (let j = 0; j < n; j++) before[j + 1] = before[j] + weights[order[j]];
  return { values: Float64Array.from(order, (row) => values[row]), before };
}

function fillGaussian(random: RandomGenerator, gate: Float64Array): void {
  for (let k = 0; k < gate.length; k++) gate[k] = random.gaussian();
}

function inTurn(...draws: readonly Drawer[]): Drawer {
  let turn = 0;
  return (random, gate) => draws[turn++ % draws.length](random, gate);
}

/** Sparse gates over columns drawn with a probability in proportion to their entropy; fewer columns where there are fewer. */
function byEntropy(x: WeightedRows, { varying, constant }: Columns, features: number): Drawer {
  const weights = varying.map((k) => entropyOf(x, k));
  return (random, gate) => {
    const left = weights.slice();
    for (let place = 0; place < Math.min(features, varying.length); place++) {
      const chosen = drawn(left, random.uniform());
      gate[varying[chosen]] = random.gaussian();
      left[chosen] = 0;
    }
    if (constant >= 0) gate[constant] = random.gaussian();
  };
}

/** Σ −q log q over the shares q of a column's distinct values. */
function entropyOf({ rows, columns, values, weights }: WeightedRows, column: number): number {
  const own = Float64Array.from({ length: rows }, (_, j) => values[j * columns + column]);
  const { values: sorted, before } = sortedBy(own, weights);
  let entropy = 0;
  for (let first = 0, j = 1; j <= rows; j++) {
    if (j < rows && sorted[j] === sorted[first]) continue;
    const share = (before[j] - before[first]) / before[rows];
    entropy -= share * logarithm(share);
    first = j;
  }
  return entropy;
}

/** The index that `uniform` falls on, weights laid end to end. */
function drawn(weights: readonly number[], uniform: number): number {
  let rest = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  let last = 0;
  for (const [index, weight] of weights.entries()) {
    if (weight === 0) continue;
    last = index;
    rest -= weight;
    if (rest < 0) break;
  }
  return last;
}

/** Tries at two rows that differ, before a Gaussian gate stands in. */
const triesForPair = 30;

function differences(
  { rows, columns: d, values }: Matrix,
  { varying, constant }: Columns,
  weights: Float64Array | undefined,
): Drawer {
  const drawRow = rowDrawer(rows, weights);
  return (random, gate) => {
    for (let attempt = 0; attempt < triesForPair; attempt++) {
      const [a, b] = [drawRow(random) * d, drawRow(random) * d];
      const along = random.uniform();
      let offset = 0;
      for (const k of varying) {
        gate[k] = values[a + k] - values[b + k];
        offset -= gate[k] * (values[b + k] + along * gate[k]);
      }
      if (!gate.some((value) => value !== 0)) continue;
      if (constant >= 0) gate[constant] = offset / values[constant];
      return;
    }
    fillGaussian(random, gate);
  };
}

/** A random row, each as often as it counts; rows laid end to end. */
function rowDrawer(rows: number, weights: Float64Array | undefined): (random: RandomGenerator) => number {
  if (!weights) return (random) => random.integer(rows);
  const { before } = sortedBy(Float64Array.from(weights.keys()), weights);
  return (random) => {
    const place = random.uniform() * before[rows];
    let [low, high] = [0, rows - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before[middle + 1] > place) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

function sparse({ varying, constant }: Columns, features: number): Drawer {
  requireWholeNumber("features", features, 1);
  return (random, gate) => {
    for (const place of random.permutation(varying.length).subarray(0, features)) {
      gate[varying[place]] = random.gaussian();
    }
    if (constant >= 0) gate[constant] = random.gaussian();
  };
}

function quantile(
  { rows, columns: d, values, weights }: WeightedRows,
  { varying, constant }: Columns,
  activeShare: number,
): Drawer {
  if (!(activeShare > 0 && activeShare < 1)) {
    throw new InputError({
      code: "out-of-range",
      argument: "activeShare",
      got: activeShare,
      expected: "a share of the rows, above 0 and below 1",
    });
  }
  if (constant < 0) {
    throw new InputError({
      code: "no-constant-column",
      argument: "strategy",
      got: '"quantile" for a table without a constant column',
      expected: "one (a bias) that can carry the offset",
    });
  }
  const products = new Float64Array(rows);
  return (random, gate) => {
    for (const k of varying) gate[k] = random.gaussian();
    for (let j = 0; j < rows; j++) {
      products[j] = 0;
      for (const k of varying) products[j] += values[j * d + k] * gate[k];
    }
    gate[constant] = -thresholdOf(sortedBy(products, weights), activeShare) / values[constant];
  };
}

/** Midway between two different neighbours, where the share above is nearest to the one asked for. */
function thresholdOf({ values: sorted, before }: Sorted, activeShare: number): number {
  const n = sorted.length;
  const wanted = before[n] - activeShare * before[n];
  let best = -1;
  for (let below = 1; below < n; below++) {
    if (sorted[below] === sorted[below - 1]) continue;
    if (best < 0 || Math.abs(before[below] - wanted) < Math.abs(before[best] - wanted)) best = below;
  }
  return best < 0 ? sorted[0] - 1 : sorted[best - 1] / 2 + sorted[best] / 2;
}

function columnsOf({ rows, columns, values }: Matrix): Columns {
  const varying: number[] = [];
  let constant = -1;
  for (let k = 0; k < columns; k++) {
    let varies = false;
    for (let j = 1; j < rows && !varies; j++) varies = values[j * columns + k] !== values[k];
    if (varies) varying.push(k);
    else if (constant < 0 && values[k] !== 0) constant = k;
  }
  return { varying, constant };
}
