import type { Arrangement, Matrix } from "halfspace";
import { maskBit } from "halfspace/geometry";

/** K(η) = Σ_i η_i D_iXXᵀD_i = (XXᵀ) ∘ (M diag(η) Mᵀ) over the gates in use, n×n with the rows in the order given. */
export function learnedKernel(
  design: Matrix,
  arrangement: Arrangement,
  weights: Float64Array,
  order: readonly number[],
): Float64Array {
  const n = design.rows;
  const active = Array.from(weights.keys()).filter((gate) => weights[gate] > 0);
  const open = active.map((gate) => order.map((row) => maskBit(arrangement, row, gate)));
  const kernel = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      let shared = 0;
      for (let i = 0; i < active.length; i++) if (open[i][a] && open[i][b]) shared += weights[active[i]];
      kernel[a * n + b] = kernel[b * n + a] = shared * dot(design, order[a], order[b]);
    }
  }
  return kernel;
}

function dot({ columns, values }: Matrix, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < columns; k++) sum += values[a * columns + k] * values[b * columns + k];
  return sum;
}
