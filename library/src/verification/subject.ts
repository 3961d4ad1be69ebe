import type { Statement } from "../certificates/statement.js";
import type { TrainedModel } from "../models/trained-model.js";

/** What a verification is about: a proof holds for these rows, targets, weights and λ alone. */
export interface Subject {
  readonly rows: number;
  readonly columns: number;
  readonly outputs: number;
  readonly loss: string;
  readonly lambda: number;
  /** Of the largest λ that does anything; of the trace for kernels. */
  readonly lambdaFraction: number;
  /** The least and the largest weight of a row; null where all rows count alike. */
  readonly weights: readonly [number, number] | null;
  /** The mean and the deviation that targets were shifted and divided by, one pair an output. */
  readonly targetUnits: readonly (readonly [shift: number, scale: number])[];
  /** SHA-256 of the rows as encoded, the targets, gates, λ and the rest, as docs/certificate-format.md defines them. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** What a model's certificate is about. */
export function aboutModel(model: TrainedModel, { hashes }: Statement): Subject {
  const { sampleCount, featureCount, outputCount, loss, lambda, lambdaFraction, sampleWeights, reduction } = model;
  let weights: [number, number] | null = null;
  for (const weight of sampleWeights ?? []) {
    weights = weights ? [Math.min(weights[0], weight), Math.max(weights[1], weight)] : [weight, weight];
  }
  const { shift, scale } = reduction.outputs;
  return {
    rows: sampleCount,
    columns: featureCount,
    outputs: outputCount,
    loss,
    lambda,
    lambdaFraction,
    weights,
    targetUnits: Array.from(shift, (value, k) => [value, scale[k]] as const),
    hashes,
  };
}

/** What prediction intervals say that nothing proves, in words. */
export const unprovedOfIntervals =
  "that no network of the prediction intervals has seen its own fold, and the row counts of their quantiles";

/** What a model says that nothing proves, in words. */
export function unprovedParts(model: TrainedModel): string[] {
  return [
    // Where fresh gates are claimed, the trained ones are drawn again too.
    model.freshGates
      ? "which solver ran"
      : "how gates were drawn (their number, their way, the seed) and which solver ran",
    ...(model.growth ? ["how many gates joined after training, and in how many rounds"] : []),
    ...(model.crossValidation ? ["the scores by which λ was chosen"] : []),
    ...(model.calibration
      ? ["the calibration, which moves labels and probabilities and was fitted to held-out rows"]
      : []),
    ...(model.intervals ? [unprovedOfIntervals] : []),
    ...(model.kind === "plain" ? ["how far neurons leave their cones"] : []),
    ...(model.kind === "generated" ? ["λ as a fraction, and from how many starts the search began"] : []),
    ...(model.notes.length > 0 ? ["notes"] : []),
  ];
}
