import { mappedRows } from "../../kernels/metric/metric-kernel.js";
import { type Matrix, matrix, transpose } from "../../linear-algebra/matrix.js";
import type { KernelMachine } from "../../models/kernel-machine.js";
import type { OnnxGraph } from "./onnx-graph.js";
import { openGates, weights } from "./onnx-layers.js";

/**
 * f(x) = k(x, X)α / scale over mapped columns, [rows, outputs]. Does not do: Kahan's formula for nearly parallel rows; there the angle of the
 * tangent kernels is exact to 1e-7 only. Of rows that are equal it is 0.
 * @param scales of the outputs, which go into α
 */
export function kernelGraph(graph: OnnxGraph, machine: KernelMachine, scales: Float64Array, input: string): string {
  const { dual, scale } = machine;
  const readout = dual.values.map((value, at) => (value * scales[at % scales.length]) / scale);
  const values = kernelValues(graph, machine, input);
  return graph.apply("MatMul", [values, weights(graph, "dual", matrix(dual.rows, dual.columns, readout))]);
}

/** k(x, x_j) for every row and training row, [rows, n]. */
function kernelValues(
  graph: OnnxGraph,
  { kernel, rows }: Pick<KernelMachine, "kernel" | "rows">,
  input: string,
): string {
  switch (kernel.kind) {
    case "gaussian":
      return gaussianValues(graph, kernel.bandwidth, rows, input);
    case "laplace":
      return laplaceValues(graph, kernel.bandwidth, rows, input);
    case "metric": {
      const mapped = graph.apply("MatMul", [input, weights(graph, "metric", kernel.map)]);
      return kernelValues(graph, { kernel: kernel.kernel, rows: mappedRows(kernel.map, rows) }, mapped);
    }
    case "masking":
      return maskingValues(graph, kernel, rows, input);
    case "neural-tangent":
    case "relu-tangent":
      return tangentValues(graph, kernel.kind, rows, input);
  }
}

const productsWith = (graph: OnnxGraph, rows: Matrix, input: string): string =>
  graph.apply("MatMul", [input, weights(graph, "training_rows", transpose(rows))]);

const number = (graph: OnnxGraph, value: number): string => graph.numbers("number", [1], [value]);

/** ‖x‖² of every row, [rows, 1]. */
const squaresOf = (graph: OnnxGraph, input: string): string =>
  graph.apply("ReduceSum", [graph.apply("Mul", [input, input]), graph.wholeNumbers("axis", [1], [1])], { keepdims: 1 });

const squaresOfRows = ({ rows, columns, values }: Matrix): Float64Array =>
  Float64Array.from({ length: rows }, (_, j) => {
    let sum = 0;
    for (let k = j * columns; k < (j + 1) * columns; k++) sum += values[k] * values[k];
    return sum;
  });

/** exp(−‖x − x_j‖²/2b²); every length is divided by √2·b beforehand. */
function gaussianValues(graph: OnnxGraph, bandwidth: number, rows: Matrix, input: string): string {
  const unit = Math.SQRT2 * bandwidth;
  const scaled = graph.apply("Div", [
    input,
    graph.numbers("units", [rows.columns], new Float64Array(rows.columns).fill(unit)),
  ]);
  const divided = matrix(
    rows.rows,
    rows.columns,
    rows.values.map((value) => value / unit),
  );
  const twice = matrix(
    rows.rows,
    rows.columns,
    divided.values.map((value) => 2 * value),
  );
  const squares = graph.numbers("squares", [1, rows.rows], squaresOfRows(divided));
  const sums = graph.apply("Add", [squaresOf(graph, scaled), squares]);
  const distances = graph.apply("Relu", [graph.apply("Sub", [sums, productsWith(graph, twice, scaled)])]);
  return graph.apply("Exp", [graph.apply("Neg", [distances])]);
}

/**
 * exp(−‖x − x_j‖/b). Column by column: differences of rows that lie close together keep their digits, and no table of
 * all differences [rows, n, columns] is made.
 */
function laplaceValues(
  graph: OnnxGraph,
  bandwidth: number,
  { rows: n, columns, values }: Matrix,
  input: string,
): string {
  const squares = Array.from({ length: columns }, (_, k) => {
    const column = graph.apply("Gather", [input, graph.wholeNumbers("column", [1], [k])], { axis: 1 });
    const ofRows = Float64Array.from({ length: n }, (_row, j) => values[j * columns + k]);
    const difference = graph.apply("Sub", [column, graph.numbers("rows_column", [1, n], ofRows)]);
    return graph.apply("Mul", [difference, difference]);
  });
  const distance = graph.apply("Sqrt", [squares.reduce((sum, square) => graph.apply("Add", [sum, square]))]);
  return graph.apply("Exp", [graph.apply("Div", [distance, number(graph, -bandwidth)])]);
}

