// Charts as data, drawn as SVG and PNG
import {
  type Chart,
  columnImportanceChart,
  confusionMatrix,
  crossValidationCurve,
  effectChart,
  palette,
  predictedAgainstTrue,
  reliabilityDiagram,
  renderSvg,
  scoreAgainstSize,
  thresholdChart,
  trainingCharts,
} from "@halfspace/pictures";
import { renderPng } from "@halfspace/pictures/node";

const group = { label: "test rows", truth: [1, 2, 3], predicted: [1.1, 1.9, 3.2] };
const columns = [
  { name: "area", loss: 2 },
  { name: "floor", loss: 0.1 },
];
const path = [
  { lambdaFraction: 1, mean: 3, standardError: 0.2 },
  { lambdaFraction: 0.1, mean: 1, standardError: 0.2 },
];
const words = {
  target: "state",
  labels: ["well", "sick"],
  truth: ["well", "sick"],
  predicted: ["well", "well"],
};
const charts: Chart[] = [
  predictedAgainstTrue({ target: "rent", title: "Predicted against true", groups: [group] }),
  columnImportanceChart({ columns, measure: "RMSE" }),
  confusionMatrix(words),
  crossValidationCurve({ metric: "RMSE", path, chosen: 0.1 }),
  effectChart({
    name: "area",
    measure: "rent",
    at: [40, 80],
    curves: [{ label: "mean", mean: [500, 900] }],
    rows: [],
  }),
  reliabilityDiagram({ bins: [{ count: 10, confidence: 0.8, accuracy: 0.7 }] }),
  scoreAgainstSize({
    measure: "RMSE",
    isGreaterBetter: false,
    candidates: [{ name: "gated-relu", value: 2, size: 300, isChosen: true }],
  }),
  thresholdChart({
    label: "sick",
    points: [{ threshold: 0.5, precision: 0.8, recall: 0.7, f1: 0.75 }],
  }),
];
console.log(charts.every((chart) => renderSvg(chart).startsWith("<svg"))); // → true
// The first bytes of every PNG file.
const png = renderPng(charts[1], 1);
console.log(String.fromCharCode(...png.subarray(1, 4))); // → PNG
console.log(palette.blue); // → #0072b2
// Everything that a report of a training shows.
const importance = { subtitle: "", columns, measure: "RMSE" };
const facts = {
  target: "rent",
  labels: null,
  groups: [group],
  crossValidation: null,
  importance,
};
console.log(trainingCharts(facts).length); // → 2
