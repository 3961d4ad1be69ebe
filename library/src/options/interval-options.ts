import { InputError } from "../errors.js";
import { fewestRows } from "../models/intervals/intervals.js";
import { countOf, totalWeight } from "../scoring/mean.js";
import { conflict } from "./conflict.js";
import type { FilledOptions } from "./filled-options.js";
import { modelRequirements } from "./requirements.js";

/** Prediction intervals, and sets of classes, that a model is asked for. */
export interface IntervalSettings {
  /** 1 − α. */
  readonly level: number;
  /** How often each row counts: its sample weight, never its class weight. Undefined: all alike. */
  readonly weights: Float64Array | undefined;
}

/**
 * @param outputs columns of the encoded targets
 * @throws InputError for a level outside of (0, 1), too few rows for it, several targets, or a model whose folds are not solved here
 */
export function readIntervals(
  options: FilledOptions,
  rows: number,
  targets: { readonly outputs: number; readonly classes: boolean },
): IntervalSettings | null {
  const { intervals: level, model, gates, layers, sampleWeights } = options;
  if (level === undefined) return null;
  if (!(level > 0 && level < 1)) {
    const expected = "a level above 0 and below 1, such as 0.9";
    throw new InputError({ code: "out-of-range", argument: "intervals", got: level, expected });
  }
  if (!modelRequirements[model].intervals)
    throw conflict("intervals", `them with model ${model}`, "a model with gates");
  if (typeof gates === "string") throw conflict("intervals", `them with gates "${gates}"`, "a number of gates");
  if (layers > 2) throw conflict("intervals", `them with ${layers} layers`, "2 layers");
  if (!targets.classes && targets.outputs > 1) {
    const got = `${targets.outputs} targets`;
    throw new InputError({ code: "several-targets", argument: "intervals", got, expected: "one target" });
  }
  const weights = sampleWeights && scaledToCount(Float64Array.from(sampleWeights));
  const [count, fewest] = [countOf(rows, weights), fewestRows(level)];
  if (count < fewest) {
    const expected = `at least ${fewest} for the level ${level}`;
    throw new InputError({ code: "too-few-rows", argument: "intervals", got: `${Math.floor(count)} rows`, expected });
  }
  return { level, weights };
}

/** Weights whose sum is the number of rows that they stand for. */
function scaledToCount(weights: Float64Array): Float64Array {
  const scale = countOf(weights.length, weights) / totalWeight(weights.length, weights);
  return scale === 1 ? weights : weights.map((weight) => weight * scale);
}