/** xᵀx_j Σ_i η_i 1{xᵀg_i ≥ 0} 1{x_jᵀg_i ≥ 0}. */
function maskingValues(
  graph: OnnxGraph,
  { gates, weights: eta }: { readonly gates: Matrix; readonly weights: Float64Array },
  rows: Matrix,
  input: string,
): string {
  const open = openGates(graph, graph.apply("MatMul", [input, weights(graph, "gates", gates)]));
  const [p, d] = [gates.columns, gates.rows];
  const shares = matrix(p, rows.rows);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < rows.rows; j++) {
      let product = 0;
      for (let k = 0; k < d; k++) product += gates.values[k * p + i] * rows.values[j * d + k];
      if (product >= 0) shares.values[i * rows.rows + j] = eta[i];
    }
  }
  const shared = graph.apply("MatMul", [open, weights(graph, "shares", shares)]);
  return graph.apply("Mul", [productsWith(graph, rows, input), shared]);
}

/** (10), and with both layers trained (1/2π)‖x‖‖x'‖(2(π − θ) cos θ + sin θ). */
function tangentValues(graph: OnnxGraph, kind: "neural-tangent" | "relu-tangent", rows: Matrix, input: string): string {
  const products = productsWith(graph, rows, input);
  const norms = graph.numbers("norms", [1, rows.rows], squaresOfRows(rows).map(Math.sqrt));
  const lengths = graph.apply("Mul", [graph.apply("Sqrt", [squaresOf(graph, input)]), norms]);
  // A row of zeros has products 0 and cosine 0.
  const divisor = graph.apply("Max", [lengths, number(graph, 1e-30)]);
  const cosine = oneForEqualRows(graph, clipped(graph, graph.apply("Div", [products, divisor])));
  const opening = arccosineOf(graph, graph.apply("Neg", [cosine]));
  const share = graph.apply("Div", [opening, number(graph, 2 * Math.PI)]);
  const first = graph.apply("Mul", [share, products]);
  if (kind === "neural-tangent") return first;
  const one = number(graph, 1);
  const square = graph.apply("Mul", [graph.apply("Sub", [one, cosine]), graph.apply("Add", [one, cosine])]);
  const sine = graph.apply("Div", [graph.apply("Sqrt", [square]), number(graph, 2 * Math.PI)]);
  return graph.apply("Add", [graph.apply("Add", [first, first]), graph.apply("Mul", [lengths, sine])]);
}

const clipped = (graph: OnnxGraph, value: string): string =>
  graph.apply("Max", [graph.apply("Min", [value, number(graph, 1)]), number(graph, -1)]);

/** A row of training that is asked again has a cosine of 1 but for rounding, whose root would be its angle. */
function oneForEqualRows(graph: OnnxGraph, cosine: string): string {
  const one = number(graph, 1);
  const isEqual = graph.apply("Less", [graph.apply("Sub", [one, cosine]), number(graph, 1e-14)]);
  return graph.apply("Where", [isEqual, one, cosine]);
}

const numerator = [
  3.4793310759602117e-5, 7.915349942898145e-4, -4.0055534500679411e-2, 2.0121253213486293e-1, -3.2556581862240092e-1,
  1.6666666666666666e-1, 0,
];
const denominator = [7.7038150555901935e-2, -6.882839716054533e-1, 2.0209457602335057, -2.403394911734414, 1];

/** arccos of values within ±1, as `numerics/elementary/arccosine.ts` computes it: runtimes have no arccos in double precision. */
function arccosineOf(graph: OnnxGraph, x: string): string {
  const [half, one] = [number(graph, 0.5), number(graph, 1)];
  const y = graph.apply("Abs", [x]);
  const near = graph.apply("Less", [y, half]);
  const far = graph.apply("Mul", [graph.apply("Sub", [one, y]), half]);
  const z = graph.apply("Where", [near, graph.apply("Mul", [y, y]), far]);
  const s = graph.apply("Where", [near, y, graph.apply("Sqrt", [far])]);
  const ratio = graph.apply("Div", [polynomial(graph, numerator, z), polynomial(graph, denominator, z)]);
  const w = graph.apply("Add", [s, graph.apply("Mul", [s, ratio])]);
  const quarter = number(graph, Math.PI / 2);
  const isNegative = graph.apply("Less", [x, number(graph, 0)]);
  const nearValue = graph.apply("Where", [
    isNegative,
    graph.apply("Add", [quarter, w]),
    graph.apply("Sub", [quarter, w]),
  ]);
  const twice = graph.apply("Add", [w, w]);
  const farValue = graph.apply("Where", [isNegative, graph.apply("Sub", [number(graph, Math.PI), twice]), twice]);
  return graph.apply("Where", [near, nearValue, farValue]);
}

/** Horner's rule, the highest power first. */
const polynomial = (graph: OnnxGraph, [first, ...rest]: readonly number[], z: string): string =>
  rest.reduce(
    (value, coefficient) => graph.apply("Add", [graph.apply("Mul", [value, z]), number(graph, coefficient)]),
    number(graph, first),
  );
