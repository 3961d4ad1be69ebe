import { hinge } from "./hinge.js";
import { huber } from "./huber.js";
import { logistic } from "./logistic.js";
import type { Loss } from "./loss.js";
import { poisson } from "./poisson.js";
import { quantile } from "./quantile.js";
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

/**
 * The loss with this name and parameters (`Loss.parameters`); undefined when this version does not know it.
 * @returns the loss, or undefined
 */
export function namedLoss(name: string, parameters: Readonly<Record<string, number>> = {}): Loss | undefined {
  return Object.hasOwn(makers, name) ? makers[name]({ ...parameters }) : undefined;
}
