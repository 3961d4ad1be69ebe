// Try every family of models and take the best
import {
  fromAverageFile,
  isAverageFile,
  learnedMetric,
  modelAtPenalty,
  modelFamilies,
  type SelectionProgress,
  selectModel,
  toAverageFile,
  verifyAverage,
} from "halfspace";

const inputs = Array.from({ length: 40 }, (_, row) => [(row % 8) / 4, Math.floor(row / 8) / 3]);
const targets = inputs.map(([first, second]) => first * second + Math.max(0, second - 1));
console.log(modelFamilies.length); // → 9

const seen = new Set<string>();
const onProgress = ({ family }: SelectionProgress) => seen.add(String(family));
const families = ["neural-tangent", "gated-relu"] as const;
const selection = await selectModel({
  inputs,
  targets,
  families,
  gates: 50,
  members: 2,
  onProgress,
});
// The first candidate, or a simpler one that is level with it.
console.log(selection.candidates.some(({ name }) => name === selection.chosen.name)); // → true
console.log(selection.metric); // → rmse
// The second best, trained on all rows.
const other = await selection.refit(selection.candidates[1]);
console.log(other.network.predict(inputs).length); // → 40

// An average of models has a file of its own.
if (selection.model.model === "average") {
  const text = toAverageFile(selection.model);
  const average = fromAverageFile(text);
  console.log(isAverageFile(text) && verifyAverage(average, inputs, targets).verified); // → true
}
// Kernels whose distances were learned from the targets: how much each column counts in them.
const metric = await selectModel({ inputs, targets, families: ["learned-metric"], members: 1 });
if (metric.model.model === "average") {
  console.log(learnedMetric(metric.model)?.length); // → 2
}
// The formula of one family at a penalty that is known.
const ridge = await modelAtPenalty({ inputs, targets, family: "neural-tangent", lambda: 0.1 });
console.log(ridge.network.predict(inputs).length); // → 40
