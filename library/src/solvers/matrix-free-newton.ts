import { conjugateGradient } from "../linear-algebra/conjugate-gradient.js";
import { dot, maximum, norm } from "../linear-algebra/vectors.js";
import { dualFeasiblePoint, type GroupProgram, groupNorm, type SparseBlocks } from "../programs/group-program.js";
import { factorBlocks, sampledBlockGrams, solveSmall } from "./block-preconditioner.js";
import { growWorkingSet, type KernelWeights, limitTotal, secularSlope, weightsOfBlocks } from "./kernel-weights.js";
import { sampleStart } from "./sample-start.js";
import type { Iterate } from "./solver.js";

/**
 * The projected Newton method on the kernel weights without any n×n matrix, for many rows. In the scale of η,
 *
 *     J(η) = min over w of (2/λ) L(Φw) + Σ ‖w_i‖²/η_i + Σ η_i,   ∂J/∂η_i = 1 − a_i²,   G_i = Φ_iᵀα = w_i/η_i,   a_i = ‖G_i‖
 *
 * and the second-order model of J along s is a least-squares problem in δ ≈ change of w:
 *
 *     min (2/λ)‖Φδ‖² + Σ_old [ĝ_is_i + ‖s_iG_i − δ_i‖²/η_i] + Σ_new ĝ_js_j   (δ_j = s_jG_j),   η + s ≥ 0.
 *
 * Both problems are solved by conjugate gradients with the sampled d×d blocks as preconditioner. Memory past the operator: a few
 * vectors of n·K, |A|·d·K and |A|·d². Does not do: losses other than squared.
 */
export function* matrixFreeNewton(
  program: GroupProgram,
  growth?: number,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  const { operator, data, lambda, loss } = program;
  const size = operator.blockSize * data.outputs;
  const [image, z] = [0, 1].map(() => new Float64Array(data.sampleCount * data.outputs));
  const task: Task = { ...program, image };
  const norms = new Float64Array(operator.blockCount);
  let state: State = { which: new Int32Array(0), eta: new Float64Array(0), blocks: new Float64Array(0) };
  const given = start && start.which.length > 0;
  const from = given
    ? { point: start, passes: 0 }
    : yield* sampleStart(program, (sample) => matrixFreeNewton(sample, growth));
  if (from.point && from.point.which.length > 0) {
    const atZero = (2 / lambda) * loss.value(image, data);
    state = yield* innerSolve(task, warmState(from.point, size), (given ? 1e-8 : 1e-6) * atZero);
  }
  let grams = sampledBlockGrams(operator, state.which);
  let firstNorm = 0;
  let stalls = 0;
  for (let iteration = 1; ; iteration++) {
    // u and z from w itself, so that no solve error hides.
    predict(task, state, image);
    loss.negativeGradient(image, data, z);
    const fit = loss.value(image, data);
    const primal = fit + lambda * groupNorm(state);
    yield undefined;
    operator.norms(z, data.outputs, norms);
    for (let i = 0; i < norms.length; i++) norms[i] /= lambda;
    const largest = Math.max(0, maximum(norms));
    if (iteration === 1) firstNorm = largest;
    const bound = dualFeasiblePoint(program, z, lambda * largest);
    const gap = primal - bound.objective;
    yield {
      iteration,
      point: { which: state.which, blocks: state.blocks },
      primalObjective: primal,
      dualityGap: gap,
      pricingPasses: iteration + from.passes,
    };
    const relativeGap = Math.max(gap / primal, 1e-14);
    const count = growth ?? (firstNorm > 50 ? 150 : 40);
    const grown = growState(program, state, norms, Math.max(count, state.which.length), z);
    grams = extendGrams(program, grams, state.which, grown.state.which);
    const objective = (2 / lambda) * fit + quadraticTerm(state, size) + total(state.eta);
    const direction = yield* newtonDirection(task, grown, grams, 0.1 * relativeGap ** 0.25);
    const step = limitTotal(grown.state.eta, direction.step, objective);
    const next =
      (yield* search(task, grown, { ...direction, step }, grams, objective, 0.1 * relativeGap)) ??
      (yield* search(task, grown, reweightingDirection(program, grown, grams), grams, objective, 0.1 * relativeGap));
    if (!next) return;
    stalls = next.objective < objective * (1 - 1e-14) ? 0 : stalls + 1;
    if (stalls >= 3) return;
    state = next.state;
    grams = extendGrams(program, grams, grown.state.which, state.which);
  }
}

