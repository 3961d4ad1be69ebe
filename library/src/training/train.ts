import { type Budget, startBudget } from "../fitting/budget.js";
import type { MatrixLike } from "../linear-algebra/matrix.js";
import type { KernelName } from "../models/kernel-model.js";
import { asksForShape } from "../options/gate-options.js";
import { resolveSettings, type Settings } from "../options/settings.js";
import type { TrainOptions } from "../options/train-options.js";
import { now } from "../solvers/clock.js";
import { trainGated } from "./train-gated.js";
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
  const shapes = asksForShape(options ?? {}) ? await import("../options/shape-options.js") : undefined;
  const settings = resolveSettings(options, shapes);
  return trainBySettings(settings, startBudget(settings.limits, begin));
}

/**
 * Trains the kind of model that the settings are for: over gates, over gates that are generated, or by kernel ridge regression. Here and below,
 * what an ordinary fit does without is loaded where it is needed.
 */
async function trainBySettings(settings: Settings, budget: Budget): Promise<AnyTrainResult> {
  if (settings.kind === "kernel") {
    const { trainKernel } = await import("./train-kernel.js");
    return trainKernel(settings, budget);
  }
  if (!settings.generation) return trainGated(settings, budget);
  const { trainGenerated } = await import("./train-generated.js");
  return trainGenerated(settings, budget);
}
