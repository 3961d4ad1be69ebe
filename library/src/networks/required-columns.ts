import { InputError } from "../errors.js";
import type { Matrix } from "../linear-algebra/matrix.js";

/** @throws InputError for rows of another width than in training */
export function requireColumns(inputs: Matrix, expected: number): void {
  if (inputs.columns === expected) return;
  throw new InputError({
    code: "shape-mismatch",
    argument: "inputs",
    got: `${inputs.columns} columns`,
    expected: `${expected}, as in training`,
  });
}