interface State extends KernelWeights, SparseBlocks {}

/** The program with one n×K vector that every product may overwrite: at many rows, vectors waiting to be collected are most of the memory. */
interface Task extends GroupProgram {
  readonly image: Float64Array;
}

/** A working set with the gradients G_i of its blocks; new blocks have η = 0 and w = 0. */
interface Grown {
  readonly state: State;
  readonly gradients: Float64Array;
  readonly slopes: Float64Array;
}

interface Direction {
  readonly step: Float64Array;
  readonly delta: Float64Array;
}

function warmState(start: SparseBlocks, size: number): State {
  const weights = weightsOfBlocks(start);
  return { ...weights, blocks: pick(start, size, weights.which) };
}

/** The blocks of `which` (zero where the point has none). */
function pick(point: SparseBlocks, size: number, which: Int32Array): Float64Array {
  const position = new Map<number, number>();
  point.which.forEach((block, a) => {
    position.set(block, a);
  });
  const out = new Float64Array(which.length * size);
  which.forEach((block, a) => {
    const b = position.get(block);
    if (b !== undefined) out.set(point.blocks.subarray(b * size, (b + 1) * size), a * size);
  });
  return out;
}

function extendGrams(program: GroupProgram, grams: Float64Array, before: Int32Array, after: Int32Array): Float64Array {
  const square = program.operator.blockSize ** 2;
  const inside = new Set(before);
  const added = after.filter((block) => !inside.has(block));
  const fresh = sampledBlockGrams(program.operator, added);
  const merged = {
    which: Int32Array.from([...before, ...added]),
    blocks: new Float64Array(grams.length + fresh.length),
  };
  merged.blocks.set(grams);
  merged.blocks.set(fresh, grams.length);
  return pick(merged, square, after);
}

/** out = u = Φw */
function predict({ operator, data }: GroupProgram, state: State, out: Float64Array): void {
  if (state.which.length > 0) operator.forward(state.blocks, data.outputs, state.which, out);
  else out.fill(0);
}

function growState(program: GroupProgram, state: State, norms: Float64Array, count: number, z: Float64Array): Grown {
  const { operator, data } = program;
  const size = operator.blockSize * data.outputs;
  const weights = growWorkingSet(state, norms, count);
  const blocks = pick(state, size, weights.which);
  const fresh = weights.which.filter((_, a) => weights.eta[a] === 0);
  const priced = new Float64Array(fresh.length * size);
  if (fresh.length > 0) operator.transpose(z, data.outputs, fresh, priced);
  for (let k = 0; k < priced.length; k++) priced[k] /= program.lambda;
  const gradients = pick({ which: fresh, blocks: priced }, size, weights.which);
  const slopes = new Float64Array(weights.which.length);
  for (let a = 0; a < slopes.length; a++) {
    // On the working set w_i/η_i is the gradient of the inner problem that was solved; pricing differs by its error.
    if (weights.eta[a] > 0) for (let k = a * size; k < (a + 1) * size; k++) gradients[k] = blocks[k] / weights.eta[a];
    slopes[a] = secularSlope(norm(gradients, a * size, (a + 1) * size));
  }
  return { state: { ...weights, blocks }, gradients, slopes };
}

/** Row weights of the squared loss times `factor`, in place. */
function weigh(program: GroupProgram, u: Float64Array, factor: number): void {
  const { weights, outputs } = program.data;
  for (let k = 0; k < u.length; k++) u[k] *= factor * (weights ? weights[Math.floor(k / outputs)] : 1);
}

