import { rejectUnknownOptions, requireOneOf, requireWholeNumber } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { currentDense } from "../numerics/index.js";
import { type RandomGenerator, randomGenerator } from "../random/generator.js";

/** Which finite network `finiteWidthTangentKernel` draws. */
export interface FiniteWidthOptions {
  /** "gated" is the network (9), "reparameterised" the network (11). */
  readonly network: "gated" | "reparameterised";
  /** m, the number of neurons (of (11): of pairs). */
  readonly width: number;
  readonly seed?: number;
}

/**
 * The random tangent kernel ∇f(x)ᵀ∇f(x') of a network of finite width at its Gaussian start (Lemmas 2.2 and 2.3, their proofs):
 *
 *     gated (9)              (1/2m) Σ_j 1{xᵀg_j ≥ 0} 1{x'ᵀg_j ≥ 0} (xᵀw_j x'ᵀw_j + a_j² xᵀx')
 *     reparameterised (11)   (1/2m) Σ_j (1{xᵀw⁺_j ≥ 0} 1{x'ᵀw⁺_j ≥ 0} + the same of w⁻_j) xᵀx'
 *
 * Both tend to (10) as m^(−1/2). Does not do: new rows after the draw (the kernel is of one table).
 * @param inputs n×d
 * @returns n×n
 * @throws InputError for an unknown network, or a width that is not a positive whole number
 */
export function finiteWidthTangentKernel(inputs: MatrixLike, options: FiniteWidthOptions): Matrix {
  rejectUnknownOptions(options, { network: true, width: "number", seed: "number" }, "finiteWidthTangentKernel");
  const { network, width, seed = 1 } = options;
  requireOneOf("network", network, ["gated", "reparameterised"]);
  requireWholeNumber("width", width, 1, "of neurons");
  const x = toMatrix(inputs, "inputs");
  const random = randomGenerator(seed);
  const [n, d] = [x.rows, x.columns];
  const layerWeights = matrix(n, n);
  const gateWeights = matrix(n, n);
  // Neurons in groups, so that memory does not grow with the width.
  for (let first = 0; first < width; first += GROUP) {
    const count = Math.min(GROUP, width - first);
    const groups = network === "gated" ? gatedColumns(x, count, random) : reparameterisedColumns(x, count, random);
    if (groups.layer) addGram(groups.layer, n, layerWeights.values);
    addGram(groups.gate, n, gateWeights.values);
  }
  const products = new Float64Array(n * n);
  currentDense().gramOfRows(x.values, n, d, products);
  return matrix(
    n,
    n,
    products.map((product, k) => (layerWeights.values[k] + gateWeights.values[k] * product) / (2 * width)),
  );
}

const GROUP = 512;

interface Columns {
  /** 1{xᵀg_j ≥ 0} xᵀw_j, n × count */
  readonly layer?: Float64Array;
  /** 1{xᵀg_j ≥ 0} a_j, n × count (of (11): of w⁺ and of w⁻) */
  readonly gate: Float64Array;
}

function gatedColumns(x: Matrix, count: number, random: RandomGenerator): Columns {
  const n = x.rows;
  const layer = new Float64Array(n * count);
  const gate = new Float64Array(n * count);
  for (let c = 0; c < count; c++) {
    const g = random.gaussians(x.columns);
    const w = random.gaussians(x.columns);
    const a = random.gaussian();
    for (let j = 0; j < n; j++) {
      if (rowProduct(x, j, g) < 0) continue;
      layer[j * count + c] = rowProduct(x, j, w);
      gate[j * count + c] = a;
    }
  }
  return { layer, gate };
}

function reparameterisedColumns(x: Matrix, count: number, random: RandomGenerator): Columns {
  const gate = new Float64Array(x.rows * 2 * count);
  for (let c = 0; c < 2 * count; c++) {
    const w = random.gaussians(x.columns);
    for (let j = 0; j < x.rows; j++) if (rowProduct(x, j, w) >= 0) gate[j * 2 * count + c] = 1;
  }
  return { gate };
}

function rowProduct(x: Matrix, row: number, w: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < w.length; k++) sum += x.values[row * w.length + k] * w[k];
  return sum;
}

function addGram(columns: Float64Array, n: number, total: Float64Array): void {
  const gram = new Float64Array(n * n);
  currentDense().gramOfRows(columns, n, columns.length / n, gram);
  for (let k = 0; k < gram.length; k++) total[k] += gram[k];
}
