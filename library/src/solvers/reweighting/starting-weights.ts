import type { Arrangement } from "../../arrangements/arrangement.js";
import { InputError } from "../../errors.js";
import { positiveNtkWeights } from "../../kernels/ntk-weights.js";
import { requireWeights } from "../../kernels/weights.js";
import { logarithm } from "../../numerics/elementary/index.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { randomGenerator } from "../../random/generator.js";

/**
 * The weights from which iterative reweighting begins: those of the NTK (Theorem 5.1), equal ones, a random point of
 * the unit simplex, or weights that the caller gives.
 */
export type InitialWeights = "ntk" | "uniform" | "random" | ArrayLike<number>;

/** η⁰, length p; yields every few milliseconds. @throws InputError for weights that do not fit or are all zero, and for "ntk" without an arrangement */
export function* startingWeights(
  initial: InitialWeights,
  program: Pick<GroupProgram, "operator"> & { readonly arrangement?: Arrangement },
  seed: number,
): Generator<undefined, Float64Array> {
  const count = program.operator.blockCount;
  if (initial === "ntk") return yield* positiveNtkWeights(requireArrangement(program.arrangement), seed);
  if (initial === "uniform") return new Float64Array(count).fill(1 / count);
  if (initial === "random") return randomSimplexPoint(count, seed);
  if (typeof initial === "string") {
    throw new InputError({
      code: "unknown-value",
      argument: "initial",
      got: JSON.stringify(initial),
      expected: `one of ntk, uniform, random, or ${count} weights`,
    });
  }
  requireWeights(initial, count, "initial");
  const weights = Float64Array.from(initial);
  if (!weights.some((weight) => weight > 0)) {
    throw new InputError({
      code: "out-of-range",
      argument: "initial",
      got: "zeros only",
      expected: "at least one weight above zero",
    });
  }
  return weights;
}

function requireArrangement(arrangement: Arrangement | undefined): Arrangement {
  if (arrangement) return arrangement;
  throw new InputError({
    code: "not-half-spaces",
    argument: "initial",
    got: '"ntk" for a program without an arrangement',
    expected: "the weights themselves",
  });
}

/** Uniform on the simplex: exponential draws divided by their sum. */
function randomSimplexPoint(count: number, seed: number): Float64Array {
  const random = randomGenerator(seed);
  const draws = Float64Array.from({ length: count }, () => -logarithm(1 - random.uniform()));
  let sum = 0;
  for (const draw of draws) sum += draw;
  return draws.map((draw) => draw / sum);
}
