import { type GateStrategy, gateStrategies } from "../arrangements/gate-strategies.js";
import { gaussianGates, mostGates } from "../arrangements/sample.js";
import { InputError, requireOneOf } from "../errors.js";
import { type Matrix, toMatrix } from "../linear-algebra/matrix.js";
import { conflict } from "./conflict.js";
import type { FilledOptions } from "./filled-options.js";
import { modelRequirements } from "./requirements.js";
import type { TrainOptions } from "./train-options.js";

/** How many gates are drawn by default; also those by which λ is measured where gates are generated. */
export const usualGates = 1000;

/** How gates are generated for the network itself; null where they are drawn or given. */
export type Generation = "generate" | "complete" | null;

/** @throws InputError where the model, its outputs or another option leaves nothing to generate */
export function readGeneration({ gates, decomposition, model }: FilledOptions, outputs: number): Generation {
  if (typeof gates !== "string") return null;
  requireOneOf("gates", gates, ["generate", "complete"]);
  if (!modelRequirements[model].generation) {
    throw conflict("gates", `"${gates}" with model ${model}`, 'model "relu"');
  }
  if (outputs > 1) {
    const got = `${outputs} outputs with gates "${gates}"`;
    throw new InputError({ code: "several-targets", argument: "targets", got, expected: "one" });
  }
  if (!decomposition) return gates;
  throw conflict("decomposition", `one with gates "${gates}"`, "none: there is nothing to decompose");
}

/**
 * Gates that look at the table are drawn where the table is known as the program sees it
 * (`fitting/reduced-problem.ts`). With q above 1 the penalty has the NTK's weights, and so its measure.
 */
export function readGateStrategy(options: FilledOptions): GateStrategy {
  const { gateStrategy, q } = options;
  const reason = notDrawn(options);
  if (gateStrategy === undefined) return reason || q > 1 ? "gaussian" : "mixed";
  requireOneOf("gateStrategy", gateStrategy, gateStrategies);
  if (!reason) return gateStrategy;
  throw conflict("gateStrategy", `it with ${reason}`, "it only where gates on columns are drawn");
}

/** What keeps a strategy from being chosen. */
function notDrawn({ gates, patches }: FilledOptions): string | undefined {
  if (typeof gates === "string") return `gates "${gates}"`;
  if (typeof gates === "object") return "given gates";
  return patches ? "patches" : undefined;
}

/** Whether anything but two plain layers of ReLU is asked for, so that `shape-options.ts` must read it. */
export function asksForShape({ activation, layers, hiddenWidth, patches }: TrainOptions): boolean {
  return [activation, layers, hiddenWidth, patches].some((option) => option !== undefined);
}

/** How many gates are asked for. @throws InputError for anything that is not a whole number, at least 1 */
export function gateCount({ gates = usualGates }: FilledOptions): number {
  if (typeof gates === "number" && Number.isInteger(gates) && gates >= 1 && gates <= mostGates) return gates;
  const expected = `a whole number of gates, from 1 to ${mostGates}`;
  throw new InputError({ code: "out-of-range", argument: "gates", got: String(gates), expected });
}

/** The gates given, or Gaussian ones, (rows)×p. @throws InputError for given gates of another number of rows */
export function readGates(options: FilledOptions, rows: number): Matrix {
  const { gates, seed } = options;
  if (typeof gates === "string") return gaussianGates(rows, usualGates, seed);
  if (typeof gates !== "object") return gaussianGates(rows, gateCount(options), seed);
  const given = toMatrix(gates, "gates");
  if (given.rows === rows) return given;
  const expected = `${rows}, one for each column of the program (bias included)`;
  throw new InputError({ code: "shape-mismatch", argument: "gates", got: `${given.rows} rows`, expected });
}
