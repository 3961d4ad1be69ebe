import { rejectUnknownOptions } from "../../errors.js";
import { scaled } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { dualFeasiblePoint, type GroupProgram, groupNorm, type SparseBlocks } from "../../programs/group-program.js";
import type { Iterate, Solver } from "../solver.js";

/**
 * Accelerated proximal gradient with restarts (Beck & Teboulle 2009; O'Donoghue & Candès 2015), on all blocks at once:
 *
 *     w ← prox of tλΣ‖·‖ at v + t Φᵀz(v),   t by backtracking
 *
 * The independent second opinion: it shares no step with the Newton solvers. Does not do: non-smooth losses.
 */
export function fista(options: FistaOptions = {}): Solver<GroupProgram<SmoothLoss>> {
  rejectUnknownOptions(options, { checkEvery: true }, "fista");
  const { checkEvery = 10 } = options;
  return { name: "fista", iterates: (program, start) => proximalGradient(program, checkEvery, start) };
}

export interface FistaOptions {
  /** Iterations between two reports with a duality gap. */
  readonly checkEvery?: number;
}

function* proximalGradient(
  program: GroupProgram<SmoothLoss>,
  checkEvery: number,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  const { operator, loss, data, lambda } = program;
  const size = operator.blockSize * data.outputs;
  const all = Int32Array.from({ length: operator.blockCount }, (_, i) => i);
  const length = operator.blockCount * size;
  const forward = (blocks: Float64Array) => {
    const point = sparse(blocks, size);
    const out = new Float64Array(data.sampleCount * data.outputs);
    if (point.which.length > 0) operator.forward(point.blocks, data.outputs, point.which, out);
    return out;
  };
  let w: Float64Array = dense(start, operator.blockCount, size);
  let u: Float64Array = forward(w);
  let v: Float64Array = w;
  let uv: Float64Array = u;
  let momentum = 1;
  let objective = loss.value(u, data) + lambda * groupNorm(sparse(w, size));
  let step = firstStep(program, all);
  let passes = 0;
  const z = new Float64Array(u.length);
  const ascent = new Float64Array(length);
  for (let iteration = 1; ; iteration++) {
    loss.negativeGradient(uv, data, z);
    operator.transpose(z, data.outputs, all, ascent);
    passes++;
    const lossAtV = loss.value(uv, data);
    let next: Float64Array;
    let nextU: Float64Array;
    for (;;) {
      next = shrink(v, ascent, step, lambda, size);
      nextU = forward(next);
      let linear = 0;
      let square = 0;
      for (let k = 0; k < length; k++) {
        const difference = next[k] - v[k];
        linear -= ascent[k] * difference;
        square += difference * difference;
      }
      const slack = 1e-12 * Math.abs(lossAtV);
      if (loss.value(nextU, data) <= lossAtV + linear + square / (2 * step) + slack || step < 1e-300) break;
      step /= 2;
      yield undefined;
    }
    const nextObjective = loss.value(nextU, data) + lambda * groupNorm(sparse(next, size));
    // Function restart: when the objective rises, forget the momentum.
    const restart = nextObjective > objective;
    const following = restart ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const beta = restart ? 0 : (momentum - 1) / following;
    if (restart) {
      [v, uv] = [w, u];
    } else {
      const [lastW, lastU] = [w, u];
      v = next.map((value, k) => value + beta * (value - lastW[k]));
      uv = nextU.map((value, k) => value + beta * (value - lastU[k]));
      [w, u, objective] = [next, nextU, nextObjective];
      step *= 1.05;
    }
    momentum = following;
    if (iteration % checkEvery === 0 || iteration === 1) {
      passes++;
      yield { iteration, ...gapAt(program, w, u, objective, size), pricingPasses: passes };
    } else {
      yield undefined;
    }
  }
}

/** 1 / (Lipschitz constant of ∇L · largest eigenvalue of ΦᵀΦ), by the power method. */
function firstStep({ operator, loss, data }: GroupProgram, all: Int32Array): number {
  const size = operator.blockSize * data.outputs;
  let u: Float64Array = new Float64Array(data.sampleCount * data.outputs).fill(1);
  let eigenvalue = 0;
  for (let round = 0; round < 20; round++) {
    const blocks = new Float64Array(all.length * size);
    operator.transpose(u, data.outputs, all, blocks);
    const next: Float64Array = new Float64Array(u.length);
    operator.forward(blocks, data.outputs, all, next);
    let square = 0;
    for (const value of next) square += value * value;
    eigenvalue = Math.sqrt(square);
    if (eigenvalue === 0) return 1;
    u = scaled(next, 1 / eigenvalue);
  }
  // A loss with no such bound (Poisson) starts at 1 and lets backtracking find the step.
  const lipschitz = loss.lipschitz(data);
  return 1 / ((Number.isFinite(lipschitz) ? lipschitz : 1) * eigenvalue);
}

/** prox of step·λ Σ‖·‖ at v + step·ascent: each block shrinks towards zero. */
function shrink(v: Float64Array, ascent: Float64Array, step: number, lambda: number, size: number): Float64Array {
  const out = v.map((value, k) => value + step * ascent[k]);
  for (let from = 0; from < out.length; from += size) {
    let square = 0;
    for (let k = from; k < from + size; k++) square += out[k] * out[k];
    const length = Math.sqrt(square);
    const factor = length > step * lambda ? 1 - (step * lambda) / length : 0;
    for (let k = from; k < from + size; k++) out[k] *= factor;
  }
  return out;
}

function gapAt(program: GroupProgram, w: Float64Array, u: Float64Array, primalObjective: number, size: number) {
  const { loss, data } = program;
  const z = new Float64Array(u.length);
  loss.negativeGradient(u, data, z);
  const bound = dualFeasiblePoint(program, z);
  return { point: sparse(w, size), primalObjective, dualityGap: primalObjective - bound.objective };
}

function sparse(blocks: Float64Array, size: number): SparseBlocks {
  const which: number[] = [];
  for (let i = 0; i * size < blocks.length; i++) {
    for (let k = i * size; k < (i + 1) * size; k++) {
      if (blocks[k] !== 0) {
        which.push(i);
        break;
      }
    }
  }
  const kept = new Float64Array(which.length * size);
  which.forEach((i, a) => {
    kept.set(blocks.subarray(i * size, (i + 1) * size), a * size);
  });
  return { which: Int32Array.from(which), blocks: kept };
}

function dense(start: SparseBlocks | undefined, count: number, size: number): Float64Array {
  const out = new Float64Array(count * size);
  start?.which.forEach((i, a) => {
    out.set(start.blocks.subarray(a * size, (a + 1) * size), i * size);
  });
  return out;
}
