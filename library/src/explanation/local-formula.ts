import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import type { InnerNetwork } from "../models/inner-network.js";
import type { Network } from "../models/raw-network.js";
import { mapColumns } from "../networks/affine-map.js";
import { requireColumns } from "../networks/required-columns.js";
import { localPiece } from "./local-piece.js";

/** What is less than this share of a gate's largest number is the rounding of one that was computed, and turns nothing. */
const roundingOfGates = 1e-14;

/** One output of a local formula: constant + Σ_c coefficients_c · x_c. */
export interface LocalOutput {
  readonly constant: number;
  /** One a raw column, in units of the output per unit of the column. */
  readonly coefficients: Float64Array;
}

/** What a network computes at a row, and how far that holds. */
export interface LocalFormula {
  /** One an output, in the order of the outputs. */
  readonly outputs: readonly LocalOutput[];
  /** "exp": the formula gives the logarithm of the prediction. */
  readonly link?: "exp";
  /** Gates, by their number, that are open at the row. */
  readonly openGates: readonly number[];
  readonly gateCount: number;
  /** How far each raw column alone can fall before the formula changes, in its units; Infinity where it never does. */
  readonly down: Float64Array;
  /** How far it can rise. */
  readonly up: Float64Array;
}

/**
 * The exact formula of a network at a row. Between its gates a network is affine, and with raw columns x, their map z_c = (x_c − s_c)·r_c, and
 * outputs y = t + u·f(z), f(z) = c + Bz, it is
 *
 *   y_k = t_k + u_k (c_k + B_k,bias − Σ_c B_kc r_c s_c) + Σ_c (u_k B_kc r_c) x_c.
 *
 * The prediction follows to about 1e-15 of the largest term. A gate at distance t changes sides where x_c has moved by −t/(r_c ∂t/∂z_c). Scores
 * of classes are those of `network.predict`: calibrated log-odds where the model is calibrated.
 * Does not do: kernels, which are smooth and have no such formula.
 * @param row one raw row, 1×d
 * @returns the formula; undefined for a kernel, and for an average with one among its members
 * @throws InputError for several rows, or another number of columns
 */
export function localFormula(network: Network<InnerNetwork>, row: MatrixLike): LocalFormula | undefined {
  const raw = oneRow(row, network.inputCount);
  const { inner, columns, outputs } = network;
  const z = mapColumns(columns, raw).values;
  const down = new Float64Array(raw.columns).fill(Number.POSITIVE_INFINITY);
  const up = down.slice();
  const piece = localPiece(inner, z, (t, gradient, isOpen) => {
    let largest = 0;
    for (let c = 0; c < gradient.length; c++) largest = Math.max(largest, Math.abs(gradient[c]));
    for (let c = 0; c < raw.columns; c++) {
      const perUnit = gradient[c] * columns.factor[c];
      if (perUnit === 0 || Math.abs(gradient[c]) <= roundingOfGates * largest) continue;
      const distance = Math.max(0, (isOpen ? t : -t) / Math.abs(perUnit));
      const falls = perUnit > 0 === isOpen;
      if (falls) down[c] = Math.min(down[c], distance);
      else up[c] = Math.min(up[c], distance);
    }
  });
  if (!piece) return undefined;
  const open = piece.open.flatMap((isOpen, gate) => (isOpen ? [gate] : []));
  const formulas = Array.from(outputs.shift, (shift, k) => {
    const slopes = piece.slopes.subarray(k * z.length, (k + 1) * z.length);
    let inside = piece.constants[k] + (columns.bias ? slopes[raw.columns] : 0);
    for (let c = 0; c < raw.columns; c++) inside -= slopes[c] * columns.factor[c] * columns.shift[c];
    const coefficients = Float64Array.from(columns.factor, (factor, c) => outputs.scale[k] * slopes[c] * factor);
    return { constant: shift + outputs.scale[k] * inside, coefficients };
  });
  const { link } = outputs;
  return { outputs: formulas, ...(link ? { link } : {}), openGates: open, gateCount: piece.open.length, down, up };
}

/** @throws InputError unless the table is one row of so many columns */
export function oneRow(row: MatrixLike, columns: number): Matrix {
  const raw = toMatrix(row, "row");
  if (raw.rows !== 1) {
    throw new InputError({ code: "shape-mismatch", argument: "row", got: `${raw.rows} rows`, expected: "one row" });
  }
  requireColumns(raw, columns);
  return matrix(1, columns, raw.values);
}
