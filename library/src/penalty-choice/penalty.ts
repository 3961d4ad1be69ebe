import { InputError } from "../errors.js";
import type { Calibration, CrossValidation } from "../models/model-facts.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { PredictionErrorRule } from "../theory/prediction-error.js";

/** λ itself, or its share of the largest λ that does anything. */
export type GivenPenalty =
  | { readonly kind: "lambda"; readonly lambda: number }
  | { readonly kind: "fraction"; readonly lambdaFraction: number };

/** Fractions of the largest λ to compare, descending. */
export interface ComparedFractions {
  readonly fractions: readonly number[];
  /** Whether all of them are tried; otherwise the comparison ends once the score has clearly turned. */
  readonly exhaustive: boolean;
}

/** λ by k-fold cross-validation. */
export interface FoldsPenalty extends ComparedFractions {
  readonly kind: "folds";
  readonly folds: number;
}

/**
 * λ by what held-out rows say, the cheapest way that can be trusted: leave-one-out in one Newton step, folds where the loss has no curvature
 * or the approximation cannot be trusted, one split where rows are many.
 */
export interface AutomaticPenalty extends ComparedFractions {
  readonly kind: "automatic";
  /** Where folds are used. */
  readonly folds: number;
}

/** λ = tσ‖X‖_F of Theorem 6.1; σ in the units of the raw targets, estimated when left out. */
export interface RulePenalty {
  readonly kind: "rule";
  readonly noise: number | undefined;
  /** 1 − 2e^(−t²/8), above 0 and below 1. */
  readonly confidence: number;
}

/** λ by the exact leave-one-out error; fractions are of the trace of the kernel matrix. */
export interface LeaveOneOutPenalty {
  readonly kind: "leave-one-out";
  readonly fractions: readonly number[];
}

/** The ways of choosing λ for a program over gates. A further way is one more kind here and one more method in `choose-penalty.ts`. */
export type GatePenalty = GivenPenalty | FoldsPenalty | AutomaticPenalty | RulePenalty;

/** The ways of choosing λ for kernel ridge regression. */
export type KernelPenalty = GivenPenalty | LeaveOneOutPenalty;

/** λ as it was chosen, with what speaks for it. */
export interface ChosenPenalty {
  readonly lambda: number;
  /** Of the largest λ that does anything; above 1 where λ was given so. */
  readonly lambdaFraction: number;
  /** The compared fractions above it, descending: where a path to it begins. */
  readonly above: readonly number[];
  /** The solution at λ on all rows, as exact as the comparison needed it. */
  readonly start?: SparseBlocks;
  /** A solution of a part of the rows, for where the time limit leaves no better one. */
  readonly fallback?: SparseBlocks;
  /** Null where nothing was compared. */
  readonly crossValidation: CrossValidation | null;
  /** From the held-out outputs at the chosen λ; classes only. */
  readonly calibration?: Calibration;
  /** The numbers behind λ where the rule of Theorem 6.1 gave it. */
  readonly penaltyRule: PredictionErrorRule | null;
  /** How λ was chosen, one sentence each. */
  readonly notes: readonly string[];
  /** Whether the time limit cut the comparison short. */
  readonly cut: boolean;
}

/** Sizes of λ whose quotients and powers stay within Float64. */
const sizes = { least: 1e-150, most: 1e150 } as const;

/** A λ that nothing else speaks for. @param largest what fractions are of @throws InputError for a λ of another size than doubles work with */
export function givenPenalty(penalty: GivenPenalty, largest: number): ChosenPenalty {
  const { lambda, lambdaFraction } =
    penalty.kind === "lambda"
      ? { lambda: penalty.lambda, lambdaFraction: penalty.lambda / largest }
      : { lambda: penalty.lambdaFraction * largest, lambdaFraction: penalty.lambdaFraction };
  if (!(lambda >= sizes.least && lambda <= sizes.most && lambdaFraction > 0 && lambdaFraction <= Number.MAX_VALUE)) {
    const expected = `from ${sizes.least} to ${sizes.most}; the largest λ that does anything is ${largest.toPrecision(3)}`;
    throw new InputError({ code: "out-of-range", argument: "lambda", got: lambda, expected });
  }
  return { lambda, lambdaFraction, above: [], crossValidation: null, penaltyRule: null, notes: [], cut: false };
}
