import { completed } from "../linear-algebra/completed.js";
import { sigmoid } from "../losses/logistic.js";
import { classProbabilities } from "../losses/softmax.js";
import { probabilitiesOf, type Scaling, uncalibrated } from "../models/class-probabilities.js";
import type { Calibration } from "../models/model-facts.js";
import { calibrationError } from "./decisions.js";
import { meanLogLoss } from "./metrics.js";

/**
 * Fits slope and intercept to held-out outputs by maximum likelihood, and one slope alone for K > 1 outputs.
 * `classes[j]` is the index of row j's label. The method is Newton's with halving. Where a fit is no better than the
 * given outputs, or runs off on separable rows, its values stay bounded. Rows count by their weights, all alike when absent.
 * @returns the slope and the intercept that `predictProbabilities` applies
 */
export function fitCalibration(
  outputs: Float64Array,
  outputCount: number,
  classes: Int32Array,
  count: number,
  weights?: Float64Array,
): Calibration {
  return completed(calibrationInSteps({ outputs, classes, weights }, outputCount, count));
}

/** The same; yields between looks at all rows. @param outputCount of a row @param count of the classes */
export function* calibrationInSteps(
  rows: CalibratedRows,
  outputCount: number,
  count: number,
): Generator<undefined, Calibration> {
  const { outputs, classes, weights } = rows;
  const loss = (scaling: Scaling) =>
    meanLogLoss(probabilitiesOf(outputs, outputCount, count, scaling), classes, weights);
  const stepFrom = (scaling: Scaling) =>
    outputCount === 1 ? binaryStep(rows, scaling) : slopeStep(rows, outputCount, scaling);
  const logLossBefore = loss(uncalibrated);
  let best: Fitted = { scaling: uncalibrated, logLoss: logLossBefore };
  for (let round = 0; round < 60; round++) {
    const step = stepFrom(best.scaling);
    yield undefined;
    // At a bound of the slope the intercept goes on alone.
    const better =
      (yield* halvedStep(best, step, loss)) ??
      (yield* halvedStep(best, { slope: 0, intercept: step.interceptAlone }, loss));
    if (!better) break;
    best = better;
  }
  const { scaling, logLoss } = best;
  const probabilities = probabilitiesOf(outputs, outputCount, count, scaling);
  return { ...scaling, logLossBefore, logLoss, calibrationError: calibrationError(probabilities, classes, weights) };
}

/** Rows to calibrate on: the outputs of each one after the other, the index of its class, and what it counts for. */
export interface CalibratedRows {
  readonly outputs: Float64Array;
  readonly classes: Int32Array;
  readonly weights: Float64Array | undefined;
}

interface Fitted {
  readonly scaling: Scaling;
  readonly logLoss: number;
}

/** The longest of the halved steps that lowers the loss, within the bounds; undefined where none does. */
function* halvedStep(
  from: Fitted,
  step: Scaling,
  loss: (scaling: Scaling) => number,
): Generator<undefined, Fitted | undefined> {
  for (let t = 1; t > 1e-4; t *= 0.5) {
    const slope = Math.min(100, Math.max(1e-3, from.scaling.slope + t * step.slope));
    const intercept = Math.min(20, Math.max(-20, from.scaling.intercept + t * step.intercept));
    const scaling = { slope, intercept };
    const logLoss = loss(scaling);
    yield undefined;
    if (logLoss < from.logLoss - 1e-12) return { scaling, logLoss };
  }
  return undefined;
}

/** A Newton step in slope and intercept together, and one in the intercept alone. */
interface CalibrationStep extends Scaling {
  readonly interceptAlone: number;
}

/** Newton step of Σ log(1 + e^{−y(su + c)}) in (s, c), with a little ridge. */
function binaryStep({ outputs, classes, weights }: CalibratedRows, { slope, intercept }: Scaling): CalibrationStep {
  let [gs, gc, hss, hsc, hcc] = [0, 0, 1e-9, 0, 1e-9];
  for (let j = 0; j < outputs.length; j++) {
    const p = sigmoid(slope * outputs[j] + intercept);
    const c = weights ? weights[j] : 1;
    const r = c * (p - (classes[j] === 1 ? 1 : 0));
    const w = c * p * (1 - p);
    gs += r * outputs[j];
    gc += r;
    hss += w * outputs[j] * outputs[j];
    hsc += w * outputs[j];
    hcc += w;
  }
  const determinant = hss * hcc - hsc * hsc;
  return {
    slope: -(hcc * gs - hsc * gc) / determinant,
    intercept: -(hss * gc - hsc * gs) / determinant,
    interceptAlone: -gc / hcc,
  };
}

/** Newton step of the softmax log loss in the slope. */
function slopeStep({ outputs, classes, weights }: CalibratedRows, count: number, { slope }: Scaling): CalibrationStep {
  const p = new Float64Array(outputs.length);
  classProbabilities(
    outputs.map((value) => slope * value),
    count,
    p,
  );
  let [gradient, curvature] = [0, 1e-9];
  for (let j = 0; j < classes.length; j++) {
    let [mean, square] = [0, 0];
    for (let k = j * count; k < (j + 1) * count; k++) {
      mean += p[k] * outputs[k];
      square += p[k] * outputs[k] * outputs[k];
    }
    const c = weights ? weights[j] : 1;
    gradient += c * (mean - outputs[j * count + classes[j]]);
    curvature += c * (square - mean * mean);
  }
  return { slope: -gradient / curvature, intercept: 0, interceptAlone: 0 };
}
