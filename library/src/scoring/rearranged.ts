import { InputError } from "../errors.js";

/**
 * Predictions of several quantile levels of one target that do not cross: for every row the values sorted, the smallest to the lowest level.
 * Sorted values are never further from the true quantiles than those given (Chernozhukov, Fernández-Val and Galichon 2010).
 * @param predictions one list of n numbers a level, levels ascending
 * @returns as many lists, and how many rows were out of order
 * @throws InputError for lists of different lengths
 */
export function rearranged(predictions: readonly Float64Array[]): {
  readonly predictions: Float64Array[];
  readonly crossed: number;
} {
  const n = predictions[0]?.length ?? 0;
  const other = predictions.find(({ length }) => length !== n);
  if (other) {
    const got = `${other.length} rows beside ${n}`;
    throw new InputError({ code: "shape-mismatch", argument: "predictions", got, expected: "as many for every level" });
  }
  const out = predictions.map((each) => each.slice());
  let crossed = 0;
  for (let row = 0; row < n; row++) {
    if (out.every((each, k) => k === 0 || out[k - 1][row] <= each[row])) continue;
    crossed++;
    const sorted = Float64Array.from(out, (each) => each[row]).sort();
    out.forEach((each, k) => {
      each[row] = sorted[k];
    });
  }
  return { predictions: out, crossed };
}
