import { type Budget, startBudget } from "../fitting/budget.js";
import type { MatrixLike } from "../linear-algebra/matrix.js";
import type { KernelName } from "../models/kernel-model.js";
import { resolveSettings, type Settings } from "../options/settings.js";
import type { TrainOptions } from "../options/train-options.js";
import { now } from "../solvers/clock.js";
import { trainGated } from "./train-gated.js";
import { trainGenerated } from "./train-generated.js";
import { trainKernel } from "./train-kernel.js";
import type { AnyTrainResult, TrainResult } from "./train-result.js";

/**
 * Trains a two-layer network from a table. λ is chosen by k-fold cross-validation along a warm-started path, unless it
 * is given. Then program (8) is solved on all rows to the tolerance. The result is a network over raw columns, with a
 * certificate that anyone can recompute.
 *
 * With drawn gates the certificate speaks of the program over these gates, not of all networks. With gates "generate" or "complete" it is
 * the network's own non-convex problem that is solved, and its certificate says how far the search went.
 * @returns the network, its certificate and how it came about; a spent time limit is a `status`
 * @throws InputError for a mistake in the options or the table; `signal.reason` when aborted
 */
export async function train(
  options: TrainOptions & {
    readonly gates?: number | MatrixLike;
    readonly model?: Exclude<TrainOptions["model"], KernelName>;
  },
): Promise<TrainResult>;
export async function train(options: TrainOptions): Promise<AnyTrainResult>;
export async function train(options: TrainOptions): Promise<AnyTrainResult> {
  const begin = now();
  const settings = resolveSettings(options);
  return trainBySettings(settings, startBudget(settings.limits, begin));
}

/** Trains the kind of model that the settings are for: over gates, over gates that are generated, or by kernel ridge regression. */
function trainBySettings(settings: Settings, budget: Budget): Promise<AnyTrainResult> {
  if (settings.kind === "kernel") return trainKernel(settings, budget);
  return settings.generation ? trainGenerated(settings, budget) : trainGated(settings, budget);
}
