/**
 * The referee: objective and gap of program (8) with squared loss, from the blocks alone and in plain loops, so that no solver is judged by its
 * own sums. P = ‖ΣD_iXw_i − y‖² + λΣ‖w_i‖, D = Σ yz − z²/4 at the best feasible multiple z of the residual.
 */
export interface Verdict {
  readonly primalObjective: number;
  readonly relativeGap: number;
}

export interface Problem {
  readonly n: number;
  readonly d: number;
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
  /** d×p, one gate a column. */
  readonly gates: Float64Array;
  readonly p: number;
  readonly lambda: number;
}

export function referee(problem: Problem, blocks: Float64Array): Verdict {
  const { n, d, p, inputs, targets, lambda } = problem;
  const open = masksOf(problem);
  const residual = targets.slice();
  let penalty = 0;
  for (let i = 0; i < p; i++) {
    let square = 0;
    for (let k = i * d; k < (i + 1) * d; k++) square += blocks[k] * blocks[k];
    if (square === 0) continue;
    penalty += Math.sqrt(square);
    for (let j = 0; j < n; j++) {
      if (!open[i * n + j]) continue;
      for (let k = 0; k < d; k++) residual[j] -= inputs[j * d + k] * blocks[i * d + k];
    }
  }
  let largest = 0;
  for (let i = 0; i < p; i++) {
    const sums = new Float64Array(d);
    for (let j = 0; j < n; j++) {
      if (open[i * n + j]) for (let k = 0; k < d; k++) sums[k] += inputs[j * d + k] * residual[j];
    }
    largest = Math.max(largest, Math.hypot(...sums));
  }
  const [rr, ry] = [dot(residual, residual), dot(residual, targets)];
  const scale = largest > 0 ? Math.min(lambda / largest, (2 * ry) / rr) : (2 * ry) / rr;
  const primalObjective = rr + lambda * penalty;
  const dualObjective = scale * ry - (scale * scale * rr) / 4;
  return { primalObjective, relativeGap: (primalObjective - dualObjective) / Math.abs(primalObjective) };
}

/** M[j, i] = 1{x_jᵀg_i ≥ 0} as bytes, gate by gate; a rounded sum decides (an arrangement decides exactly; they differ on a gate only). */
function masksOf({ n, d, p, inputs, gates }: Problem): Uint8Array {
  const open = new Uint8Array(p * n);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += inputs[j * d + k] * gates[k * p + i];
      open[i * n + j] = sum >= 0 ? 1 : 0;
    }
  }
  return open;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
