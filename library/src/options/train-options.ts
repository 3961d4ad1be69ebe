import type { Activation, ActivationName } from "../activations/activation.js";
import type { GateStrategy } from "../arrangements/gate-strategies.js";
import type { PatchOptions } from "../arrangements/patches.js";
import type { DecompositionStrategy } from "../decomposition/cone-decomposition.js";
import type { OptionNames } from "../errors.js";
import type { TrainProgress } from "../fitting/progress.js";
import type { FoldOrder } from "../fitting/settings.js";
import type { MatrixLike } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import type { SolverName } from "../models/model-facts.js";
import type { ModelKind } from "../models/trained-model.js";
import type { Label, Task } from "../reductions/class-labels.js";
import type { RawTargets } from "../reductions/raw-targets.js";
import type { CancelSignal } from "../solvers/solver.js";

/** λ = tσ‖X‖_F of Theorem 6.1: `{ rule: "theorem-6-1", noise: 0.2, confidence: 0.95 }`. */
export interface PredictionErrorPenalty {
  readonly rule: "theorem-6-1";
  /** σ > 0 in the units of the raw targets; estimated (`estimateNoise`) when left out. */
  readonly noise?: number;
  /** 1 − 2e^(−t²/8), above 0 and below 1. */
  readonly confidence: number;
}

