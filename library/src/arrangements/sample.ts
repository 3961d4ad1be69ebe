import { InputError, rejectUnknownOptions, requireAtMost, requireWholeNumber } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { type Arrangement, arrangementFromGates } from "./arrangement.js";
import { type GateStrategy, type GateStrategyOptions, gatesOfTable } from "./gate-strategies.js";

/** How many gates `sampleArrangement` draws, and how. */
export interface SampleArrangementOptions extends Pick<GateStrategyOptions, "features" | "activeShare" | "weights"> {
  /** How many gates to draw; equal masks are merged, so the arrangement can hold fewer. */
  readonly count: number;
  readonly seed?: number;
  /** Default "gaussian"; the others look at the table (docs/gate-strategies.md). */
  readonly strategy?: GateStrategy;
}

/**
 * Gates g ~ N(0, I) (section 3), or drawn by another strategy: `count` are drawn, equal masks merged, counts kept. Coverage "sampled": a
 * certificate speaks of these gates only. With any strategy but "gaussian" the counts estimate no NTK weights.
 * @param inputs n×d; a gate looks at these d columns as they are, so a constant column is needed for gates that miss the origin
 * @returns at most `count` distinct masks; `gates` is d×p, one gate a column
 * @throws InputError for options that are out of range or belong to another strategy
 */
export function sampleArrangement(inputs: MatrixLike, options: SampleArrangementOptions): Arrangement {
  rejectUnknownOptions(
    options,
    { count: "number", seed: "number", strategy: true, features: "number", activeShare: "number", weights: true },
    "sampleArrangement",
  );
  const x = toMatrix(inputs, "inputs");
  return arrangementFromGates(x, sampledGates(x, options), "sampled");
}

/**
 * The gates of `sampleArrangement` before masks are merged, d×count.
 * @returns d×count, one gate a column
 * @throws InputError for options that are out of range or belong to another strategy
 */
export function sampledGates(x: Matrix, options: SampleArrangementOptions): Matrix {
  const { count, seed = 1, strategy = "gaussian", features, activeShare, weights } = options;
  refuseOther("features", features, "sparse", strategy);
  refuseOther("activeShare", activeShare, "quantile", strategy);
  if (strategy === "gaussian") return gaussianGates(x.columns, count, seed);
  requireCount(count);
  return gatesOfTable(x, { strategy, count, seed, features, activeShare, weights });
}

/**
 * `count` gates g ~ N(0, I) over d columns, d×count, one gate a column.
 * @returns d×count
 * @throws InputError unless `count` is a positive whole number
 */
export function gaussianGates(featureCount: number, count: number, seed: number): Matrix {
  requireCount(count);
  // Gate by gate, so that a larger count with the same seed begins with the same gates.
  const draws = randomGenerator(seed).gaussians(count * featureCount);
  const gates = new Float64Array(draws.length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < featureCount; k++) gates[k * count + i] = draws[i * featureCount + k];
  }
  return matrix(featureCount, count, gates);
}

/** Gates that can be drawn: their masks are held. */
export const mostGates = 1_000_000;

/** @throws InputError for a number of gates that cannot be drawn */
export function requireCount(count: number): void {
  requireAtMost("count", requireWholeNumber("count", count, 1, "of gates"), mostGates, "gates");
}

function refuseOther(name: string, value: number | undefined, owner: GateStrategy, strategy: GateStrategy): void {
  if (value === undefined || strategy === owner) return;
  throw new InputError({
    code: "conflicting-options",
    argument: name,
    got: `${value} with strategy "${strategy}"`,
    expected: `it with "${owner}" only`,
  });
}
