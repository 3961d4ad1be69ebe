import { type Encoding, featureNames, type TableRecord } from "@halfspace/tables";
import { shapeSummary } from "halfspace";
import type { Scores } from "../../report.js";
import type { ClassScores } from "./class-scores.js";
import type { FittedModel } from "./fitted-model.js";
import type { IntervalScore } from "./interval-score.js";
import type { TargetScore } from "./scores.js";

/** What was made of one table. */
export interface FitOutcome {
  readonly result: FittedModel;
  readonly scores: Scores;
  /** Of several targets; none for a single one. */
  readonly byTarget: readonly TargetScore[];
  /** Of a classification. */
  readonly classScores?: ClassScores | undefined;
  /** Where intervals were asked for. */
  readonly intervals?: IntervalScore | undefined;
}

/** The one object of --json; its keys are a promise to programs. */
export function jsonReport(
  { result, scores, byTarget, intervals, classScores }: FitOutcome,
  { encoding }: TableRecord,
  modelFile: string,
): object {
  return {
    status: result.status,
    task: result.task,
    model: result.model,
    ...shapeSummary(result.shape),
    ...monotoneRecord(result, encoding),
    lambda: result.lambda,
    lambdaFraction: result.lambdaFraction,
    sampleCount: result.sampleCount,
    featureCount: result.featureCount,
    maskCount: result.maskCount,
    activeGates: result.activeGates,
    certificate: certificateRecord(result),
    ...(result.freshGates ? { freshGates: result.freshGates } : {}),
    ...(result.growth ? { growth: result.growth } : {}),
    ...(result.allNetworks ? { allNetworks: result.allNetworks } : {}),
    ...decompositionRecord(result),
    crossValidation: crossValidationRecord(result),
    ...scores,
    ...(classScores ? { classScores } : {}),
    ...(intervals ? { intervals } : {}),
    ...(byTarget.length > 0 ? { targets: Object.fromEntries(byTarget) } : {}),
    seconds: result.seconds,
    modelFile,
  };
}

/** 1 or −1 by the encoded column's name, where predictions never fall or never rise. */
function monotoneRecord({ options: { monotone } }: FittedModel, encoding: Encoding): object {
  if (!monotone) return {};
  const names = featureNames(encoding);
  return { monotone: Object.fromEntries(names.map((name, k) => [name, monotone[k]]).filter(([, sign]) => sign !== 0)) };
}

function certificateRecord({ certificate }: FittedModel): object {
  return {
    program: certificate.program,
    primalObjective: certificate.primalObjective,
    dualObjective: certificate.dualObjective,
    dualityGap: certificate.dualityGap,
    relativeGap: certificate.relativeGap,
    coverage: certificate.coverage,
    maskCount: certificate.maskCount,
    maxConeViolation: certificate.maxConeViolation,
    ...("starts" in certificate ? { largestViolation: certificate.largestViolation, starts: certificate.starts } : {}),
  };
}

function decompositionRecord({ decomposition }: FittedModel): object {
  if (!decomposition) return {};
  const { strategy, objective, relativeGap, inflation } = decomposition;
  return { decomposition: { strategy, objective, relativeGap, inflation } };
}

function crossValidationRecord({ crossValidation }: FittedModel): object | null {
  if (!crossValidation) return null;
  const { metric, mean, standardError, folds, way, path } = crossValidation;
  return { metric, mean, standardError, folds, way, path };
}
