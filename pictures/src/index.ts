/** Charts as data, drawn as SVG into any document or as text. PNG: `@halfspace/pictures/node`. */
export {
  type Chart,
  type ChartColours,
  type ChartNumbers,
  drawChart,
  type LegendEntry,
  palette,
  renderSvg,
  svgText,
} from "./chart.js";
export { type ColumnImportanceChartOptions, columnImportanceChart } from "./column-importance-chart.js";
export { type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix.js";
export { type CrossValidationCurveOptions, crossValidationCurve } from "./cross-validation-curve.js";
export { type EffectChartOptions, effectChart } from "./effect-chart.js";
export { type PredictedAgainstTrueOptions, predictedAgainstTrue } from "./predicted-against-true.js";
export { type ReliabilityDiagramOptions, reliabilityDiagram } from "./reliability-diagram.js";
export { type ScoreAgainstSizeOptions, scoreAgainstSize } from "./score-against-size.js";
export { type ThresholdChartOptions, thresholdChart } from "./threshold-chart.js";
export { type TrainingFacts, trainingCharts } from "./training-charts.js";
