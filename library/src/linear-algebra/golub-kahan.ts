/** A linear map that is only ever applied: out = Ax and out = Aᵀy. */
export interface LinearOperator {
  readonly rows: number;
  readonly columns: number;
  forward(x: Float64Array, out: Float64Array): void;
  transpose(y: Float64Array, out: Float64Array): void;
}

/** Settings of the two damped least-squares methods built on the bidiagonalisation. */
export interface LeastSquaresOptions {
  /** min ‖Ax − b‖² + damp²‖x‖² */
  readonly damp?: number;
  /** Stop at ‖Aᵀr − damp²x‖ ≤ tolerance · ‖Aᵀb‖; default 1e-14. */
  readonly tolerance?: number;
  readonly maxIterations?: number;
}

/** Where LSQR or LSMR ended. */
export interface LeastSquaresResult {
  readonly x: Float64Array;
  readonly iterations: number;
  /** ‖Aᵀr − damp²x‖ / ‖Aᵀb‖ as the recurrence has it. */
  readonly relativeGradient: number;
}

/**
 * Golub–Kahan bidiagonalisation: βu = b, αv = Aᵀu, then βu ← Av − αu, αv ← Aᵀu − βv. One product with A and one with Aᵀ a step.
 * Does not do: reorthogonalisation.
 */
export interface Bidiagonalisation {
  /** Right vector, length columns; zero when the process has ended. */
  readonly v: Float64Array;
  alpha: number;
  beta: number;
  step(): void;
}

export function bidiagonalise(operator: LinearOperator, b: Float64Array): Bidiagonalisation {
  const u = b.slice();
  const v = new Float64Array(operator.columns);
  const productU = new Float64Array(operator.rows);
  const productV = new Float64Array(operator.columns);
  const beta = normalise(u);
  operator.transpose(u, v);
  const state: Bidiagonalisation = {
    v,
    alpha: normalise(v),
    beta,
    step() {
      operator.forward(v, productU);
      for (let k = 0; k < u.length; k++) u[k] = productU[k] - state.alpha * u[k];
      state.beta = normalise(u);
      operator.transpose(u, productV);
      for (let k = 0; k < v.length; k++) v[k] = productV[k] - state.beta * v[k];
      state.alpha = normalise(v);
    },
  };
  return state;
}

/** Divides by the length and returns it; a zero vector stays zero. */
function normalise(a: Float64Array): number {
  let square = 0;
  for (const value of a) square += value * value;
  const length = Math.sqrt(square);
  if (length > 0) for (let k = 0; k < a.length; k++) a[k] /= length;
  return length;
}
