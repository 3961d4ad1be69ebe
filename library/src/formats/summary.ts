import type { CertificateSummary, TrainedModel } from "../reductions/trained-model.js";

/** A model in a few plain values: what a person asks of a file. */
export interface ModelSummary
  extends Pick<
    TrainedModel,
    | ("task" | "model" | "labels" | "status" | "loss" | "lambda" | "lambdaFraction" | "options" | "sampleCount")
    | ("featureCount" | "outputCount" | "maskCount" | "activeGates" | "crossValidation" | "decomposition" | "notes")
  > {
  readonly neuronCount: number;
  /** Numbers a prediction needs. */
  readonly parameterCount: number;
  readonly certificate: CertificateSummary;
  /** What the certificate speaks of, in one sentence. */
  readonly covers: string;
}

export function summariseModel(model: TrainedModel): ModelSummary {
  const { network, certificate } = model;
  const { inner } = network;
  const parts = inner.kind === "relu" ? [inner.hidden, inner.output] : [inner.gates, inner.blocks];
  const { program, primalObjective, dualObjective, dualityGap, relativeGap, maxConeViolation, coverage, maskCount } =
    certificate;
  return {
    task: model.task,
    model: model.model,
    labels: model.labels,
    status: model.status,
    loss: model.loss,
    lambda: model.lambda,
    lambdaFraction: model.lambdaFraction,
    sampleCount: model.sampleCount,
    featureCount: model.featureCount,
    outputCount: model.outputCount,
    maskCount: model.maskCount,
    activeGates: model.activeGates,
    neuronCount: network.neuronCount,
    parameterCount: parts.reduce((sum, part) => sum + part.values.length, 0),
    certificate: {
      program,
      primalObjective,
      dualObjective,
      dualityGap,
      relativeGap,
      maxConeViolation,
      coverage,
      maskCount,
    },
    covers: coverageSentence(model),
    decomposition: model.decomposition,
    crossValidation: model.crossValidation,
    options: model.options,
    notes: model.notes,
  };
}

/** What a certificate proves and for what: with sampled gates, for these gates and no others. */
export function coverageSentence({ certificate, model }: Pick<TrainedModel, "certificate" | "model">): string {
  const gap = roundedUp(certificate.relativeGap);
  const gates = `these ${certificate.maskCount} ${certificate.coverage} gates`;
  const program = model === "relu" ? "the gated program behind this ReLU network is " : "";
  const scope = certificate.coverage === "complete" ? "every gate this table can tell apart" : gates;
  return `${program}optimal to ${gap} for ${scope}`;
}

/** One significant digit, never less than the value: a gap must not be made to look smaller. */
function roundedUp(value: number): string {
  if (!(value > 0)) return "rounding";
  const [digit, exponent] = value.toExponential(0).split("e").map(Number);
  const raised = Number(`${digit}e${exponent}`) < value ? digit + 1 : digit;
  return raised === 10 ? `1e${exponent + 1}` : `${raised}e${exponent}`;
}
