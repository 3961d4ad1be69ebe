import type { TrainOptions } from "halfspace";
import type { Flag, Refusal } from "../../flags/flag.js";
import type { FitOptions } from "./options.js";

/** A flag of `halfspace fit`: beside the rest, what it asks of `train`. */
export interface FitFlag<Value> extends Flag<Value, FitOptions> {
  /** The options of `train` that it stands for; nothing for flags that this program heeds by itself. */
  train?(value: Value, options: FitOptions): Partial<TrainOptions>;
}

/** The flags of some options by the names of these. */
export type FitFlags<Options> = {
  readonly [Name in keyof Options]-?: FitFlag<Exclude<Options[Name], undefined>>;
};

/** `--model auto` chooses what this flag would fix. */
export const notWithAuto = ({ model }: FitOptions): Refusal | undefined =>
  model === "auto" ? { got: "it with --model auto", expected: "one of them" } : undefined;
