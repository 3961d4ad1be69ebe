import { norm, plusScaled } from "../../linear-algebra/vectors.js";
import { removeSharedPart } from "./block-step.js";
import { type Descent, type DescentState, isAsLow, joined, objectiveAt } from "./descent-state.js";
import { lossAt, type RowCurvature } from "./row-curvature.js";
import type { RowSample } from "./sampled-rows.js";
import type { StepAccuracy } from "./step-accuracy.js";
import { type SupportProducts, supportStep } from "./support-newton.js";

/** A block whose own curvature is that much smaller than its penalty's is about to vanish; sweeps decide on it. */
const mostStiff = 1e6;

/** The shortest share of a Newton step that is tried. */
const shortest = 0.05;

/** The damping μ of Newton steps, kept from round to round: it falls while steps succeed and rises where they do not. */
export class Damping {
  value = 0;

  /** Whether a larger one is left to try. */
  raise(): boolean {
    if (this.value === 1) return false;
    this.value = Math.min(1, Math.max(10 * this.value, 1e-2));
    return true;
  }

  lower(): void {
    this.value = this.value > 1e-6 ? 0.1 * this.value : 0;
  }
}

/** From so many products for one step on, the next ones are worth a preconditioner from a sample of the rows. */
const manyProducts = 15;

/** How a Newton step is found. */
export interface NewtonEffort {
  readonly accuracy: StepAccuracy;
  readonly damping: Damping;
  /** Rows for the preconditioner, once steps have become dear. */
  readonly sample: RowSample;
}

/**
 * The state after a Newton step on its blocks, as far as the objective falls: a whole step, a half, a quarter … . A block that would turn
 * around becomes zero. Where the objective does not fall, the step is made again with more damping. The state itself where nothing is gained.
 */
export function* newtonMove(
  descent: Descent,
  state: DescentState,
  metrics: ReadonlyMap<number, Float64Array>,
  { accuracy, damping, sample }: NewtonEffort,
): Generator<undefined, DescentState> {
  const { program, size } = descent;
  const { z, curvature } = lossAt(program, state.predictions);
  const local = { descent, state, metrics, z, curvature };
  const gates = [...state.blocks.keys()].filter((gate) => isLoose(local, gate)).sort((a, b) => a - b);
  if (gates.length === 0) return state;
  const blocks = joined(state.blocks, gates, size);
  const support = Int32Array.from(gates);
  const point = { gates: support, blocks, metrics: joined(metrics, gates, size), size, z, curvature };
  const products = supportProducts(descent, support);
  do {
    const here = { ...point, lambda: program.lambda, damping: damping.value };
    const found = yield* supportStep(products, here, accuracy, sample.rowsFor(gates.length));
    if (found.products > manyProducts) sample.isWanted = true;
    const next = yield* searched(local, gates, blocks, found.step);
    if (next) {
      damping.lower();
      return next;
    }
  } while (damping.raise());
  return state;
}

/** A state with the model of the loss there. */
interface LocalModel {
  readonly descent: Descent;
  readonly state: DescentState;
  readonly metrics: ReadonlyMap<number, Float64Array>;
  readonly z: Float64Array;
  readonly curvature: RowCurvature;
}

/** The state along a step, where the objective is lower; undefined where it is nowhere. */
function* searched(
  { descent, state, curvature }: LocalModel,
  gates: readonly number[],
  blocks: Float64Array,
  step: Float64Array,
): Generator<undefined, DescentState | undefined> {
  const { program, size } = descent;
  const products = supportProducts(descent, Int32Array.from(gates));
  const before = new Float64Array(state.predictions.length);
  products.forward(blocks, before);
  const old = objectiveAt(program, state);
  for (let t = 1; t > shortest; t /= 2) {
    yield undefined;
    const moved = movedBlocks(blocks, step, t, size);
    if (curvature.coupled) removeSharedPart(moved, curvature.outputs);
    const predictions = new Float64Array(before.length);
    products.forward(moved, predictions);
    for (let k = 0; k < predictions.length; k++) predictions[k] += state.predictions[k] - before[k];
    const next = { blocks: withBlocks(state.blocks, gates, moved, size), predictions };
    if (isAsLow(objectiveAt(program, next), old)) return next;
  }
  return undefined;
}

function supportProducts({ moves: { products }, rotation, size }: Descent, gates: Int32Array): SupportProducts {
  return {
    forward: (blocks, out) => products.forward(blocks, rotation.outputs, gates, out),
    transpose(z) {
      const out = new Float64Array(gates.length * size);
      products.transpose(z, rotation.outputs, gates, out);
      return out;
    },
  };
}

function isLoose({ descent, state, metrics }: LocalModel, gate: number): boolean {
  const [block, metric] = [state.blocks.get(gate), metrics.get(gate)];
  if (!block || !metric) return false;
  let mean = 0;
  for (const value of metric) mean += value / metric.length;
  return descent.program.lambda < mostStiff * mean * norm(block);
}

function movedBlocks(blocks: Float64Array, step: Float64Array, t: number, size: number): Float64Array {
  const moved = plusScaled(blocks, t, step);
  for (let from = 0; from < moved.length; from += size) {
    let along = 0;
    for (let k = from; k < from + size; k++) along += moved[k] * blocks[k];
    if (!(along > 0)) moved.fill(0, from, from + size);
  }
  return moved;
}

function withBlocks(
  all: ReadonlyMap<number, Float64Array>,
  gates: readonly number[],
  moved: Float64Array,
  size: number,
): Map<number, Float64Array> {
  const out = new Map(all);
  gates.forEach((gate, a) => {
    const block = moved.slice(a * size, (a + 1) * size);
    if (norm(block) > 0) out.set(gate, block);
    else out.delete(gate);
  });
  return out;
}
