import { huber } from "./huber.js";
import { logistic } from "./logistic.js";
import type { Loss } from "./loss.js";
import { hinge, quantile } from "./piecewise-linear.js";
import { poisson } from "./poisson.js";
import { softmax } from "./softmax.js";
import { squared } from "./squared.js";
import { squaredHinge } from "./squared-hinge.js";

const makers: Record<string, (parameters: Record<string, number>) => Loss> = {
  squared,
  logistic,
  softmax,
  hinge,
  "squared-hinge": squaredHinge,
  huber,
  quantile,
  poisson,
};

/** The losses by the names that model files and the command line use. */
export const lossNames: readonly string[] = Object.keys(makers);

/** The loss with this name and parameters (`Loss.parameters`); undefined when this version does not know it. */
export function namedLoss(name: string, parameters: Readonly<Record<string, number>> = {}): Loss | undefined {
  return Object.hasOwn(makers, name) ? makers[name]({ ...parameters }) : undefined;
}

/** Whether a loss is for classes, and how many outputs its targets have for them. */
export function classTargets(loss: Loss): "signs" | "one-hot" | "none" {
  if (loss.name === "softmax") return "one-hot";
  return ["squared", "logistic", "hinge", "squared-hinge"].includes(loss.name) ? "signs" : "none";
}

/** Whether a loss is for numbers that may be shifted and scaled. */
export function hasFreeUnits(loss: Loss): boolean {
  return ["squared", "huber", "quantile"].includes(loss.name);
}

/** The loss in units in which targets are divided by `scale`: the same minimiser, L divided by a constant. */
export function rescaledLoss(loss: Loss, scale: number): Loss {
  return loss.name === "huber" ? huber({ delta: (loss.parameters?.delta ?? 1) / scale }) : loss;
}
