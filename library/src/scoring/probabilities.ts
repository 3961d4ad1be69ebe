import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, matrix } from "../linear-algebra/matrix.js";
import { sigmoid } from "../losses/logistic.js";
import { hasProbabilities } from "../losses/loss.js";
import { namedLoss } from "../losses/named.js";
import { classProbabilities } from "../losses/softmax.js";
import type { Calibration } from "../models/model-facts.js";
import type { Predictor } from "../models/raw-network.js";
import type { TrainedModel } from "../models/trained-model.js";

/**
 * Class probabilities from a network's outputs u: 1/(1 + e^{−(su + c)}) for two classes in one output, softmax(su) for more, with slope s
 * and intercept c fitted to held-out outputs of the cross-validation folds (Platt scaling; temperature scaling). Without folds s = 1,
 * c = 0, which is a probability for the logistic and softmax losses only.
 * @param inputs m×d raw rows
 * @returns m×classes in the order of `model.labels`; every row sums to 1
 * @throws InputError "wrong-task" for a regression, "no-probabilities" for another loss without folds
 */
export function predictProbabilities(
  model: Pick<TrainedModel, "labels" | "loss" | "calibration"> & { readonly network: Predictor },
  inputs: MatrixLike,
): Matrix {
  const { labels, network, loss, calibration } = model;
  if (!labels) {
    throw new InputError({
      code: "wrong-task",
      argument: "model",
      got: "a regression",
      expected: "a classification to predict probabilities",
    });
  }
  if (!calibration && !givesProbabilities(loss)) {
    throw new InputError({
      code: "no-probabilities",
      argument: "model",
      got: `one of the ${loss} loss, which has no probabilities of its own`,
      hint: 'Train with lambda "auto", so that folds can calibrate them, or with the logistic or softmax loss.',
    });
  }
  const outputs = network.predict(inputs);
  return probabilitiesOf(outputs, network.outputCount, labels.length, calibration ?? { slope: 1, intercept: 0 });
}

/** Whether a loss of this name makes outputs probabilities without calibration. */
export function givesProbabilities(name = ""): boolean {
  const loss = namedLoss(name);
  return loss !== undefined && hasProbabilities(loss);
}

type Scaling = Pick<Calibration, "slope" | "intercept">;

/** n×classes from raw outputs (n×K). */
export function probabilitiesOf(
  outputs: Float64Array,
  outputCount: number,
  classes: number,
  { slope, intercept }: Scaling,
): Matrix {
  const n = outputs.length / outputCount;
  const out = matrix(n, classes);
  if (outputCount === 1) {
    for (let j = 0; j < n; j++) {
      const p = sigmoid(slope * outputs[j] + intercept);
      out.values[2 * j] = 1 - p;
      out.values[2 * j + 1] = p;
    }
    return out;
  }
  classProbabilities(
    outputs.map((value) => slope * value),
    outputCount,
    out.values,
  );
  return out;
}

/**
 * Fits slope and intercept to held-out outputs by maximum likelihood, and one slope alone for K > 1 outputs.
 * `classes[j]` is the index of row j's label. The method is Newton's with halving. Where a fit is no better than the
 * given outputs, or runs off on separable rows, its values stay bounded.
 * @returns the slope and the intercept that `predictProbabilities` applies
 */
export function fitCalibration(
  outputs: Float64Array,
  outputCount: number,
  classes: Int32Array,
  count: number,
): Calibration {
  const loss = (scaling: Scaling) => meanLogLoss(probabilitiesOf(outputs, outputCount, count, scaling), classes);
  let best: Scaling = { slope: 1, intercept: 0 };
  let value = loss(best);
  const logLossBefore = value;
  for (let round = 0; round < 60; round++) {
    const step =
      outputCount === 1 ? binaryStep(outputs, classes, best) : slopeStep(outputs, outputCount, classes, best);
    let moved = false;
    for (let t = 1; t > 1e-4; t *= 0.5) {
      const slope = Math.min(100, Math.max(1e-3, best.slope + t * step.slope));
      const next = { slope, intercept: Math.min(20, Math.max(-20, best.intercept + t * step.intercept)) };
      const nextValue = loss(next);
      if (nextValue < value - 1e-12) {
        [best, value, moved] = [next, nextValue, true];
        break;
      }
    }
    if (!moved) break;
  }
  const probabilities = probabilitiesOf(outputs, outputCount, count, best);
  return { ...best, logLossBefore, logLoss: value, calibrationError: calibrationError(probabilities, classes) };
}

/** Newton step of Σ log(1 + e^{−y(su + c)}) in (s, c), with a little ridge. */
function binaryStep(outputs: Float64Array, classes: Int32Array, { slope, intercept }: Scaling): Scaling {
  let [gs, gc, hss, hsc, hcc] = [0, 0, 1e-9, 0, 1e-9];
  for (let j = 0; j < outputs.length; j++) {
    const p = sigmoid(slope * outputs[j] + intercept);
    const r = p - (classes[j] === 1 ? 1 : 0);
    const w = p * (1 - p);
    gs += r * outputs[j];
    gc += r;
    hss += w * outputs[j] * outputs[j];
    hsc += w * outputs[j];
    hcc += w;
  }
  const determinant = hss * hcc - hsc * hsc;
  return { slope: -(hcc * gs - hsc * gc) / determinant, intercept: -(hss * gc - hsc * gs) / determinant };
}

/** Newton step of the softmax log loss in the slope. */
function slopeStep(outputs: Float64Array, count: number, classes: Int32Array, { slope }: Scaling): Scaling {
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
    gradient += mean - outputs[j * count + classes[j]];
    curvature += square - mean * mean;
  }
  return { slope: -gradient / curvature, intercept: 0 };
}

/** Mean −log of the probability of the true class; probabilities below 1e-15 count as that. */
export function meanLogLoss(probabilities: Matrix, classes: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < probabilities.rows; j++) {
    sum -= Math.log(Math.max(1e-15, probabilities.values[j * probabilities.columns + classes[j]]));
  }
  return sum / probabilities.rows;
}

/** Expected calibration error: ten equal bins of the largest probability, |confidence − accuracy| weighted by their rows. */
export function calibrationError(probabilities: Matrix, classes: ArrayLike<number>): number {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, confidence: 0, right: 0 }));
  const { rows, columns, values } = probabilities;
  for (let j = 0; j < rows; j++) {
    let best = 0;
    for (let k = 1; k < columns; k++) if (values[j * columns + k] > values[j * columns + best]) best = k;
    const confidence = values[j * columns + best];
    const bin = bins[Math.min(9, Math.floor(10 * confidence))];
    bin.count++;
    bin.confidence += confidence;
    if (best === classes[j]) bin.right++;
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / rows;
}
