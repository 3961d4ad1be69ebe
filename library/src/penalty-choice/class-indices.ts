import type { Matrix } from "../linear-algebra/matrix.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";

/** Positions among the classes of the labels that encoded targets stand for, one a row. */
export function classIndicesOf(truth: Matrix, labels: readonly Label[]): Int32Array {
  const positions = new Map(labels.map((label, k) => [label, k]));
  return Int32Array.from(decodeOutputs(truth.values, labels, truth.columns), (name) => positions.get(name) ?? -1);
}
