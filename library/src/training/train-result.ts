import type { Certificate } from "../certificates/certificate.js";
import type { NetworkCertificate } from "../certificates/network-certificate.js";
import type { PathPoint } from "../fitting/follow-path.js";
import type { GatedModel } from "../models/gated-model.js";
import type { KernelModel } from "../models/kernel-model.js";
import type { GeneratedModel, PlainModel } from "../models/plain-model.js";
import type { Settings } from "../options/settings.js";
import type { ChosenPenalty } from "../penalty-choice/penalty.js";
import type { KernelRidgeProgram } from "../programs/kernel-ridge.js";
import type { NetworkTraining } from "../programs/network-training.js";
import type { TrainedProgram } from "../programs/trained-program.js";
import type { Status } from "../solvers/solver.js";
import type { PredictionErrorRule } from "../theory/prediction-error.js";

/** What training adds to its model: how it went, and what can be recomputed. */
interface Training<Program, Proof> {
  /** Of the last fit: "solved" where it is proved to the tolerance, whatever the time limit cut before; `notes` say what it cut. */
  readonly status: Status;
  /** Of the problem below, recomputed from the answer alone. */
  readonly certificate: Proof;
  /** The numbers behind λ where it was asked for by the rule of Theorem 6.1, σ in the units of the raw targets. */
  readonly penaltyRule: PredictionErrorRule | null;
  /** What was minimised: standardised columns, all rows. `verifyCertificate(program, certificate)`. */
  readonly program: Program;
  /** The path on all rows down to the chosen λ; its last point is the network. */
  readonly path: readonly PathPoint[];
  /** Since `train` was called. */
  readonly seconds: number;
}

/** The result over drawn or given gates: a network with gates, or with model "relu" one of plain neurons. */
export type TrainResult = (GatedModel | PlainModel) & Training<TrainedProgram, Certificate>;

/** The result of model "ntk" or "gaussian": one block, no gates. */
export type KernelTrainResult = KernelModel & Training<KernelRidgeProgram, Certificate>;

/** The result with gates "generate" or "complete": what was minimised is the network's own non-convex problem. */
export type GeneratedTrainResult = GeneratedModel & Training<NetworkTraining, NetworkCertificate>;

/** Whatever `train` returns. */
export type AnyTrainResult = TrainResult | GeneratedTrainResult | KernelTrainResult;

/** What every kind of training says alike: the table, the options, and how λ came about. */
type Described = Pick<
  TrainResult,
  | ("task" | "labels" | "loss" | "lossParameters" | "options" | "sampleCount" | "featureCount" | "outputCount")
  | ("lambda" | "lambdaFraction" | "penaltyRule" | "crossValidation" | "calibration" | "notes" | "status")
>;

/** The result of any kind of training, from what its fit brought. */
export function trainResult<Fitted extends Pick<AnyTrainResult, "kind" | "model" | "status">>(
  settings: Settings,
  penalty: ChosenPenalty,
  fitted: Fitted,
): Described & Fitted {
  const { inputs, targets, task, labels, loss, record } = settings;
  const { lambda, lambdaFraction, penaltyRule, crossValidation, calibration, notes } = penalty;
  return {
    task,
    labels,
    loss: loss.name,
    ...(loss.parameters ? { lossParameters: loss.parameters } : {}),
    options: record,
    sampleCount: inputs.rows,
    featureCount: inputs.columns,
    outputCount: targets.columns,
    lambda,
    lambdaFraction,
    penaltyRule,
    crossValidation,
    ...(calibration ? { calibration } : {}),
    notes,
    ...fitted,
  };
}
