import { norm } from "../linear-algebra/vectors.js";

/**
 * min Σ_c cost_c |δ_c|  subject to  A δ ≥ b, by the dual simplex method (Lemke 1954) on δ = δ⁺ − δ⁻, δ± ≥ 0: costs are not negative, so all zeros is
 * dual feasible, and every step brings in a constraint that is not met. For a handful of columns and some hundreds of constraints.
 * Does not do: equalities, δ of either sign without a cost.
 */
export interface LeastMoves {
  /** n, positive. */
  readonly costs: Float64Array;
  /** m×n */
  readonly a: Float64Array;
  /** m */
  readonly b: Float64Array;
}

/** What stands for zero in a tableau whose rows are scaled to length one. */
const zero = 1e-11;

/** δ (n numbers); undefined where no δ meets the constraints, or none was found in 50 (m + n) steps. */
export function leastMoves({ costs, a, b }: LeastMoves): Float64Array | undefined {
  const n = costs.length;
  const m = b.length;
  const tableau = startOf({ costs, a, b });
  /** The variable of each row: 0 … 2n − 1 are δ⁺ and δ⁻, then the slacks. */
  const basis = Int32Array.from({ length: m }, (_, row) => 2 * n + row);
  const free = Int32Array.from({ length: 2 * n }, (_, column) => column);
  for (let step = 0; step < 50 * (m + n); step++) {
    const row = worstRow(tableau, m, n, basis);
    if (row < 0) return movesOf(tableau, basis, m, n);
    const column = enteringColumn(tableau, row, m, n, free);
    if (column < 0) return undefined;
    pivot(tableau, row, column, m, 2 * n + 1);
    [basis[row], free[column]] = [free[column], basis[row]];
  }
  return undefined;
}

/** m + 1 rows of 2n + 1 numbers: s = Aδ⁺ − Aδ⁻ − b, the right side last, then the reduced costs. */
function startOf({ costs, a, b }: LeastMoves): Float64Array {
  const n = costs.length;
  const width = 2 * n + 1;
  const tableau = new Float64Array((b.length + 1) * width);
  for (let row = 0; row < b.length; row++) {
    const length = norm(a, row * n, (row + 1) * n) || 1;
    for (let c = 0; c < n; c++) {
      tableau[row * width + c] = a[row * n + c] / length;
      tableau[row * width + n + c] = -a[row * n + c] / length;
    }
    tableau[row * width + 2 * n] = -b[row] / length;
  }
  for (let c = 0; c < n; c++) {
    tableau[b.length * width + c] = costs[c];
    tableau[b.length * width + n + c] = costs[c];
  }
  return tableau;
}

/** The row that misses its constraint most; of equal ones that of the lowest variable. */
function worstRow(tableau: Float64Array, m: number, n: number, basis: Int32Array): number {
  const width = 2 * n + 1;
  let worst = -1;
  let least = -zero;
  for (let row = 0; row < m; row++) {
    const value = tableau[row * width + 2 * n];
    if (value < least || (worst >= 0 && value === least && basis[row] < basis[worst])) [least, worst] = [value, row];
  }
  return worst;
}

/** The variable that lifts the row at the least cost a unit; of equal ones the lowest. */
function enteringColumn(tableau: Float64Array, row: number, m: number, n: number, free: Int32Array): number {
  const width = 2 * n + 1;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let column = 0; column < 2 * n; column++) {
    const lift = tableau[row * width + column];
    if (lift <= zero) continue;
    const ratio = tableau[m * width + column] / lift;
    if (ratio < least || (ratio === least && free[column] < free[best])) [least, best] = [ratio, column];
  }
  return best;
}

/** Row r states its variable as a sum over the free ones; it is solved for the entering one, which is replaced everywhere. */
function pivot(tableau: Float64Array, row: number, column: number, m: number, width: number): void {
  const at = row * width;
  const value = tableau[at + column];
  for (let c = 0; c < width; c++) tableau[at + c] = -tableau[at + c] / value;
  tableau[at + column] = 1 / value;
  for (let other = 0; other <= m; other++) {
    if (other === row) continue;
    const factor = tableau[other * width + column];
    if (factor === 0) continue;
    tableau[other * width + column] = 0;
    for (let c = 0; c < width; c++) tableau[other * width + c] += factor * tableau[at + c];
  }
}

function movesOf(tableau: Float64Array, basis: Int32Array, m: number, n: number): Float64Array {
  const moves = new Float64Array(n);
  for (let row = 0; row < m; row++) {
    const value = tableau[row * (2 * n + 1) + 2 * n];
    if (basis[row] < n) moves[basis[row]] += value;
    else if (basis[row] < 2 * n) moves[basis[row] - n] -= value;
  }
  return moves;
}
