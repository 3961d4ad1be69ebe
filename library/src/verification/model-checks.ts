import { provedCoverage } from "../arrangements/completeness.js";
import { transposeError } from "../certificates/bounds/rounding-bounds.js";
import type { Statement } from "../certificates/statement.js";
import { completed } from "../linear-algebra/completed.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import type { Intervals } from "../models/intervals/intervals.js";
import { heldOutScores } from "../models/intervals/row-scores.js";
import type { GeneratedModel } from "../models/plain-model.js";
import type { TrainingTable } from "../models/program-of-model.js";
import type { AnyModel, TrainedModel } from "../models/trained-model.js";
import { wrongSign } from "../networks/monotone.js";
import { nextDown, nextUp } from "../numerics/rigorous/index.js";
import { lambdaMax } from "../programs/group-program.js";
import { absoluteProducts } from "../programs/masked-program.js";
import type { NetworkTraining } from "../programs/network-training.js";
import type { MaskedProgram } from "../programs/shaped-program.js";
import { learnReduction, type ReductionOptions } from "../reductions/reduction.js";
import { atMost, type Finding, same, sameNumbers, within } from "./findings.js";

/** What must follow from the raw table alone: the maps of columns and outputs, bit for bit, and the rows that are kept as a background. */
export function rawTableFindings(
  model: Pick<AnyModel, "reduction" | "background">,
  { inputs, targets }: TrainingTable,
  options: ReductionOptions,
  { link, groupSize }: { readonly link: "exp" | undefined; readonly groupSize: number },
): Finding[] {
  const claimed = model.reduction;
  const found = completed(learnReduction(inputs, targets, options, groupSize));
  return [
    sameNumbers("reduction.columns.shift", claimed.columns.shift, found.columns.shift),
    sameNumbers("reduction.columns.factor", claimed.columns.factor, found.columns.factor),
    same("reduction.columns.bias", claimed.columns.bias, found.columns.bias),
    sameNumbers("reduction.outputs.shift", claimed.outputs.shift, found.outputs.shift),
    sameNumbers("reduction.outputs.scale", claimed.outputs.scale, found.outputs.scale),
    same("reduction.outputs.link", claimed.outputs.link, link),
    ...backgroundFindings(model, inputs),
  ];
}

/** Neighbouring columns that share their units: the pixels of a channel of an image. */
export function groupSizeOf({ shape }: Pick<TrainedModel, "shape">): number {
  return shape?.kind === "convolutional" ? shape.patches.height * shape.patches.width : 1;
}

/** What the model says of its loss and its task. */
export function lossFindings(model: TrainedModel, loss: Loss): Finding[] {
  const { lossParameters = {}, labels, task } = model;
  const names = Object.keys(lossParameters);
  return [
    same("task", task, labels ? "classification" : "regression"),
    ...names.map((name) => same(`lossParameters.${name}`, lossParameters[name], loss.parameters?.[name])),
    {
      field: "sampleWeights",
      holds: (model.sampleWeights ?? []).every((weight) => weight >= 0 && Number.isFinite(weight)),
      problem: "has a weight that is negative or not a number",
    },
  ];
}

/** Every row of the background must be a row of the raw table, bit for bit but for the sign of zero. */
function backgroundFindings({ background }: Pick<AnyModel, "background">, inputs: Matrix): Finding[] {
  if (!background) return [];
  const textOf = ({ columns, values }: Matrix, row: number) =>
    values.subarray(row * columns, (row + 1) * columns).join(" ");
  const known = new Set(Array.from({ length: inputs.rows }, (_, row) => textOf(inputs, row)));
  const strange = Array.from({ length: background.rows }, (_, row) => row).find(
    (row) => !known.has(textOf(background, row)),
  );
  const problem = `has a row (its ${(strange ?? 0) + 1}.) that is none of the table`;
  return [{ field: "background", holds: strange === undefined, problem }];
}

/** The score of every row of training under the network that is said not to have seen it, bit for bit. */
export function intervalFindings(
  { intervals, labels }: { readonly intervals?: Intervals; readonly labels: AnyModel["labels"] },
  table: TrainingTable,
): Finding[] {
  return intervals ? [sameNumbers("intervals.scores", intervals.scores, heldOutScores(intervals, table, labels))] : [];
}

/** The names of what the certificate is about, where the model says any. */
export function statementFindings({ statement }: { readonly statement?: Statement }, found: Statement): Finding[] {
  if (!statement) return [];
  const names = Object.keys({ ...found.hashes, ...statement.hashes });
  return [
    same("statement.arithmetic", statement.arithmetic, found.arithmetic),
    ...names.map((name) => same(`statement.hashes.${name}`, statement.hashes[name], found.hashes[name])),
  ];
}

/** "solved" must be proved to the tolerance that the file names, and must be said where the file's own gap meets it. */
export function statusFinding(
  { status, options, certificate }: Pick<TrainedModel, "status" | "options" | "certificate">,
  relativeGap: number,
): Finding {
  const { tolerance } = options;
  if (status === "solved") return atMost("status", tolerance, relativeGap);
  const holds = !(certificate.relativeGap <= tolerance);
  return { field: "status", holds, problem: `says ${status}, but its gap meets ${tolerance}` };
}

/** A network that is said to be monotone must be so by the signs of its weights alone: of those that were judged, and of those over raw columns. */
export function signFindings(
  { network, reduction }: GeneratedModel,
  { monotone }: Pick<NetworkTraining, "monotone">,
): Finding[] {
  if (!monotone) return [];
  const wrong = wrongSign(network.inner, monotone);
  const problem = wrong ? `does not hold for neuron ${wrong.neuron + 1} in column ${wrong.column + 1}` : "";
  // Columns are divided by positive numbers, and outputs multiplied by one: neither turns a sign.
  const factors = [...reduction.columns.factor, ...reduction.outputs.scale];
  return [
    { field: "options.monotone", holds: wrong === undefined, problem },
    { field: "reduction", holds: factors.every((factor) => factor >= 0), problem: "turns a sign around" },
  ];
}

/** λ as a share of the largest λ that does anything, which is known up to the rounding of one product with the table. */
export function fractionFinding({ lambda, lambdaFraction }: TrainedModel, program: MaskedProgram): Finding {
  const z = new Float64Array(program.data.sampleCount * program.data.outputs);
  program.loss.negativeGradient(new Float64Array(z.length), program.data, z);
  const largest = Math.max(lambdaMax(program), 1e-13 * absoluteProducts(program)) || 1;
  const error = 4 * transposeError(program.operator, z, program.data.outputs) + largest * 2 ** -44;
  return within(
    "lambdaFraction",
    lambdaFraction,
    nextDown(lambda / (largest + error)),
    nextUp(lambda / Math.max(0, largest - error)),
  );
}

/** "complete" must be proved again, by an exact count of the table's cells. */
export function coverageFinding({ coverage, shape }: TrainedModel, program: MaskedProgram): Finding {
  const field = "certificate.coverage";
  if (coverage === "sampled") return { field, holds: true, problem: "" };
  const plain = !shape || shape.kind === "activation";
  if (coverage !== "complete" || !plain || program.kind === "gated-convolutional") {
    return { field, holds: false, problem: `says ${coverage}, which is not proved for gates of this kind` };
  }
  const { inputs, arrangement } = program;
  const holds = provedCoverage({ coverage, inputs, arrangement }) === "complete";
  return { field, holds, problem: "says complete, and exact arithmetic does not prove that no mask is missing" };
}
