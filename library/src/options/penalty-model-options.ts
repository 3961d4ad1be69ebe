import { type OptionNames, rejectUnknownOptions, requireOneOf } from "../errors.js";
import type { CancelSignal } from "../solvers/solver.js";
import { readSharedTable, type SelectOptions } from "./select-options.js";
import type { GateSettings } from "./settings.js";

const penaltyModels = ["neural-tangent", "relu-tangent", "gaussian", "gated-relu", "algorithm-1"] as const;

/** Models that have one penalty λ, as their formula states it: no scaling of the kernel. */
export type PenaltyModel = (typeof penaltyModels)[number];

/** What `modelAtPenalty` takes. */
export interface PenaltyOptions
  extends Pick<SelectOptions, "inputs" | "targets" | "task" | "labels" | "gates" | "standardise" | "bias" | "seed"> {
  readonly family: PenaltyModel;
  /** λ of kernel ridge regression, of the group lasso (8), or of Algorithm 1. */
  readonly lambda: number;
  readonly signal?: CancelSignal;
}

/** Options of `modelAtPenalty`, checked, with defaults filled in. */
export interface PenaltyModelSettings {
  readonly family: PenaltyModel;
  readonly lambda: number;
  /** The table, its gates and λ. */
  readonly table: GateSettings;
}

/** @throws InputError for the first option that is wrong */
export function readPenaltyModel(options: PenaltyOptions): PenaltyModelSettings {
  rejectUnknownOptions(options, penaltyOptionNames, "modelAtPenalty");
  const { family, ...table } = options;
  requireOneOf("family", family, penaltyModels);
  return { family, lambda: options.lambda, table: readSharedTable({ ...table, tolerance: 1e-3 }) };
}

/** Every option by its name: the compiler asks for a new one here. */
const penaltyOptionNames: OptionNames<PenaltyOptions> = {
  inputs: true,
  targets: true,
  task: true,
  labels: true,
  gates: "number",
  standardise: "boolean",
  bias: "boolean",
  seed: "number",
  family: true,
  lambda: "number",
  signal: "signal",
};
