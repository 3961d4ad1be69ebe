import type { MonotoneColumn } from "@halfspace/tables";
import type { ActivationName, GateStrategy, ModelKind, SolverName, TrainOptions } from "halfspace";
import type { DecisionFlags } from "../../decisions.js";
import type { filterSize, imageSize } from "../../flags/values.js";
import type { ColumnFlags } from "../../read-rows.js";
import type { QueryFlags } from "../../table-source.js";

/** What `halfspace fit` takes, as its flags were read. */
export interface FitOptions extends NetworkOptions, ColumnFlags, QueryFlags, DecisionFlags {
  readonly target?: string;
  readonly drop?: readonly string[];
  readonly keep?: readonly string[];
  readonly extrapolate?: boolean;
  readonly task: "auto" | "regression" | "classification";
  readonly model: ModelKind | "auto";
  readonly loss?: string;
  readonly quantile?: readonly number[];
  readonly weights?: string;
  readonly classWeight?: NonNullable<TrainOptions["classWeights"]>;
  readonly gates: number | "generate" | "complete";
  readonly gateStrategy?: GateStrategy;
  readonly monotone?: readonly MonotoneColumn[];
  readonly lambda: number | "auto" | "theorem";
  readonly noise?: number;
  readonly confidence?: number;
  readonly q?: number;
  readonly solver?: SolverName;
  readonly init?: "ntk" | "uniform";
  readonly rule?: "best" | "one-standard-error";
  readonly folds: number | "auto";
  readonly holdout: number;
  readonly splitBy?: string;
  readonly seed: number;
  readonly tolerance?: number;
  readonly timeLimit?: number;
  readonly fresh?: number;
  readonly grow?: boolean;
  readonly freshTolerance?: number;
  readonly background?: number;
  readonly note?: string;
  readonly intervals?: number;
  readonly out: string;
  readonly report?: string;
  readonly range?: number;
  readonly json?: boolean;
}

/** Networks other than two fully connected layers of ReLU. */
export interface NetworkOptions {
  readonly activation?: ActivationName;
  readonly slope?: number;
  readonly layers?: number;
  readonly hiddenWidth?: number;
  readonly image?: ReturnType<typeof imageSize>;
  readonly filter?: ReturnType<typeof filterSize>;
  readonly stride?: number;
  readonly padding?: number;
}

/** Kernel ridge regression: no gates, and λ by the exact leave-one-out error. */
export const isKernel = (model: FitOptions["model"]): boolean => model === "ntk" || model === "gaussian";
