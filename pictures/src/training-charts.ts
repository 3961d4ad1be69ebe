import type { Chart } from "./chart.js";
import { type ColumnImportanceChartOptions, columnImportanceChart } from "./column-importance-chart.js";
import { confusionMatrix } from "./confusion-matrix.js";
import { type CrossValidationCurveOptions, crossValidationCurve } from "./cross-validation-curve.js";
import { predictedAgainstTrue } from "./predicted-against-true.js";
import { type ReliabilityDiagramOptions, reliabilityDiagram } from "./reliability-diagram.js";
import { type ThresholdChartOptions, thresholdChart } from "./threshold-chart.js";

type Label = string | number | boolean;

/** What a network trained from a table shows of itself, as plain data. */
export interface TrainingFacts {
  readonly target: string;
  /** The classes, or null for numbers. */
  readonly labels: readonly Label[] | null;
  /** Rows by group, the last one the most telling: "training rows", then "test rows". */
  readonly groups: readonly {
    readonly label: string;
    readonly truth: readonly Label[];
    readonly predicted: readonly Label[];
  }[];
  readonly crossValidation: CrossValidationCurveOptions | null;
  /** Absent where there are no probabilities. */
  readonly reliability?: ReliabilityDiagramOptions;
  /** Only of two classes with probabilities. */
  readonly thresholds?: ThresholdChartOptions;
  readonly importance: ColumnImportanceChartOptions;
}

/**
 * The charts of a trained network, the same in a page and in a report: predictions, reliability of probabilities, importance of columns, choice of the penalty.
 * @returns the charts, as plain data, in the order to be shown
 */
export function trainingCharts({
  target,
  labels,
  groups,
  crossValidation,
  reliability,
  thresholds,
  importance,
}: TrainingFacts): Chart[] {
  return [
    labels ? confusionOf(target, labels, groups) : scatterOf(target, groups),
    ...(reliability ? [reliabilityDiagram(reliability)] : []),
    ...(thresholds ? [thresholdChart(thresholds)] : []),
    columnImportanceChart(importance),
    ...(crossValidation ? [crossValidationCurve(crossValidation)] : []),
  ];
}

function confusionOf(target: string, labels: readonly Label[], groups: TrainingFacts["groups"]): Chart {
  const { label, truth, predicted } = groups[groups.length - 1];
  return confusionMatrix({ target, labels, truth, predicted, subtitle: `${truth.length} ${label}` });
}

function scatterOf(target: string, groups: TrainingFacts["groups"]): Chart {
  return predictedAgainstTrue({
    target,
    title: `Predicted against true ${target}`,
    groups: groups.map(({ label, truth, predicted }) => ({
      label,
      truth: truth as readonly number[],
      predicted: predicted as readonly number[],
    })),
  });
}
