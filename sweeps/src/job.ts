import { createHash } from "node:crypto";
import type { SplitScores } from "@halfspace/tables";
import { type ModelFamily, modelFamilies } from "halfspace";
import * as z from "zod";

/**
 * What a job trains: one family with its own λ chosen or given, "auto" (all of them and their choice), or Algorithm 1 as printed, these with
 * squared loss and Gaussian gates as in the paper's table; what `halfspace fit` gives; or a model of other software.
 */
export type JobModel = ModelFamily | "auto" | "algorithm-1" | NetworkModel | FitModel | PeerModel;

/** As `halfspace fit` and `halfspace fit --model auto` have them, the latter within its 120 s. */
const fitModels = ["fit", "fit-auto"] as const;
export type FitModel = (typeof fitModels)[number];

/** What a person would try beside halfspace, in scikit-learn and XGBoost; the models of jobs are `peer-NAME` and `peer-NAME-tuned`. */
export const peers = ["linear", "forest", "boosting", "xgboost", "network", "support-vectors"] as const;
/** One of `peers`. */
export type Peer = (typeof peers)[number];

/** A peer at its defaults, and the best of 20 random settings by four inner folds. */
export type PeerModel = `peer-${Peer}` | `peer-${Peer}-tuned`;
const peerModels: readonly PeerModel[] = peers.flatMap((peer) => [`peer-${peer}`, `peer-${peer}-tuned`] as const);

/** Networks of other shapes over sampled gates, each with its own λ by the same cross-validation; "two-layers" is the plain one. */
const networkModels = [
  "two-layers",
  "three-layers",
  "four-layers",
  "leaky-relu",
  "absolute-value",
  "threshold",
] as const;
export type NetworkModel = (typeof networkModels)[number];

/** The names of all models that a job may train. */
export const jobModels: readonly JobModel[] = [
  ...modelFamilies,
  "auto",
  "algorithm-1",
  ...networkModels,
  ...fitModels,
  ...peerModels,
];

/** Models that take a λ of their own; the others choose it. */
export const modelsWithLambda: readonly JobModel[] = [
  "neural-tangent",
  "relu-tangent",
  "gaussian",
  "gated-relu",
  "algorithm-1",
];

/** One training run as a plain record. Its name is the hash of its content, so the same work has the same name everywhere. */
export const jobSchema = z.strictObject({
  /** The name of the table, for people. */
  set: z.string().min(1),
  /** SHA-256 of the table's bytes, hexadecimal. */
  data: z.string().regex(/^[0-9a-f]{64}$/),
  target: z.string().min(1),
  /** What the target is; where it is left out, few different whole numbers are classes, and else what a fit takes them for. */
  task: z.enum(["regression", "classification"]).optional(),
  model: z.enum(jobModels as [JobModel, ...JobModel[]]),
  /** "auto", or the penalty itself as the formulas have it. */
  lambda: z.union([z.literal("auto"), z.number().positive()]),
  /** Of gates and folds. */
  seed: z.int().min(0),
  /** Of the rows held out. */
  split: z.int().min(0),
  testFraction: z.number().gt(0).lt(1),
  gates: z.int().min(1),
  standardise: z.boolean(),
  bias: z.boolean(),
});

/** One training of a sweep: a plain record, the same on every machine. */
export type Job = z.infer<typeof jobSchema>;

/**
 * The name of a job: the SHA-256 of its record with the keys in order.
 * @returns 64 hexadecimal digits
 */
export function jobName(job: Job): string {
  const ordered = Object.entries(job).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(ordered)).digest("hex");
}

/**
 * The SHA-256 of some bytes, by which tables are found.
 * @returns 64 hexadecimal digits
 */
export function contentHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const count = z.int().min(0);
const splitScore = {
  name: z.string().min(1).max(1000),
  test: z.number(),
  train: z.number(),
  testError: z.number(),
  trainError: z.number(),
  penaltyBound: z.number().nullish(),
  r2: z.number().nullish(),
  logLoss: z.number().nullish(),
  seconds: z.number().min(0).nullish(),
  size: count,
  certificate: z
    .object({ program: z.string().max(1000), relativeGap: z.number().min(0), coverage: z.string().max(1000) })
    .nullable(),
};

/** A result as it comes from another process or machine: whoever may write to the queue can write anything there. */
export const jobResultSchema = z.object({
  ...splitScore,
  metric: z.enum(["accuracy", "rmse"]),
  trainRows: count,
  testRows: count,
  families: z.record(z.string().max(100), z.object(splitScore)).optional(),
  smallestNetwork: z.object(splitScore).nullish(),
});

/** What a job measured. The same job gives the same bytes, but for the models of `fit` and of other software, which say what they took. */
export interface JobResult extends SplitScores {
  readonly metric: "accuracy" | "rmse";
}

/** How a job ended. */
export type Outcome =
  | { readonly job: Job; readonly result: JobResult }
  | { readonly job: Job; readonly error: { readonly message: string; readonly lasting: boolean } };
