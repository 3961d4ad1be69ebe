import { relu } from "../activations/activation.js";
import type { PatchShape } from "../arrangements/patches.js";
import { describeModel } from "../models/describe-model.js";
import type { CertificateSummary } from "../models/model-facts.js";
import type { TrainedModel } from "../models/trained-model.js";
import type { NetworkShape } from "../programs/shaped-gates.js";
import { entriesOf } from "./records/vocabulary.js";

/** A model in a few plain values: what a person asks of a file. */
export interface ModelSummary
  extends ShapeSummary,
    Pick<
      TrainedModel,
      | ("task" | "model" | "labels" | "status" | "loss" | "lambda" | "lambdaFraction" | "options" | "sampleCount")
      | ("featureCount" | "outputCount" | "maskCount" | "activeGates" | "crossValidation" | "decomposition" | "notes")
    > {
  readonly neuronCount: number;
  /** Numbers a prediction needs. */
  readonly parameterCount: number;
  readonly certificate: CertificateSummary;
  /** How many rows of its table the model keeps as a background; absent where none. */
  readonly backgroundRows?: number;
  /** The level of its prediction intervals; absent where it has none. */
  readonly intervals?: number;
  /** What the certificate speaks of, in one sentence. */
  readonly covers: string;
}

/**
 * A model in a few plain values, which can be printed as they are.
 * @returns a record that can be written as JSON; it has neither gates nor weights
 */
export function summariseModel(model: TrainedModel): ModelSummary {
  const { network, certificate } = model;
  return {
    ...entriesOf(model, ["task", "model"]),
    ...shapeSummary(model.shape),
    ...entriesOf(model, ["labels", "status", "loss", "lambda", "lambdaFraction", "sampleCount", "featureCount"]),
    ...entriesOf(model, ["outputCount", "maskCount", "activeGates"]),
    ...entriesOf(network, ["neuronCount", "parameterCount"]),
    certificate: entriesOf(certificate, [
      ...(["program", "primalObjective", "dualObjective", "dualityGap", "relativeGap", "maxConeViolation"] as const),
      ...(["coverage", "maskCount"] as const),
    ]),
    covers: describeModel(model),
    ...(model.intervals ? { intervals: model.intervals.level } : {}),
    ...(model.background ? { backgroundRows: model.background.rows } : {}),
    ...entriesOf(model, ["decomposition", "crossValidation", "options", "notes"]),
  };
}

/** What a network is made of, in plain values. */
export interface ShapeSummary {
  /** "relu", "leaky-relu", … */
  readonly activation: string;
  /** The slope of a leaky ReLU below 0. */
  readonly slope?: number;
  /** Of neurons, the output's included. */
  readonly layers: number;
  /** Of a convolutional network. */
  readonly patches?: Omit<PatchShape, "bias">;
}

/**
 * The shape of a network in few words, for a report or for JSON.
 * @returns the activation, the layers, and the patches where the rows are images
 */
export function shapeSummary(shape: NetworkShape | undefined): ShapeSummary {
  if (shape?.kind === "deep") return { activation: "relu", layers: shape.layers.gates.length + 1 };
  if (shape?.kind === "convolutional") {
    const { bias: _, ...patches } = shape.patches;
    return { activation: "relu", layers: 2, patches };
  }
  const { name, negative } = shape?.activation ?? relu();
  return { activation: name, ...(name === "leaky-relu" ? { slope: negative } : {}), layers: 2 };
}
