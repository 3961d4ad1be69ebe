import { currentBackend } from "../numerics/index.js";

/** A pivot below this part of its diagonal says that a column depends on those before it. */
const DEPENDENT = 1e-13;

/** Cholesky of a positive semidefinite H (m×m) on a growing and shrinking set of indices: an index joins or leaves in s² operations. */
export class SupportFactor {
  /** Indices, in the order of the factor's rows. */
  readonly support: number[] = [];
  /** Row a begins at a·m. */
  readonly #rows: Float64Array;

  constructor(
    private readonly hessian: Float64Array,
    private readonly m: number,
  ) {
    this.#rows = new Float64Array(m * m);
  }

  /** Begins anew with these indices, as many of them as are independent; returns those left out. */
  reset(indices: readonly number[]): number[] {
    this.support.length = 0;
    const { m, hessian } = this;
    const s = indices.length;
    const dense = new Float64Array(s * s);
    for (let a = 0; a < s; a++) for (let b = 0; b <= a; b++) dense[a * s + b] = hessian[indices[a] * m + indices[b]];
    if (currentBackend().cholesky(dense, s) && indices.every((i, a) => this.#independent(dense[a * s + a] ** 2, i))) {
      for (let a = 0; a < s; a++) this.#rows.set(dense.subarray(a * s, a * s + a + 1), a * m);
      this.support.push(...indices);
      return [];
    }
    return indices.filter((i) => this.append(i) !== undefined);
  }

  /** Index i joins; where it depends on the support it does not, and β with H_i = Σ_a β_a H_{support[a]} is returned. */
  append(i: number): Float64Array | undefined {
    const { m, hessian, support } = this;
    const s = support.length;
    const beta = Float64Array.from(support, (k) => hessian[k * m + i]);
    this.#solveLower(beta);
    let pivot = hessian[i * m + i];
    for (const value of beta) pivot -= value * value;
    if (s < m && this.#independent(pivot, i)) {
      this.#rows.set(beta, s * m);
      this.#rows[s * m + s] = Math.sqrt(pivot);
      support.push(i);
      return undefined;
    }
    this.#solveUpper(beta);
    return beta;
  }

  /** The index at this place leaves; rotations bring the rows below back to triangular form. */
  remove(place: number): void {
    const { m, support } = this;
    const rows = this.#rows;
    const s = support.length;
    rows.copyWithin(place * m, (place + 1) * m, s * m);
    support.splice(place, 1);
    for (let k = place; k < s - 1; k++) {
      const [a, b] = [rows[k * m + k], rows[k * m + k + 1]];
      const length = Math.sqrt(a * a + b * b);
      const [cosine, sine] = [a / length, b / length];
      rows[k * m + k] = length;
      for (let row = k + 1, at = (k + 1) * m + k; row < s - 1; row++, at += m) {
        const [left, right] = [rows[at], rows[at + 1]];
        rows[at] = cosine * left + sine * right;
        rows[at + 1] = cosine * right - sine * left;
      }
    }
  }

  /** In place: b becomes H_SS⁻¹b. */
  solve(b: Float64Array): void {
    this.#solveLower(b);
    this.#solveUpper(b);
  }

  #independent(pivot: number, i: number): boolean {
    return pivot > DEPENDENT * this.hessian[i * this.m + i];
  }

  #solveLower(b: Float64Array): void {
    const rows = this.#rows;
    for (let a = 0, at = 0; a < b.length; a++, at += this.m) {
      let sum = b[a];
      for (let k = 0; k < a; k++) sum -= rows[at + k] * b[k];
      b[a] = sum / rows[at + a];
    }
  }

  #solveUpper(b: Float64Array): void {
    const rows = this.#rows;
    for (let a = b.length - 1; a >= 0; a--) {
      const at = a * this.m;
      const value = b[a] / rows[at + a];
      b[a] = value;
      for (let k = 0; k < a; k++) b[k] -= rows[at + k] * value;
    }
  }
}
