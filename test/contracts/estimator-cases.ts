import { InputError, type TrainedModel, type TrainOptions, toModelFile, train } from "halfspace";
import { expect } from "vitest";
import { inputs, signal } from "../training/evidence-kinds.js";

/** What the checks of estimators share. */

export const sides = signal.map((value) => (value > 0 ? "above" : "below"));
export const small = { gates: 8, fresh: 0, lambdaFraction: 0.1 } as const;

/** The error of a call that is refused, in one line. */
export async function refused(options: object): Promise<InputError> {
  const given = { inputs, targets: signal, ...small, ...options } as TrainOptions;
  const error = await train(given).catch((caught) => caught);
  expect(error, JSON.stringify(options)).toBeInstanceOf(InputError);
  expect(error.message).not.toContain("\n");
  return error;
}

/** Everything of a model file but what a clock says. */
export const withoutTimes = (model: TrainedModel): string =>
  toModelFile(model).replace(/"(?:seconds|trainedAt|created)":[^,}]*/g, "");
