// From a table to a model and its exports
import {
  changesOf,
  effectPoints,
  explainedRow,
  explainOptions,
  explanationFacts,
  moduleOfRows,
  onnxOfRows,
  probabilityMeasures,
  readTable,
  readTableRecord,
  rowsToJudge,
  selectEncodedRows,
  splitTable,
  taskOf,
  trainingFacts,
  trainingRowsOf,
} from "@halfspace/tables";
import { explain, nearestChange, score, train, withBackground } from "halfspace";

const lines = Array.from({ length: 60 }, (_, row) => {
  const [area, floor] = [40 + ((row * 37) % 50), row % 5];
  return `${area},${floor},${area + 10 * Math.abs(floor - 2) > 75 ? "dear" : "cheap"}`;
});
const table = await readTable(`area,floor,price\n${lines.join("\n")}`);
const split = splitTable(table, "price", { holdout: 0.25, seed: 1 });
const { record, train: training, test } = split;
const model = await train({ ...training, ...taskOf(record), gates: 50, lambdaFraction: 0.02 });
const scores = score(model, test?.inputs ?? [], test?.targets ?? []) as { accuracy: number };
console.log(scores.accuracy > 0.8); // → true

// The record is plain JSON; with it the same rows are found again.
const again = readTableRecord(JSON.parse(JSON.stringify(record)));
console.log(trainingRowsOf(table, again).inputs.rows === training.inputs.rows); // → true
console.log(rowsToJudge(table, again, { sampleCount: model.sampleCount }).which); // → test
console.log(selectEncodedRows(training, [0, 1]).inputs.rows); // → 2

// Models that take raw rows: a module, and a graph for the ONNX runtime.
console.log(moduleOfRows(model, record.encoding).module.includes("area")); // → true
console.log(onnxOfRows(model, record.encoding).length > 1000); // → true

// What may change in search of another class, and what pictures need to know.
const row = [...training.inputs.values.subarray(0, training.inputs.columns)];
const other = training.targets[0] === "dear" ? "cheap" : "dear";
const found = nearestChange(model, [row], {
  wanted: { label: other },
  changes: changesOf(record.encoding, row, ["floor"]),
});
console.log(found.method); // → pieces
const [effect] = effectPoints(record.encoding, training.inputs);
console.log(effect.name); // → area
const explained = withBackground(model, training.inputs, { count: 10 });
const facts = explanationFacts(explained, record.encoding, training.inputs, ["area", "floor"]);
console.log(facts.effects.length); // → 2
console.log(trainingFacts(model, split).target); // → price
const one = selectEncodedRows(training, [0]).inputs;
const { shapley } = explainOptions(record.encoding, { of: "prediction", seed: 1, fixed: [] });
const explanation = explain(explained, one, shapley);
const said = explainedRow(explained, record.encoding, one, { row: 1, explanation });
console.log(said.outputs[0].columns.map(({ name }) => name).join(" ")); // → area floor
const half = { rows: 2, columns: 2, values: Float64Array.of(0.9, 0.1, 0.2, 0.8) };
const labels = ["cheap", "dear"];
const measures = probabilityMeasures(half, labels, { targets: labels });
console.log(Object.keys(measures).join(" ")); // → reliability thresholds
