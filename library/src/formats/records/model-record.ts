import { gatedNetworkOf } from "../../models/gated-model.js";
import type { KernelMachine } from "../../models/kernel-machine.js";
import type { CrossValidation } from "../../models/model-facts.js";
import { rawNetwork } from "../../models/network-kinds.js";
import { plainNetworkOf } from "../../models/plain-model.js";
import type { PartsOfKind, TrainedModel } from "../../models/trained-model.js";
import type { ShapedGates } from "../../programs/shaped-gates.js";
import { intervalsOf, intervalsRecord } from "./interval-record.js";
import type { ModelRecord } from "./model-schema.js";
import { type KernelMachineRecord, kernelMachineOf, neuronsOf, neuronsRecord } from "./network-parts.js";
import { shapeOfRecord, shapeRecord } from "./shape-record.js";
import {
  backgroundOf,
  backgroundRecord,
  calibrationRecord,
  entriesOf,
  matrixOf,
  reductionOf,
  reductionRecord,
  statementRecord,
  tableRecord,
} from "./vocabulary.js";

/** A model as its file keeps it, in the file's order. @param table what travels with the model */
export function modelRecord(model: TrainedModel, table: unknown): ModelRecord {
  return {
    format: "halfspace-model",
    version: model.shape ? 2 : 1,
    ...trainingRecord(model),
    ...evidenceRecord(model),
    notes: [...model.notes],
    reduction: reductionRecord(model.reduction),
    ...(model.shape ? { shape: shapeRecord(model.shape) } : {}),
    gates: tableRecord(model.gates),
    point: { which: [...model.point.which], blocks: [...model.point.blocks] },
    ...(model.constant ? { constant: [...model.constant] } : {}),
    ...networkRecord(model),
    ...backgroundRecord(model),
    table: table ?? null,
  };
}

/** What was trained, on what, and how. */
function trainingRecord(model: TrainedModel) {
  const { labels, sampleWeights, dualPoint, calibration, lossParameters } = model;
  return {
    ...entriesOf(model, ["task", "model"]),
    labels: labels && [...labels],
    status: model.status as ModelRecord["status"],
    loss: model.loss,
    ...(lossParameters ? { lossParameters: { ...lossParameters } } : {}),
    ...(sampleWeights ? { sampleWeights: [...sampleWeights] } : {}),
    ...(dualPoint ? { dualPoint: [...dualPoint] } : {}),
    ...calibrationRecord({ calibration }),
    ...intervalsRecord(model),
    ...entriesOf(model, ["lambda", "lambdaFraction"]),
    options: { ...entriesOf(model.options, optionEntries), ...monotoneRecord(model.options) },
    ...entriesOf(model, ["sampleCount", "featureCount", "outputCount", "maskCount", "activeGates"]),
  };
}

const optionEntries = [
  ...(["gates", "gateStrategy", "standardise", "standardiseTargets", "bias", "folds", "seed"] as const),
  ...(["tolerance", "pathTolerance", "q", "solver", "initial"] as const),
] as const;

function monotoneRecord({ monotone }: TrainedModel["options"]): Pick<ModelRecord["options"], "monotone"> {
  return monotone ? { monotone: [...monotone] } : {};
}

/** What is claimed of it. */
function evidenceRecord(model: TrainedModel) {
  const { certificate, statement, freshGates, growth, allNetworks, decomposition, crossValidation } = model;
  return {
    certificate: entriesOf(certificate, certificateEntries),
    ...statementRecord(statement),
    ...(freshGates ? { freshGates: entriesOf(freshGates, freshEntries) } : {}),
    ...(growth ? { growth: entriesOf(growth, ["rounds", "added", "tolerance"]) } : {}),
    ...(allNetworks ? { allNetworks: entriesOf(allNetworks, ["dualObjective", "relativeGap"]) } : {}),
    decomposition: decomposition && entriesOf(decomposition, decompositionEntries),
    crossValidation: crossValidation && crossValidationRecord(crossValidation),
  };
}

const certificateEntries = [
  ...(["program", "primalObjective", "dualObjective", "dualityGap", "relativeGap", "maxConeViolation"] as const),
  ...(["coverage", "maskCount", "largestViolation", "starts"] as const),
] as const;
const freshEntries = [
  ...(["count", "draw", "trained", "violating", "shareAbove", "confidence", "relativeGap"] as const),
] as const;
const decompositionEntries = ["strategy", "inflation", "objective", "relativeGap", "maxConeViolation"] as const;

