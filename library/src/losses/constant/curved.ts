import { type DiagonalLoss, type LossData, type SquaredLoss, weightAt } from "../loss.js";

/** Rounds of the search; a loss that is flat on one side needs the most. */
const MOST_ROUNDS = 200;

/**
 * b with Σ_j z_jk(u + 1bᵀ) = 0 for every output k, for a loss with diagonal curvature: the outputs are independent, and the sum falls in b_k.
 * For the squared loss in closed form, Σ c(y − u)/Σ c. Else Newton's method between bounds that close in on the root; steps before the
 * root is enclosed may at most double. Where the sum stays 0 on a stretch (squared hinge), the end met first.
 * Does not do: losses that couple outputs, losses with corners.
 */
export function curvedConstant(loss: SquaredLoss | DiagonalLoss, u: Float64Array, data: LossData): Float64Array {
  return loss.curvature === "constant" ? meanResidual(u, data) : balancingConstant(loss, u, data);
}

function meanResidual(u: Float64Array, data: LossData): Float64Array {
  const { outputs, targets } = data;
  const sums = new Float64Array(outputs);
  const totals = new Float64Array(outputs);
  for (let k = 0; k < u.length; k++) {
    const c = weightAt(data, k);
    sums[k % outputs] += c * (targets[k] - u[k]);
    totals[k % outputs] += c;
  }
  return sums.map((value, k) => (totals[k] > 0 ? value / totals[k] : 0));
}

/** One output's search: where the root is known to be, and how long a step may be while it is not enclosed. */
interface Bracket {
  low: number;
  high: number;
  longest: number;
  done: boolean;
}

function balancingConstant(loss: DiagonalLoss, u: Float64Array, data: LossData): Float64Array {
  const { outputs } = data;
  const constant = new Float64Array(outputs);
  const brackets: Bracket[] = Array.from({ length: outputs }, () => ({
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    longest: 1,
    done: false,
  }));
  const [at, z, curvature] = [0, 1, 2].map(() => new Float64Array(u.length));
  for (let round = 0; round < MOST_ROUNDS && brackets.some(({ done }) => !done); round++) {
    for (let k = 0; k < u.length; k++) at[k] = u[k] + constant[k % outputs];
    loss.negativeGradient(at, data, z);
    loss.secondDerivatives(at, data, curvature);
    brackets.forEach((bracket, k) => {
      if (!bracket.done) constant[k] = nextConstant(constant[k], bracket, balanceOf(z, curvature, k, outputs));
    });
  }
  return constant;
}

interface Balance {
  /** Σ_j z_j */
  readonly sum: number;
  /** Σ_j |z_j| */
  readonly size: number;
  /** Σ_j l''_j */
  readonly slope: number;
}

function balanceOf(z: Float64Array, curvature: Float64Array, output: number, outputs: number): Balance {
  let [sum, size, slope] = [0, 0, 0];
  for (let k = output; k < z.length; k += outputs) {
    sum += z[k];
    size += Math.abs(z[k]);
    slope += curvature[k];
  }
  return { sum, size, slope };
}

function nextConstant(b: number, bracket: Bracket, { sum, size, slope }: Balance): number {
  if (Math.abs(sum) <= 1e-16 * size) {
    bracket.done = true;
    return b;
  }
  if (sum > 0) bracket.low = b;
  else bracket.high = b;
  const enclosed = Number.isFinite(bracket.low) && Number.isFinite(bracket.high);
  const newton = slope > 0 ? sum / slope : sum * Number.POSITIVE_INFINITY;
  let next = b + (enclosed ? newton : Math.max(-bracket.longest, Math.min(bracket.longest, newton)));
  if (enclosed && !(next > bracket.low && next < bracket.high)) next = (bracket.low + bracket.high) / 2;
  bracket.longest *= 2;
  if (next === b || Math.abs(next - b) <= 1e-16 * Math.abs(next)) bracket.done = true;
  return next;
}