/** What `train` takes. Only `inputs` and `targets` must be given. */
export interface TrainOptions {
  /** n×d raw columns, finite numbers. */
  readonly inputs: MatrixLike;
  /** Regression: n numbers (or n×K). Classification: n labels of any kind (strings, booleans, numbers). */
  readonly targets: RawTargets;
  /** Default "auto": strings and booleans are classes, numbers are a regression. */
  readonly task?: "auto" | Task;
  /** The classes and their order; default: the distinct labels, sorted. */
  readonly labels?: readonly Label[];
  /**
   * Default "gated-relu". "mkl" is the same network by multiple kernel learning (12), where λ is λ̂. "ntk" and
   * "gaussian" are kernel ridge regression with that kernel, with bandwidth √d on standardised columns. They choose λ
   * by the exact leave-one-out error and use no gates.
   */
  readonly model?: ModelKind;
  /**
   * For model "gated-relu": the penalty λ Σ η̃_i^(1−q)‖w_i‖^q with the NTK's weights η̃. 1 (default) is the group lasso (8), 2 the ridge (16)
   * that kernel regression with the NTK is.
   */
  readonly q?: number;
  /** Default: working-set, and for q above 1 irls. "simple-mkl" and "working-set" serve model "mkl". */
  readonly solver?: SolverName;
  /** Where "irls" begins; default "ntk". */
  readonly initial?: "ntk" | "uniform";
  /** How model "relu" turns gated blocks into neurons; default "least-norm". */
  readonly decomposition?: DecompositionStrategy;
  /**
   * Default: squared() for a regression, logistic() for two classes, softmax() for more. Generated gates take those of one output with a curvature:
   * all but softmax(), hinge() and quantile().
   * Under squared() and the hinges classes are ±1. Huber's δ is in the units of the targets.
   */
  readonly loss?: Loss;
  /** One weight a row, zero or more: 0 is a row left out, k the row k times. */
  readonly sampleWeights?: ArrayLike<number>;
  /** Classes only: "balanced" gives every class the same total weight. */
  readonly classWeights?: "balanced" | readonly { readonly label: Label; readonly weight: number }[];
  /**
   * The group penalty of the standardised problem; or "auto" (default): chosen by cross-validation; or the rule of Theorem 6.1 for
   * regression with squared loss.
   */
  readonly lambda?: number | "auto" | PredictionErrorPenalty;
  /** λ as a fraction of λ_max, in (0, 1]; instead of `lambda`. */
  readonly lambdaFraction?: number | "auto";
  /**
   * The fractions of λ_max that are tried when λ is "auto", each in (0, 1]. Fractions that you give are all tried. By
   * default every second one of 21 from 1 to 0.0001 is tried. They end early once the score has clearly turned or nothing
   * more can be won, and then the neighbours of the best one are tried.
   */
  readonly fractions?: readonly number[];
  /**
   * How many gates to draw (default 1000), or the gates themselves, (d [+1 with bias])×p over the standardised columns.
   * Model "relu" knows two more values. "generate" solves the network's own non-convex problem by gate generation.
   * "complete" does the same, and is an error where the result could not be certified against all networks (rank above
   * 3 and more than 50,000 masks).
   */
  readonly gates?: number | MatrixLike | "generate" | "complete";
  /**
   * One of 1, −1 and 0 a raw column: the prediction of model "relu" never falls along a column with 1 and never rises along one with −1. Every
   * neuron then has these signs, times that of its output, which is sufficient and not necessary. Gates are generated. Of two classes it is the
   * score of the second one.
   */
  readonly monotone?: ArrayLike<number>;
  /** σ of the hidden layer, by its name or with slopes of its own (`leakyRelu({ negative: 0.2 })`); default "relu". */
  readonly activation?: ActivationName | Activation;
  /**
   * Default 2. Three and more: masks composed layer by layer (26), half of them with open later layers, so that the masks of a two-layer
   * network with half the gates are included.
   */
  readonly layers?: number;
  /** Random features of each hidden layer that later gates look at; default four times the columns, at least 16. Only with `layers`. */
  readonly hiddenWidth?: number;
  /**
   * Rows are images (or signals: height 1), channel by channel, row by row: a convolutional network with sum pooling (E.1). The bias
   * belongs to every patch; a channel is standardised as a whole.
   */
  readonly patches?: Omit<PatchOptions, "bias">;
  /**
   * How gates are drawn. The default is "mixed": Gaussian gates, and in turn gates that look at three columns.
   * "gaussian" is the NTK's measure, and the default for q above 1. Every other strategy looks at the rows that are
   * trained on; in cross-validation these are the training rows of the fold. In a deeper network the strategy draws the
   * gates of the first layer.
   */
  readonly gateStrategy?: GateStrategy;
  /** Columns to mean 0 and variance 1; default true. Undone in the network: it takes raw inputs. */
  readonly standardise?: boolean;
  /** Targets to mean 0 and variance 1 (regression); default as `standardise`. Undone in the network. */
  readonly standardiseTargets?: boolean;
  /** A constant column; default true. */
  readonly bias?: boolean;
  /**
   * Default true: an unpenalised constant beside the network, the best one for every loss (mean, log-odds, log shares, median …), so that with
   * zero weights the prediction is the best constant. False: the paper's program without it. Not with model "mkl", q above 1, kernels and
   * generated gates, which have none.
   */
  readonly constant?: boolean;
  /** Of the gates and the folds; default 1. Same seed, same bits. */
  readonly seed?: number;
  /**
   * How rows are held out to compare λ. Default "auto": approximate leave-one-out along one path; one split where rows are many; 5 folds where the
   * loss has corners, for other solvers, and at the λ where leave-one-out cannot be trusted. A number K: K-fold cross-validation.
   */
  readonly folds?: "auto" | number;
  /**
   * Default "shuffled". "rows": for rows in the order of time. Folds are blocks of neighbouring rows, a split keeps the last rows to score on,
   * and `folds` "auto" does not leave single rows out. Kernel ridge regression does so all the same.
   */
  readonly foldOrder?: FoldOrder;
  /**
   * Gates drawn after training, from another stream of the seed, to say what other gates could change (`freshGates` of the result); "usual": as
   * many of 10,000 as take about half a second. Default 0, with `grow` "usual". Where gates are not drawn one by one, there are none.
   */
  readonly fresh?: number | "usual";
  /**
   * Default false. True: fresh gates that could lower the objective join the program, which is solved again at the same λ, until the gap over
   * trained and fresh gates is at most `freshTolerance`, for at most 30 rounds, or with a time limit for 0.8 of it.
   */
  readonly grow?: boolean;
  /** With `grow`: the relative gap over trained and fresh gates to reach; default 1e-3. */
  readonly freshTolerance?: number;
  /**
   * The level of prediction intervals (of classes: label sets), such as 0.9; default none. A further network is trained without a
   * quarter of the rows (split conformal), with fewer than 400 rows five without a fifth each (CV+), and kept in the model: `predictIntervals`,
   * `predictSets`. Not for kernels, generated gates, more layers and several targets.
   */
  readonly intervals?: number;
  /** Relative duality gap of the final network; default 1e-6, for losses with corners (hinge, quantile) 1e-4. */
  readonly tolerance?: number;
  /** Relative duality gap of the path and of cross-validation; default 1e-2: it orders λ. */
  readonly pathTolerance?: number;
  /** Seconds for everything. What it cuts short is said in `notes`; status "time-limit" where the last fit was cut. */
  readonly timeLimit?: number;
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: TrainProgress) => void;
}

/** Every option by its name: the compiler asks for a new one here. */
export const trainOptionNames: OptionNames<TrainOptions> = {
  inputs: true,
  targets: true,
  task: true,
  labels: true,
  model: true,
  decomposition: true,
  q: "number",
  solver: true,
  initial: true,
  loss: true,
  sampleWeights: true,
  classWeights: true,
  lambda: true,
  lambdaFraction: true,
  fractions: true,
  gates: true,
  gateStrategy: true,
  monotone: true,
  activation: true,
  layers: "number",
  hiddenWidth: "number",
  patches: true,
  standardise: "boolean",
  standardiseTargets: "boolean",
  bias: "boolean",
  constant: "boolean",
  seed: "number",
  folds: true,
  foldOrder: true,
  fresh: true,
  grow: "boolean",
  freshTolerance: "number",
  intervals: "number",
  tolerance: "number",
  pathTolerance: "number",
  timeLimit: "number",
  signal: "signal",
  onProgress: "function",
};
