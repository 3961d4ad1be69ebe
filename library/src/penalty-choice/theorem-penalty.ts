import type { ReducedProblem } from "../fitting/reduced-problem.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { weighedRows } from "../reductions/weighed-rows.js";
import { estimateNoiseInSteps } from "../theory/noise-estimate.js";
import { type PredictionErrorRule, predictionErrorRule } from "../theory/prediction-error.js";
import type { RulePenalty } from "./penalty.js";

/** The penalty of Theorem 6.1, with σ in the units of the raw targets and λ on the scale of the standardised problem. */
export interface TheoremPenalty {
  readonly rule: PredictionErrorRule;
  readonly notes: readonly string[];
}

/**
 * λ = tσ‖X‖_F for the rows and columns that the program sees (standardised, with the constant column) and its targets (standardised, so
 * that their noise is σ/scale). An unknown σ is estimated on the same rows and columns. Yields every few hundredths of a second.
 */
export function* theoremPenalty(asked: RulePenalty, problem: ReducedProblem): Generator<undefined, TheoremPenalty> {
  const { inputs: rows, data } = problem.at(1);
  const inputs = weighedRows(rows, data.weights);
  const scale = problem.reduction.outputs.scale;
  const targets: Matrix = { rows: data.sampleCount, columns: data.outputs, values: data.targets };
  const weighed = weighedRows(targets, data.weights);
  const { noise: known } = asked;
  const mapped =
    known === undefined ? yield* estimateNoiseInSteps(inputs, weighed) : Array.from(scale, (s) => known / s);
  // A fit without residuals would give λ = 0, which is no penalty at all.
  const levels = mapped.map((level) => Math.max(level, 1e-8));
  const inMappedUnits = predictionErrorRule(inputs, { noise: levels, confidence: asked.confidence });
  const noise = levels.map((level, k) => level * scale[k]);
  const rule = { ...inMappedUnits, noise: noise.length === 1 ? noise[0] : noise };
  return { rule, notes: notesOf(rule, asked, problem.lambdaMax) };
}

function notesOf(rule: PredictionErrorRule, { noise, confidence }: RulePenalty, lambdaMax: number) {
  const sigma = [rule.noise].flat().map((level) => Number(level.toPrecision(3)));
  const source = noise === undefined ? "estimated from the residuals of kernel ridge regression" : "as given";
  const notes = [
    `λ = tσ‖X‖_F of Theorem 6.1 for confidence ${confidence} (t = ${rule.deviations.toPrecision(3)}), with noise σ = ${sigma.join(", ")} in the units of the target, ${source}.`,
  ];
  if (rule.lambda >= lambdaMax) {
    notes.push("That λ is above λ_max: for so much noise on so few rows the theorem allows only a constant network.");
  }
  return notes;
}
