import { InputError, rejectUnknownOptions, requireWholeNumber } from "../../errors.js";
import { type Matrix, type MatrixLike, toMatrix } from "../../linear-algebra/matrix.js";
import { normalise } from "../../linear-algebra/vectors.js";
import { type Estimate, ruleFor, shiftedLattice } from "./quasi-monte-carlo.js";
import { separatedIntegrand } from "./separation-of-variables.js";

/** The work and the seed of quasi-Monte-Carlo. */
export interface OrthantOptions {
  /** Evaluations of the integrand for each probability (6,000 for one orthant, 2,400 for each of many cones unless told), rounded up to 12 times a prime. */
  readonly evaluations?: number;
  readonly seed?: number;
}

/**
 * P[z_1 ≥ 0, …, z_n ≥ 0], z ~ N(0, Σ), by randomised quasi-Monte-Carlo on separated variables (Genz), with an error estimate. Σ may be
 * singular; only correlations matter. A variable of variance zero holds always.
 * @param covariance n×n, symmetric, positive semidefinite
 * @returns the probability with its standard error and a 99 % error bound
 * @throws InputError for a table that is no covariance, or for fewer than one evaluation
 */
export function orthantProbability(covariance: MatrixLike, options: OrthantOptions = {}): Estimate {
  const { evaluations, seed } = checkedOptions(options, "orthantProbability", 6000);
  const sigma = toMatrix(covariance, "covariance");
  const { factor, rank, rows } = correlationFactor(sigma);
  if (rank === 0) return { value: 1, standardError: 0, errorBound: 0, evaluations: 0 };
  const { value, dimension } = separatedIntegrand(factor, rows, rank);
  return shiftedLattice(value, ruleFor(dimension, evaluations), seed);
}

/** @throws InputError for unknown options and counts that are none */
export function checkedOptions(options: OrthantOptions, where: string, usual: number): Required<OrthantOptions> {
  rejectUnknownOptions(options, { evaluations: "number", seed: "number" }, where);
  const { evaluations = usual, seed = 1 } = options;
  requireWholeNumber("evaluations", evaluations, 1);
  return { evaluations, seed };
}

/** Rows a_j of length one in R^r with a_iᵀa_j = corr(z_i, z_j): Cholesky with pivoting. */
function correlationFactor(sigma: Matrix): { factor: Float64Array; rank: number; rows: number } {
  const { kept, correlation } = correlations(sigma);
  const n = kept.length;
  const left = correlation.slice();
  const columns: Float64Array[] = [];
  for (;;) {
    let pivot = 0;
    for (let j = 1; j < n; j++) if (left[j * n + j] > left[pivot * n + pivot]) pivot = j;
    const size = n === 0 ? 0 : left[pivot * n + pivot];
    if (size <= n * 1e-14) break;
    const column = Float64Array.from({ length: n }, (_, j) => left[j * n + pivot] / Math.sqrt(size));
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) left[i * n + j] -= column[i] * column[j];
    columns.push(column);
  }
  if (left.some((value) => Math.abs(value) > 1e-7)) throw notACovariance("a matrix that is not positive semidefinite");
  const rank = columns.length;
  const factor = new Float64Array(n * rank);
  for (let j = 0; j < n; j++) {
    for (let a = 0; a < rank; a++) factor[j * rank + a] = columns[a][j];
    normalise(factor, j * rank, rank);
  }
  return { factor, rank, rows: n };
}

function correlations({ rows: n, columns, values }: Matrix): { kept: number[]; correlation: Float64Array } {
  if (columns !== n) throw notACovariance(`${n} rows × ${columns} columns`);
  const kept = Array.from({ length: n }, (_, j) => j).filter((j) => values[j * n + j] !== 0);
  const deviations = Float64Array.from({ length: n }, (_, j) => Math.sqrt(values[j * n + j]));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [value, size] = [values[i * n + j], deviations[i] * deviations[j]];
      if (!(Math.abs(value) <= size * (1 + 1e-12))) throw notACovariance(`${value} at row ${i}, column ${j}`);
      if (Math.abs(value - values[j * n + i]) > 1e-12 * size) throw notACovariance("a matrix that is not symmetric");
    }
  }
  const correlation = new Float64Array(kept.length ** 2);
  kept.forEach((i, a) => {
    kept.forEach((j, b) => {
      correlation[a * kept.length + b] = values[i * n + j] / (deviations[i] * deviations[j]);
    });
  });
  return { kept, correlation };
}

function notACovariance(got: string): InputError {
  return new InputError({
    code: "not-positive-semidefinite",
    argument: "covariance",
    got: got,
    expected: "a square, symmetric, positive semidefinite matrix",
  });
}
