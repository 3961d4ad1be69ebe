import { describeCertificate } from "../certificates/describe.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { InnerNetwork } from "../networks/network.js";
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
  const parts = partsOf(inner);
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
    covers: describeCertificate(certificate),
    decomposition: model.decomposition,
    crossValidation: model.crossValidation,
    options: model.options,
    notes: model.notes,
  };
}

/** The matrices a prediction needs. */
function partsOf(inner: InnerNetwork): Matrix[] {
  if (inner.kind === "kernel") return [inner.rows, inner.dual];
  return inner.kind === "relu" ? [inner.hidden, inner.output] : [inner.gates, inner.blocks];
}
