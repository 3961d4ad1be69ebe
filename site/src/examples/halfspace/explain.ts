// Why a row has its prediction
import {
  effectCurve,
  explain,
  explainer,
  explainRows,
  localFormula,
  nearestChange,
  shapleyExplainer,
  shapleyValues,
  train,
  withBackground,
} from "halfspace";

const inputs = Array.from({ length: 60 }, (_, row) => [row % 6, Math.floor(row / 6)]);
const targets = inputs.map(([first, second]) => Math.max(0, first - 2) + 0.5 * second);
const trained = await train({ inputs, targets, gates: 50, lambdaFraction: 0.01 });
const model = withBackground(trained, inputs, { count: 20, seed: 1 });
const row = [[5, 4]];

// Between its gates a network is a linear formula: a constant and a coefficient for each column.
const formula = localFormula(model.network, row);
const [{ constant, coefficients }] = formula?.outputs ?? [];
const [prediction] = model.network.predict(row);
console.log(Math.abs(constant + 5 * coefficients[0] + 4 * coefficients[1] - prediction) < 1e-9); // → true

// Shapley values add up to the prediction minus the mean over the background.
const [{ values, mean }] = shapleyValues(model, row);
console.log(Math.abs(values[0] + values[1] + mean[0] - prediction) < 1e-9); // → true
console.log(shapleyExplainer(model)(row).values.length); // → 2

// Both at once: for one row, for one row after the other, and for many rows that can be cancelled.
console.log(explain(model, row).shapley !== null); // → true
console.log(explainer(model)(row).formula !== null); // → true
console.log((await explainRows(model, inputs.slice(0, 3))).length); // → 3

// The nearest row with a prediction of at most 2; the second column must not change.
const changes = [{ kind: "number", least: 0, most: 5 }, { kind: "fixed" }] as const;
const change = nearestChange(model, row, { wanted: { atMost: 2.5 }, changes });
console.log(change.isNearest && change.row !== null && change.row[1] === 4); // → true

// The mean prediction while the first column is 0, then 5.
const { mean: effect } = effectCurve(model.network, inputs, { column: 0, points: [[0], [5]] });
console.log(effect.values[1] > effect.values[0] + 2); // → true
