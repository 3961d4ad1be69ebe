import { type Arrangement, maskBit } from "../arrangements/arrangement.js";
import { alongGatePair } from "../cones/along-gate.js";
import { type ConePair, leastNormPair, leastSquaresPair, type MaskedRows } from "../cones/cone-pair.js";
import { coneViolation } from "../cones/membership.js";
import { unitRows } from "../cones/projection.js";
import { InputError, rejectUnknownOptions, requireOneOf } from "../errors.js";
import { completed } from "../linear-algebra/completed.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { type ReluNetwork, reluNetwork } from "../networks/relu.js";
import { groupNorm, primalObjective, type SparseBlocks } from "../programs/group-program.js";
import type { GatedReluProgram } from "../programs/masked-program.js";
import { networkObjective } from "../programs/network-training.js";
import { type ConeVector, mergeConeVectors } from "./merge-cone-vectors.js";
import { type DecompositionStrategy, decompositionStrategies } from "./strategies.js";

export type { ConeVector, DecompositionStrategy };

/**
 * The cone decomposition (28): each gated block w_i becomes v_i − u_i with v_i, u_i ∈ K_i and D_iXw_i = D_iX(v_i −
 * u_i), so that the plain ReLU network of neurons v/√‖v‖, ±√‖v‖ equals the gated one on every training row. Each block
 * is decomposed on its own.
 *
 * The equality binds only rows with D_i = 1; on the others both halves are closed. On rows that were not trained on the
 * two networks differ.
 * Does not do: anything about optimality of the ReLU network; its objective is that of a feasible point of (3) on the
 * same gates.
 */

/** How `coneDecomposition` turns blocks into neurons. */
export interface DecompositionOptions {
  /**
   * "least-norm" (default): the optimum of ‖v‖ + ‖u‖; "least-squares": the least ‖v‖² + ‖u‖², one projection a block;
   * "along-gate": the cheapest feasible pair, v = w + t g.
   */
  readonly strategy?: DecompositionStrategy;
  /** Add up neurons of equal sign that lie in one cone; default true. Never raises the objective. */
  readonly merge?: boolean;
}

/** A plain ReLU network that predicts what a gated one does on the training rows, and what that costs. */
export interface ConeDecomposition {
  /** "joint": all blocks together, by `jointDecomposition`. */
  readonly strategy: DecompositionStrategy | "joint";
  readonly network: ReluNetwork;
  /** Σ(‖v‖ + ‖u‖) / Σ‖w‖ over the network's neurons; 1 for the zero network. */
  readonly inflation: number;
  /** P of the gated blocks, program (8). */
  readonly gatedObjective: number;
  /** The ReLU network's own objective L + (λ/2) Σ (‖w⁽¹⁾‖² + |w⁽²⁾|²), from its weights. */
  readonly objective: number;
  /** How far neurons leave the cone they were made in, relative to ‖Xv‖. */
  readonly maxConeViolation: number;
  /** How many neurons went into others. */
  readonly mergedNeurons: number;
}

/** What is decomposed: a solution of the gated program (8), or any point of it. */
export interface GatedPoint {
  readonly program: GatedReluProgram;
  readonly point: SparseBlocks;
}

/**
 * Turns a solution of the gated program into a plain ReLU network that agrees with it on every training row.
 * @returns the network, its objective, and how much longer its weights are than the blocks
 * @throws InputError for another program, an unknown option, or a gate whose cone is too flat (a row of the table lies exactly on it)
 */
export function coneDecomposition(gated: GatedPoint, options: DecompositionOptions = {}): ConeDecomposition {
  return completed(coneDecompositionInSteps(gated, options));
}

/** Whether there is time for the strategy that was asked for; the blocks that are left when there is none go along their gates. */
export type HasTime = () => boolean;
const always: HasTime = () => true;

/** `coneDecomposition`, which yields between blocks. */
export function* coneDecompositionInSteps(
  { program, point }: GatedPoint,
  options: DecompositionOptions = {},
  hasTime = always,
): Generator<undefined, ConeDecomposition> {
  rejectUnknownOptions(options, { strategy: true, merge: "boolean" }, "coneDecomposition");
  const { strategy = "least-norm", merge = true } = options;
  if (program.kind !== "gated-relu") {
    throw new InputError({
      code: "wrong-program",
      argument: "program",
      got: `a point of the ${program.kind} program`,
      expected: "the gated-relu program (a point of the exact one is a network already)",
    });
  }
  requireOneOf("strategy", strategy, decompositionStrategies);
  const vectors = yield* pairsInSteps(program, point, strategy, "open", hasTime);
  return decompositionOf({ program, point }, vectors, strategy, merge);
}

/** The network of vectors that lie in their cones, and what it costs beside the gated point it stands for. */
export function decompositionOf(
  { program, point }: GatedPoint,
  vectors: readonly ConeVector[],
  strategy: ConeDecomposition["strategy"],
  merge: boolean,
): ConeDecomposition {
  const { inputs, arrangement, data } = program;
  const kept = merge ? mergeConeVectors(inputs, arrangement, vectors) : vectors;
  const network = networkOfVectors(kept, inputs.columns, data.outputs);
  const total = groupNorm(point);
  const sum = kept.reduce((norms, { vector }) => norms + norm(vector), 0);
  return {
    strategy,
    network,
    inflation: total > 0 ? sum / total : 1,
    gatedObjective: primalObjective(program, point),
    objective: networkObjective(program, network),
    maxConeViolation: largestViolation(inputs, arrangement, kept),
    mergedNeurons: vectors.length - kept.length,
  };
}

/** On which rows v − u is w: on the open ones, enough where closed neurons are 0, or on every one, which a slope below 0 asks for. */
export type TiedRows = "open" | "every";

