import { rejectUnknownOptions } from "../../errors.js";
import { scaled } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import {
  dualFeasiblePoint,
  type GroupProgram,
  groupNorm,
  predictionsOf,
  type SparseBlocks,
} from "../../programs/group-program.js";
import { paired, smooth } from "../pairing.js";
import type { Iterate, Solver } from "../solver.js";
import { allBlocks } from "../working-blocks.js";

/**
 * Accelerated proximal gradient with restarts (Beck & Teboulle 2009; O'Donoghue & Candès 2015), on all blocks at once:
 *
 *     w ← prox of tλΣ‖·‖ at v + t Φᵀz(v),   t by backtracking
 *
 * This solver is the independent second opinion: it shares no step with the Newton solvers.
 * Does not do: non-smooth losses.
 * @returns the solver
 * @throws InputError for an unknown option; its iterates for another program or loss
 */
export function fista(options: FistaOptions = {}): Solver<GroupProgram<SmoothLoss>> {
  rejectUnknownOptions(options, { checkEvery: "number" }, "fista");
  const { checkEvery = 10 } = options;
  const takes = { forms: ["group"], curvatures: smooth };
  return {
    name: "fista",
    iterates: (program, start) => proximalGradient(paired("fista", program, takes), checkEvery, start),
  };
}

/** The one dial of `fista`. */
export interface FistaOptions {
  /** Iterations between two reports with a duality gap. */
  readonly checkEvery?: number;
}

function* proximalGradient(
  program: GroupProgram<SmoothLoss>,
  checkEvery: number,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  const problem = new DenseProblem(program);
  let current = problem.at(allBlocks(start, program.operator.blockCount, problem.size));
  let objective = problem.objective(current);
  let ahead = current;
  let momentum = 1;
  let length = yield* firstStep(program, problem.all);
  let passes = 0;
  for (let iteration = 1; ; iteration++) {
    const linearised = problem.linearise(ahead);
    passes++;
    const { next, accepted } = yield* proximalStep(problem, linearised, length);
    length = accepted;
    const nextObjective = problem.objective(next);
    // Function restart: when the objective rises, forget the momentum.
    if (nextObjective > objective) {
      [ahead, momentum] = [current, 1];
    } else {
      const following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      ahead = beyond(next, current, (momentum - 1) / following);
      [current, objective, momentum] = [next, nextObjective, following];
      length *= 1.05;
    }
    if (iteration % checkEvery === 0 || iteration === 1) {
      passes++;
      yield { iteration, ...problem.gapAt(current, objective), pricingPasses: passes };
    } else {
      yield undefined;
    }
  }
}

/** All blocks, zero ones too, with their predictions. */
interface Place {
  readonly blocks: Float64Array;
  readonly predictions: Float64Array;
}

/** L and its gradient at a place. */
interface Linearised {
  readonly place: Place;
  readonly loss: number;
  /** Φᵀz; valid until the next one. */
  readonly ascent: Float64Array;
}

/** The program on all blocks at once. */
class DenseProblem {
  readonly size: number;
  readonly all: Int32Array;
  private readonly z: Float64Array;
  private readonly ascent: Float64Array;

  constructor(readonly program: GroupProgram<SmoothLoss>) {
    const { operator, data } = program;
    this.size = operator.blockSize * data.outputs;
    this.all = Int32Array.from({ length: operator.blockCount }, (_, i) => i);
    this.z = new Float64Array(data.sampleCount * data.outputs);
    this.ascent = new Float64Array(operator.blockCount * this.size);
  }

  at(blocks: Float64Array): Place {
    return { blocks, predictions: predictionsOf(this.program, sparse(blocks, this.size)) };
  }

  lossAt({ predictions }: Place): number {
    return this.program.loss.value(predictions, this.program.data);
  }

  objective(place: Place): number {
    return this.lossAt(place) + this.program.lambda * groupNorm(sparse(place.blocks, this.size));
  }

  linearise(place: Place): Linearised {
    const { program, z, all, ascent } = this;
    program.loss.negativeGradient(place.predictions, program.data, z);
    program.operator.transpose(z, program.data.outputs, all, ascent);
    return { place, loss: this.lossAt(place), ascent };
  }

  /** What is reported of a place: its point and the gap there. */
  gapAt({ blocks, predictions }: Place, primalObjective: number) {
    const { loss, data } = this.program;
    const z = new Float64Array(predictions.length);
    loss.negativeGradient(predictions, data, z);
    const bound = dualFeasiblePoint(this.program, z);
    return { point: sparse(blocks, this.size), primalObjective, dualityGap: primalObjective - bound.objective };
  }
}

/** One proximal step, halved until the quadratic above the loss holds. */
function* proximalStep(
  problem: DenseProblem,
  { place, loss, ascent }: Linearised,
  length: number,
): Generator<undefined, { next: Place; accepted: number }> {
  const slack = 1e-12 * Math.abs(loss);
  for (let accepted = length; ; accepted /= 2) {
    const next = problem.at(shrink(place.blocks, ascent, accepted, problem.program.lambda, problem.size));
    let linear = 0;
    let square = 0;
    for (let k = 0; k < ascent.length; k++) {
      const difference = next.blocks[k] - place.blocks[k];
      linear -= ascent[k] * difference;
      square += difference * difference;
    }
    const above = loss + linear + square / (2 * accepted) + slack;
    if (problem.lossAt(next) <= above || accepted < 1e-300) return { next, accepted };
    yield undefined;
  }
}

/** The place past `next` by a share of the way from `last`. */
function beyond(next: Place, last: Place, share: number): Place {
  const past = (to: Float64Array, from: Float64Array) => to.map((value, k) => value + share * (value - from[k]));
  return { blocks: past(next.blocks, last.blocks), predictions: past(next.predictions, last.predictions) };
}

/** 1 / (Lipschitz constant of ∇L · largest eigenvalue of ΦᵀΦ), by the power method. */
function* firstStep({ operator, loss, data }: GroupProgram, all: Int32Array): Generator<undefined, number> {
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
    yield undefined;
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

/** The blocks that are not zero. */
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
