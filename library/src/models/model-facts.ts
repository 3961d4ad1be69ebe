import type { Coverage } from "../arrangements/arrangement.js";
import type { GateStrategy } from "../arrangements/gate-strategies.js";
import type { AllNetworksBound } from "../certificates/all-networks.js";
import type { Certificate } from "../certificates/certificate.js";
import type { FreshGates } from "../certificates/fresh-gates.js";
import type { NetworkCertificate } from "../certificates/network-certificate.js";
import type { Statement } from "../certificates/statement.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { NetworkShape } from "../programs/shaped-gates.js";
import type { Label, Task } from "../reductions/class-labels.js";
import type { Reduction } from "../reductions/reduction.js";
import type { InnerNetwork } from "./inner-network.js";
import type { Intervals } from "./intervals/intervals.js";
import type { Network } from "./raw-network.js";

/** The solvers that `train` and `--solver` know by name. */
export type SolverName = "working-set" | "irls" | "fista" | "simple-mkl";

/** A certificate without its vectors: what is printed and kept in a model file. */
export type CertificateSummary = Omit<Certificate, "dualPoint" | "primalPoint"> &
  /** Only where gates were generated: how far the dual constraint is passed, and in how many starts that was found. */
  Partial<Pick<NetworkCertificate, "largestViolation" | "starts">>;

/** One λ of a cross-validated path; the metric is in the targets' own units. */
export interface CrossValidationPoint {
  readonly lambdaFraction: number;
  readonly mean: number;
  readonly standardError: number;
}

/** How rows are held out to compare λ. */
export type ComparisonWay = "leave-one-out" | "folds" | "split";

/** How λ was chosen; `mean` and `standardError` are those of the chosen λ. */
export interface CrossValidation extends CrossValidationPoint {
  /** "rmse" (smaller is better) or "accuracy" (larger is better). */
  readonly metric: string;
  /** Of "folds"; the number of rows for "leave-one-out"; 1 for "split". */
  readonly folds: number;
  /** How rows were held out; absent in files of before: folds. */
  readonly way?: ComparisonWay;
  readonly path: readonly CrossValidationPoint[];
}

/** Probabilities from outputs u: 1/(1 + e^{−(slope·u + intercept)}) or softmax(slope·u), and how well they did on held-out rows. */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
  /** Mean log loss on held-out rows with slope 1 and intercept 0. */
  readonly logLossBefore: number;
  readonly logLoss: number;
  /** Expected calibration error, ten bins. */
  readonly calibrationError: number;
}

/** How fresh gates joined the program after training. */
export interface Growth {
  /** How often the program grew and was solved again. */
  readonly rounds: number;
  /** Gates that joined, equal masks counted once. */
  readonly added: number;
  /** The gap over trained and fresh gates that was asked for. */
  readonly tolerance: number;
}

/** What was asked for. */
export interface ModelOptions {
  /** Gates asked for; "given" when they were handed in. */
  readonly gates: number | "given" | "generate" | "complete";
  /** How gates were drawn; absent: Gaussian. */
  readonly gateStrategy?: GateStrategy;
  readonly standardise: boolean;
  readonly standardiseTargets: boolean;
  readonly bias: boolean;
  /** Folds of the cross-validation; 0 when λ was given. */
  readonly folds: number;
  readonly seed: number;
  readonly tolerance: number;
  readonly pathTolerance: number;
  /** Of the family between the group lasso (1, also when absent) and the ridge with the NTK's weights (2). */
  readonly q?: number;
  /** Absent: the default one. */
  readonly solver?: SolverName;
  /** Where "irls" began; absent: the NTK's weights. */
  readonly initial?: "ntk" | "uniform";
  /** One of 1, −1 and 0 a raw column, by which the prediction never falls or never rises along it; absent: all are free. */
  readonly monotone?: readonly number[];
}

/** What every model says of itself. */
export interface ModelFacts<Inner extends InnerNetwork> {
  readonly task: Task;
  /** The classes in order of the outputs (two classes: first −1, second +1); null for regression. */
  readonly labels: readonly Label[] | null;
  /** The model over raw columns. */
  readonly network: Network<Inner>;
  /** Between raw columns and the columns of the inner network, and between its outputs and raw targets. */
  readonly reduction: Reduction;
  /** How λ was chosen and what a short budget left out, one sentence each. */
  readonly notes: readonly string[];
  /** Rows of the training table (B×d raw columns) that Shapley values compare with; only where they were asked for (`withBackground`). */
  readonly background?: Matrix;
  /** Whatever the caller wants to travel with the model, such as a table's column encoding: plain JSON, not read here. */
  readonly table?: unknown;
}

/** What a model trained on one program says of itself: enough to predict, and to recompute the certificate from the raw table. */
export interface TrainedFacts<Inner extends InnerNetwork> extends ModelFacts<Inner> {
  readonly status: string;
  readonly loss: string;
  /** Of the loss, in the units of the raw targets ("delta", "quantile"). */
  readonly lossParameters?: Readonly<Record<string, number>>;
  /** One weight a training row, where rows did not count alike. */
  readonly sampleWeights?: Float64Array;
  /** z̃ of the certificate, kept where −∇L at the blocks is no evidence (losses with corners). */
  readonly dualPoint?: Float64Array;
  /** How outputs become probabilities, fitted on held-out rows; only for classes with cross-validation. */
  readonly calibration?: Calibration;
  /** The networks of the folds, from which prediction intervals or label sets follow; only where they were asked for. */
  readonly intervals?: Intervals;
  readonly lambda: number;
  readonly lambdaFraction: number;
  readonly options: ModelOptions;
  readonly sampleCount: number;
  /** Raw columns. */
  readonly featureCount: number;
  /** K of the program. */
  readonly outputCount: number;
  readonly maskCount: number;
  readonly activeGates: number;
  readonly coverage: Coverage;
  /**
   * The gates of the program that is certified, d×p over the mapped columns, with equal masks merged. A deep network
   * has those of its first layer here, a convolutional one those over patches.
   */
  readonly gates: Matrix;
  /** What makes it other than two fully connected layers of ReLU; absent for those. */
  readonly shape?: NetworkShape;
  /** The blocks that are certified, over the mapped columns. */
  readonly point: SparseBlocks;
  /** The unpenalised constant (K numbers, in the program's units), which is the best one for the point; absent: the program has none. */
  readonly constant?: Float64Array;
  readonly certificate: CertificateSummary;
  /** What the certificate is about, by hash; absent in files of before. */
  readonly statement?: Statement;
  /** What gates that were drawn after training could change; absent where none were drawn. */
  readonly freshGates?: FreshGates;
  /** How many of such gates joined the program; absent where that was not asked for. */
  readonly growth?: Growth;
  /** What is proved of ReLU networks of any width, where gates were generated and the certificate is not complete; absent where it is of no use. */
  readonly allNetworks?: AllNetworksBound;
  readonly crossValidation: CrossValidation | null;
}