function crossValidationRecord(chosen: CrossValidation) {
  const pointEntries = ["lambdaFraction", "mean", "standardError"] as const;
  return {
    ...entriesOf(chosen, ["metric", ...pointEntries, "folds", "way"]),
    path: chosen.path.map((point) => entriesOf(point, pointEntries)),
  };
}

/** What the network needs beside gates and blocks. */
function networkRecord(model: TrainedModel): Pick<ModelRecord, "neurons" | "kernel"> {
  switch (model.kind) {
    case "gated":
      return { neurons: null };
    case "plain": {
      const { inner } = model.network;
      return { neurons: neuronsRecord(inner.kind === "convolutional" ? inner.filters : inner) };
    }
    case "generated":
      return { neurons: neuronsRecord(model.network.inner) };
    case "kernel":
      return { neurons: null, kernel: kernelMachineRecord(model.network.inner) };
  }
}

function kernelMachineRecord({ kernel, rows, dual }: KernelMachine): KernelMachineRecord {
  const described =
    kernel.kind === "gaussian"
      ? ({ name: "gaussian", bandwidth: kernel.bandwidth } as const)
      : ({ name: "ntk", bandwidth: null } as const);
  return { ...described, rows: tableRecord(rows), dual: tableRecord(dual) };
}

/** The model of a record whose sizes fit. */
export function modelOfRecord(record: ModelRecord): TrainedModel {
  const { shape, sampleWeights, dualPoint } = record;
  const constant = record.constant && Float64Array.from(record.constant);
  const reduction = reductionOf(record.reduction);
  const gates = matrixOf(record.gates);
  const shaped: ShapedGates = {
    gates,
    ...(shape ? { shape: shapeOfRecord(shape, gates, reduction.columns.bias) } : {}),
  };
  const point = { which: Int32Array.from(record.point.which), blocks: Float64Array.from(record.point.blocks) };
  return {
    ...entriesOf(record, plainEntries),
    ...(sampleWeights ? { sampleWeights: Float64Array.from(sampleWeights) } : {}),
    ...(dualPoint ? { dualPoint: Float64Array.from(dualPoint) } : {}),
    reduction,
    ...shaped,
    point,
    ...(constant ? { constant } : {}),
    coverage: record.certificate.coverage,
    ...partsOfKind(record, shaped, { reduction, point, constant }),
    ...intervalsOf(record, shaped.shape),
    ...backgroundOf(record),
    table: record.table ?? undefined,
  };
}

/** What a model holds as its file does. */
const plainEntries = [
  ...(["task", "labels", "status", "loss", "lossParameters", "calibration", "lambda", "lambdaFraction"] as const),
  ...(["options", "sampleCount", "featureCount", "outputCount", "maskCount", "activeGates"] as const),
  ...(["certificate", "statement", "freshGates", "growth", "allNetworks", "crossValidation", "notes"] as const),
] as const;

/** Where a file's model becomes one of its kind. */
function partsOfKind(
  { model, kernel, neurons, decomposition, calibration }: ModelRecord,
  shaped: ShapedGates,
  { reduction, point, constant }: Pick<TrainedModel, "reduction" | "point" | "constant">,
): PartsOfKind<TrainedModel> {
  const trained = { constant, calibration };
  if (kernel) {
    const network = rawNetwork(kernelMachineOf(kernel), reduction, trained);
    return { kind: "kernel", model: kernel.name, network, decomposition: null };
  }
  if (neurons && decomposition) {
    const network = rawNetwork(plainNetworkOf(neuronsOf(neurons), shaped.shape), reduction, trained);
    return { kind: "plain", model: "relu", network, decomposition };
  }
  if (neurons) {
    const network = rawNetwork(neuronsOf(neurons), reduction, trained);
    return { kind: "generated", model: "relu", network, decomposition: null };
  }
  const network = gatedNetworkOf(reduction, shaped, point, trained);
  return { kind: "gated", model: model === "mkl" ? model : "gated-relu", network, decomposition: null };
}