/** The blocks of any gated program as neurons of its own table, and how far they leave their cones; yields between blocks. */
export function* neuronsOfBlocksInSteps(
  program: Pick<GatedReluProgram, "inputs" | "arrangement" | "data">,
  point: SparseBlocks,
  strategy: DecompositionStrategy,
  tied: TiedRows,
  hasTime = always,
): Generator<undefined, Pick<ConeDecomposition, "network" | "maxConeViolation">> {
  const { inputs, arrangement, data } = program;
  const pairs = yield* pairsInSteps(program, point, strategy, tied, hasTime);
  const vectors = mergeConeVectors(inputs, arrangement, pairs);
  return {
    network: networkOfVectors(vectors, inputs.columns, data.outputs),
    maxConeViolation: largestViolation(inputs, arrangement, vectors),
  };
}

function largestViolation(inputs: Matrix, arrangement: Arrangement, vectors: readonly ConeVector[]): number {
  return Math.max(0, ...vectors.map(({ gate, vector }) => coneViolation(inputs, arrangement, gate, vector)));
}

/** v and u of every block by itself, at least norm, as vectors of their cones. */
export function coneVectors(program: GatedReluProgram, point: SparseBlocks): ConeVector[] {
  return pairsOf(program, point, "least-norm", "open");
}

/** v and u of every block and output, those that are not zero. */
export function pairsOf(
  program: Pick<GatedReluProgram, "inputs" | "arrangement" | "data">,
  point: SparseBlocks,
  strategy: DecompositionStrategy,
  tied: TiedRows,
): ConeVector[] {
  return completed(pairsInSteps(program, point, strategy, tied, always));
}

function* pairsInSteps(
  { inputs, arrangement, data }: Pick<GatedReluProgram, "inputs" | "arrangement" | "data">,
  point: SparseBlocks,
  strategy: DecompositionStrategy,
  tied: TiedRows,
  hasTime: HasTime,
): Generator<undefined, ConeVector[]> {
  const [d, outputs] = [inputs.columns, data.outputs];
  const units = unitRows(inputs);
  const vectors: ConeVector[] = [];
  for (const [a, gate] of point.which.entries()) {
    const rows = maskedRows(units, inputs, arrangement, gate, tied);
    for (let output = 0; output < outputs; output++) {
      yield undefined;
      const w = Float64Array.from({ length: d }, (_, k) => point.blocks[(a * d + k) * outputs + output]);
      const usual = hasTime() ? strategy : "along-gate";
      const pair =
        bestPair(inputs, arrangement, rows, gate, w, usual) ?? bestPair(inputs, arrangement, rows, gate, w, strategy);
      if (!pair) throw flatCone(gate);
      for (const [vector, sign] of [
        [pair.positive, 1],
        [pair.negative, -1],
      ] as const) {
        if (norm(vector) > 0) vectors.push({ gate, output, sign, vector });
      }
    }
  }
  return vectors;
}

/** The strategy's pair, or a shorter one of a cheaper strategy where rounding kept it from its optimum; undefined where none lies in the cone. */
function bestPair(
  inputs: Matrix,
  arrangement: Arrangement,
  rows: MaskedRows,
  gate: number,
  w: Float64Array,
  strategy: DecompositionStrategy,
): ConePair | undefined {
  const inside = ({ positive, negative }: ConePair) =>
    [positive, negative].every((v) => coneViolation(inputs, arrangement, gate, v) <= 1e-10);
  const candidates: (ConePair | undefined)[] = [alongGatePair(inputs, arrangement, gate, w)];
  if (strategy !== "along-gate") candidates.push(leastSquaresPair(rows, w));
  if (strategy === "least-norm") candidates.push(leastNormPair(rows, w, inside));
  const feasible = candidates.filter((pair) => pair !== undefined).filter(inside);
  return feasible.reduce<ConePair | undefined>(
    (best, pair) => (best && length(best) <= length(pair) ? best : pair),
    undefined,
  );
}

const flatCone = (gate: number) =>
  new InputError({
    code: "flat-cone",
    argument: "point",
    got: `a block whose cone has no interior: a row of the table lies exactly on gate ${gate}`,
    hint: "It cannot be written as ReLU neurons; use other gates.",
  });

function length({ positive, negative }: ConePair): number {
  return norm(positive) + norm(negative);
}

function maskedRows(
  units: Float64Array,
  inputs: Matrix,
  arrangement: Arrangement,
  gate: number,
  tied: TiedRows,
): MaskedRows {
  const d = inputs.columns;
  const open: Float64Array[] = [];
  const closed: Float64Array[] = [];
  for (let j = 0; j < inputs.rows; j++) {
    const row = units.subarray(j * d, (j + 1) * d);
    if (row.every((value) => value === 0)) continue;
    if (maskBit(arrangement, j, gate)) open.push(row);
    else if (tied === "open") closed.push(row);
    else open.push(row.map((value) => -value));
  }
  return { dimension: d, open, closed };
}

/** Neurons w⁽¹⁾ = v/√‖v‖ with ±√‖v‖ to their own output. */
function networkOfVectors(vectors: readonly ConeVector[], featureCount: number, outputs: number): ReluNetwork {
  const hidden = new Float64Array(vectors.length * featureCount);
  const output = new Float64Array(vectors.length * outputs);
  vectors.forEach(({ vector, sign, output: column }, i) => {
    const root = Math.sqrt(norm(vector));
    for (let k = 0; k < featureCount; k++) hidden[i * featureCount + k] = vector[k] / root;
    output[i * outputs + column] = sign * root;
  });
  return reluNetwork(matrix(vectors.length, featureCount, hidden), matrix(vectors.length, outputs, output));
}