/** Solves the quadratic model by conjugate gradients, fixing violated bounds for at most six rounds. */
function* newtonDirection(
  task: Task,
  grown: Grown,
  grams: Float64Array,
  accuracy: number,
): Generator<undefined, Direction> {
  const { state, gradients, slopes } = grown;
  const size = task.operator.blockSize * task.data.outputs;
  const count = state.which.length;
  const fixed = new Uint8Array(count);
  const square = Float64Array.from(state.which, (_, a) => norm(gradients, a * size, (a + 1) * size) ** 2);
  let x = new Float64Array(count * size);
  let step = new Float64Array(count);
  for (let round = 0; round < 6; round++) {
    // The first round mostly tells which bounds hold; what it leaves is solved with them.
    x = yield* modelMinimum(task, grown, grams, fixed, square, x, round === 0 ? 3 * accuracy : accuracy);
    step = Float64Array.from(state.which, (_, a) => {
      if (state.eta[a] === 0) return fixed[a] ? 0 : x[a * size];
      if (fixed[a] || square[a] === 0) return -state.eta[a];
      const g = gradients.subarray(a * size, (a + 1) * size);
      return (dot(g, x.subarray(a * size, (a + 1) * size)) - (state.eta[a] * slopes[a]) / 2) / square[a];
    });
    let changed = 0;
    for (let a = 0; a < count; a++) {
      if (!fixed[a] && step[a] < -state.eta[a]) {
        fixed[a] = 1;
        changed++;
      } else if (fixed[a] && round < 3 && wantsRelease(grown, x, a, size)) {
        fixed[a] = 0;
        changed++;
      }
    }
    if (changed === 0) break;
  }
  const delta = new Float64Array(count * size);
  for (let a = 0; a < count; a++) {
    step[a] = Math.max(step[a], -state.eta[a]);
    for (let k = a * size; k < (a + 1) * size; k++) {
      delta[k] = state.eta[a] > 0 ? (fixed[a] ? -state.blocks[k] : x[k]) : step[a] * gradients[k];
    }
  }
  return { step, delta };
}

/** Whether the model falls when the bound s_a = −η_a of an old block is let go: its slope ĝ − 2(η_aG_a + δ_a)·G_a/η_a is negative. */
function wantsRelease({ state, gradients, slopes }: Grown, x: Float64Array, a: number, size: number): boolean {
  const eta = state.eta[a];
  if (eta === 0) return false;
  let along = 0;
  for (let k = a * size; k < (a + 1) * size; k++) along += (eta * gradients[k] + x[k]) * gradients[k];
  return slopes[a] - (2 * along) / eta < 0;
}

/**
 * min over x of the model with the given bounds fixed: old blocks carry δ_i, new ones the scalar s_j in their first place. A fixed
 * old block keeps δ_i free with s_i = −η_i; a fixed new one is out.
 */
