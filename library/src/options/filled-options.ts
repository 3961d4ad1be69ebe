import type { TrainOptions } from "./train-options.js";

/**
 * Options of `train` with every default filled in that depends on no other option; the rest is filled in by its one reader. Only `gates` are
 * generated where `monotone` asks for them, because half of the readers ask how gates come about.
 */
export type FilledOptions = TrainOptions &
  Required<
    Pick<
      TrainOptions,
      | ("task" | "model" | "q" | "activation" | "layers" | "standardise" | "bias" | "seed" | "foldOrder")
      | ("lambda" | "lambdaFraction" | "pathTolerance")
    >
  >;

/** Fills the defaults in; an option that is undefined counts as not given. */
export function fillDefaults(options: TrainOptions): FilledOptions {
  const { task = "auto", model = "gated-relu", q = 1, activation = "relu", layers = 2 } = options;
  const { standardise = true, bias = true, seed = 1, foldOrder = "shuffled" } = options;
  const { lambda = "auto", lambdaFraction = "auto", pathTolerance = 1e-2 } = options;
  const network = { task, model, q, activation, layers, standardise, bias, seed, foldOrder };
  const gates = options.gates ?? (options.monotone === undefined ? undefined : ("generate" as const));
  return { ...options, ...network, ...(gates === undefined ? {} : { gates }), lambda, lambdaFraction, pathTolerance };
}
