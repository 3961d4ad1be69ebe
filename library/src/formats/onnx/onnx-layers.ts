import { type Matrix, matrix } from "../../linear-algebra/matrix.js";
import { elementTypes, type OnnxGraph } from "./onnx-graph.js";

/** A matrix with one entry for (row, column). */
export function tabulate(rows: number, columns: number, entry: (row: number, column: number) => number): Matrix {
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, k) => entry(Math.floor(k / columns), k % columns)),
  );
}

export const zero = (graph: OnnxGraph): string => graph.numbers("zero", [1], [0]);

export const weights = (graph: OnnxGraph, name: string, { rows, columns, values }: Matrix): string =>
  graph.numbers(name, [rows, columns], values);

/** 1 where a product is at least 0, else 0. */
export function openGates(graph: OnnxGraph, products: string): string {
  const open = graph.apply("GreaterOrEqual", [products, zero(graph)]);
  return graph.apply("Cast", [open], { to: elementTypes[graph.precision] });
}

/** Σ_i m_i · xᵀw_i, [rows, outputs]. @param masks [rows, m]; @param blocks m × (d·K) */
export function maskedBlocks(graph: OnnxGraph, rows: string, masks: string, blocks: Matrix, d: number): string {
  const [m, outputs] = [blocks.rows, blocks.columns / d];
  // All blocks side by side, d × (m·K), so that one product serves all gates.
  const spread = tabulate(d, m * outputs, (k, column) => {
    const [i, output] = [Math.floor(column / outputs), column % outputs];
    return blocks.values[(i * d + k) * outputs + output];
  });
  const flat = graph.apply("MatMul", [rows, weights(graph, "blocks", spread)]);
  const terms = graph.apply("Reshape", [flat, graph.wholeNumbers("shape", [3], [-1, m, outputs])]);
  const factors = graph.apply("Unsqueeze", [masks, graph.wholeNumbers("axis", [1], [2])]);
  const masked = graph.apply("Mul", [terms, factors]);
  return graph.apply("ReduceSum", [masked, graph.wholeNumbers("axis", [1], [1])], { keepdims: 0 });
}