function* modelMinimum(
  task: Task,
  grown: Grown,
  grams: Float64Array,
  fixed: Uint8Array,
  square: Float64Array,
  start: Float64Array,
  accuracy: number,
): Generator<undefined, Float64Array<ArrayBuffer>> {
  const { operator, data, lambda, image } = task;
  const { state, gradients, slopes } = grown;
  const [d, outputs] = [operator.blockSize, data.outputs];
  const size = d * outputs;
  const movers = [...state.which.keys()].filter((a) => state.eta[a] > 0 || (!fixed[a] && square[a] > 0));
  const which = Int32Array.from(movers, (a) => state.which[a]);
  const blocks = new Float64Array(movers.length * size);
  const back = new Float64Array(movers.length * size);
  const isNew = (a: number) => state.eta[a] === 0;
  const apply = (x: Float64Array, out: Float64Array) => {
    movers.forEach((a, b) => {
      for (let k = 0; k < size; k++) {
        blocks[b * size + k] = isNew(a) ? x[b * size] * gradients[a * size + k] : x[b * size + k];
      }
    });
    operator.forward(blocks, outputs, which, image);
    weigh(task, image, 4 / lambda);
    operator.transpose(image, outputs, which, back);
    movers.forEach((a, b) => {
      const [g, from] = [a * size, b * size];
      let along = 0;
      if (isNew(a)) {
        for (let k = 0; k < size; k++) along += gradients[g + k] * back[from + k];
        out.fill(0, from, from + size);
        out[from] = along;
        return;
      }
      if (!fixed[a] && square[a] > 0) {
        for (let k = 0; k < size; k++) along += (gradients[g + k] * x[from + k]) / square[a];
      }
      for (let k = 0; k < size; k++) {
        out[from + k] = back[from + k] + (2 / state.eta[a]) * (x[from + k] - along * gradients[g + k]);
      }
    });
  };
  const rightHandSide = new Float64Array(movers.length * size);
  movers.forEach((a, b) => {
    if (isNew(a)) rightHandSide[b * size] = -slopes[a];
    else {
      const factor = fixed[a] || square[a] === 0 ? 2 : slopes[a] / square[a];
      for (let k = 0; k < size; k++) rightHandSide[b * size + k] = -factor * gradients[a * size + k];
    }
  });
  const moverGrams = new Float64Array(movers.length * d * d);
  movers.forEach((a, b) => {
    moverGrams.set(grams.subarray(a * d * d, (a + 1) * d * d), b * d * d);
  });
  const factors = factorBlocks(moverGrams, movers.length, d, 4 / lambda, (b, block) => {
    const a = movers[b];
    if (isNew(a)) return;
    const project = outputs === 1 && !fixed[a] && square[a] > 0 ? 1 / square[a] : 0;
    for (let i = 0; i < d; i++) {
      block[i * d + i] += 2 / state.eta[a];
      for (let k = 0; k <= i; k++) {
        block[i * d + k] -= (2 / state.eta[a]) * project * gradients[a * size + i] * gradients[a * size + k];
      }
    }
  });
  const scalars = Float64Array.from(movers, (a, b) =>
    isNew(a) ? newCurvature(gradients.subarray(a * size, (a + 1) * size), moverGrams, b, d, outputs, lambda) : 0,
  );
  const precondition = (r: Float64Array, out: Float64Array) => {
    movers.forEach((a, b) => {
      const [from, to] = [b * size, (b + 1) * size];
      if (isNew(a)) {
        out.fill(0, from, to);
        out[from] = r[from] / scalars[b];
      } else
        solveSmall(
          factors.subarray(b * d * d, (b + 1) * d * d),
          d,
          outputs,
          r.subarray(from, to),
          out.subarray(from, to),
        );
    });
  };
  const x = new Float64Array(movers.length * size);
  movers.forEach((a, b) => {
    x.set(start.subarray(a * size, (a + 1) * size), b * size);
  });
  precondition(rightHandSide, back);
  const energy = accuracy * accuracy * dot(rightHandSide, back);
  yield* conjugateGradient({ apply, precondition, rightHandSide, energy, maxIterations: 200 }, x);
  const out = new Float64Array(state.which.length * size);
  movers.forEach((a, b) => {
    out.set(x.subarray(b * size, (b + 1) * size), a * size);
  });
  return out;
}

/** (4/λ) Σ_c G_cᵀ B G_c: the preconditioner of a new block's one variable. */
function newCurvature(
  g: Float64Array,
  grams: Float64Array,
  b: number,
  d: number,
  outputs: number,
  lambda: number,
): number {
  let sum = 0;
  for (let c = 0; c < outputs; c++) {
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < d; k++) sum += g[i * outputs + c] * grams[b * d * d + i * d + k] * g[k * outputs + c];
    }
  }
  return Math.max((4 / lambda) * sum, 1e-300);
}

/**
 * A direction that surely falls, for where the second-order model is degenerate (fewer rows than variables) and its minimum is no
 * descent: η ← ‖w‖ on old blocks (one step of iterative reweighting, which never raises J) and the one most promising new block.
 */
function reweightingDirection(program: GroupProgram, grown: Grown, grams: Float64Array): Direction {
  const { state, gradients, slopes } = grown;
  const [d, outputs] = [program.operator.blockSize, program.data.outputs];
  const size = d * outputs;
  const blockOf = (a: number) => gradients.subarray(a * size, (a + 1) * size);
  const step = state.eta.map((eta, a) => eta * (norm(blockOf(a)) - 1));
  const delta = new Float64Array(state.blocks.length);
  let [best, promise, length] = [-1, 0, 0];
  state.eta.forEach((eta, a) => {
    if (eta > 0 || slopes[a] >= 0) return;
    const curvature = newCurvature(blockOf(a), grams, a, d, outputs, program.lambda);
    if (slopes[a] ** 2 / curvature > promise)
      [best, promise, length] = [a, slopes[a] ** 2 / curvature, -slopes[a] / curvature];
  });
  if (best >= 0) {
    step[best] = length;
    for (let k = best * size; k < (best + 1) * size; k++) delta[k] = length * gradients[k];
  }
  return { step, delta };
}

