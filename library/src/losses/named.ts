import { InputError } from "../errors.js";
import { hinge } from "./hinge.js";
import { huber } from "./huber.js";
import { logistic } from "./logistic.js";
import type { DiagonalLoss, Loss, SmoothLoss, SquaredLoss } from "./loss.js";
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

/** The names of those losses that have a property, for messages. */
export function lossNamesWhere(has: (loss: Loss) => boolean): string {
  return lossNames.filter((name) => has(makers[name]({}))).join(", ");
}

/**
 * The loss with this name and parameters (`Loss.parameters`); undefined when this version does not know it.
 * @returns the loss, or undefined
 */
export function namedLoss(name: string, parameters: Readonly<Record<string, number>> = {}): Loss | undefined {
  return Object.hasOwn(makers, name) ? makers[name]({ ...parameters }) : undefined;
}

/** A loss whose name came from a file or an option, where only the squared one works. @throws InputError for another loss */
export function requireSquared(loss: Loss, purpose: string): SquaredLoss {
  if (loss.curvature === "constant") return loss;
  throw new InputError({
    code: "unsupported-loss",
    argument: "loss",
    got: loss.name,
    expected: `squared() for ${purpose}`,
  });
}

/** A loss whose name came from a file or an option, where a gradient is needed. @throws InputError for a loss with corners */
export function requireSmooth(loss: Loss, purpose: string): SmoothLoss {
  if (loss.curvature !== "none") return loss;
  throw new InputError({
    code: "unsupported-loss",
    argument: "loss",
    got: loss.name,
    expected: `one with a gradient for ${purpose}`,
  });
}

/** A loss where sums over the rows with a curvature are needed, one output after the other. @throws InputError for others */
export function requireUncoupled(loss: Loss, purpose: string): SquaredLoss | DiagonalLoss {
  if (loss.curvature === "constant" || loss.curvature === "diagonal") return loss;
  throw new InputError({
    code: "unsupported-loss",
    argument: "loss",
    got: loss.name,
    expected: `one of a single output and with a gradient for ${purpose}`,
  });
}