interface Found {
  readonly state: State;
  readonly objective: number;
}

/** Backtracks from the whole step until J falls enough; J at an inexact w is an upper bound, so Armijo gets that slack. */
function* search(
  task: Task,
  grown: Grown,
  direction: Direction,
  grams: Float64Array,
  objective: number,
  predictedGap: number,
): Generator<undefined, Found | undefined> {
  const { state, gradients } = grown;
  const size = task.operator.blockSize * task.data.outputs;
  let slope = 0;
  for (let a = 0; a < direction.step.length; a++) {
    slope += (1 - norm(gradients, a * size, (a + 1) * size) ** 2) * direction.step[a];
  }
  if (!(slope < 0)) return undefined;
  const slack = 1e-13 * Math.abs(objective);
  for (let t = 1; t > 1e-10; t *= 0.5) {
    const eta = state.eta.map((value, a) => value + t * direction.step[a]);
    const blocks = state.blocks.map((value, k) => value + t * direction.delta[k]);
    const which = state.which.filter((_, a) => eta[a] > 0);
    const kept: State = {
      which,
      eta: eta.filter((value) => value > 0),
      blocks: pick({ which: state.which, blocks }, size, which),
    };
    const keptGrams = pick({ which: state.which, blocks: grams }, task.operator.blockSize ** 2, which);
    const energy = (0.02 * predictedGap) ** 2;
    const solved = yield* innerSolve(task, kept, energy * objective, keptGrams);
    predict(task, solved, task.image);
    const value =
      (2 / task.lambda) * task.loss.value(task.image, task.data) + quadraticTerm(solved, size) + total(solved.eta);
    if (value <= objective + 1e-4 * t * slope + slack + energy * objective) return { state: solved, objective: value };
  }
  return undefined;
}

/** min over w of (2/λ) L(Φw) + Σ‖w_i‖²/η_i at fixed η, from a warm w, to an energy error of `energy`. */
function* innerSolve(
  task: Task,
  state: State,
  energy: number,
  grams = sampledBlockGrams(task.operator, state.which),
): Generator<undefined, State> {
  const { operator, data, lambda, image } = task;
  const { which, eta } = state;
  if (which.length === 0) return state;
  const [d, outputs] = [operator.blockSize, data.outputs];
  const size = d * outputs;
  const apply = (x: Float64Array, out: Float64Array) => {
    operator.forward(x, outputs, which, image);
    weigh(task, image, 2 / lambda);
    operator.transpose(image, outputs, which, out);
    for (let k = 0; k < x.length; k++) out[k] += x[k] / eta[Math.floor(k / size)];
  };
  const factors = factorBlocks(grams, which.length, d, 2 / lambda, (a, block) => {
    for (let i = 0; i < d; i++) block[i * d + i] += 1 / eta[a];
  });
  const precondition = (r: Float64Array, out: Float64Array) => {
    for (let a = 0; a < which.length; a++) {
      const [from, to] = [a * size, (a + 1) * size];
      solveSmall(
        factors.subarray(a * d * d, (a + 1) * d * d),
        d,
        outputs,
        r.subarray(from, to),
        out.subarray(from, to),
      );
    }
  };
  const rightHandSide = new Float64Array(which.length * size);
  image.set(data.targets);
  weigh(task, image, 2 / lambda);
  operator.transpose(image, outputs, which, rightHandSide);
  const x = state.blocks.slice();
  yield* conjugateGradient({ apply, precondition, rightHandSide, energy, maxIterations: 500 }, x);
  return { which, eta, blocks: x };
}

/** Σ ‖w_i‖²/η_i */
function quadraticTerm(state: State, size: number): number {
  let sum = 0;
  for (let a = 0; a < state.which.length; a++) sum += norm(state.blocks, a * size, (a + 1) * size) ** 2 / state.eta[a];
  return sum;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
