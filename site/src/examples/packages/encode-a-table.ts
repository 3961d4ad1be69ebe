// From raw cells to numbers, and back to words
import {
  dayOf,
  decodeLabel,
  encode,
  encodedCells,
  encodedWidth,
  encodeTarget,
  featureNames,
  learnEncoding,
  namesOfTargets,
  placedColumns,
  readEncoding,
  readingFor,
  readTable,
  selectTarget,
  splitRows,
  unfamiliarValues,
} from "@halfspace/tables";

const lines = Array.from(
  { length: 40 },
  (_, row) => `${40 + row},${["north", "south"][row % 2]},${row % 3 === 0 ? "sold" : "let"}`,
);
const table = await readTable(`area,district,state\n${lines.join("\n")}`);
const { features, target, values } = selectTarget(table, "state");
const { train, test } = splitRows(features.rowCount, {
  fraction: 0.25,
  seed: 1,
  labels: values,
});
console.log(`${train.length} rows to learn from, ${test.length} kept apart`); // → 30 rows to learn from, 10 kept apart

// Learned from the training rows alone.
const encoding = learnEncoding(features, { target, rows: train });
console.log(featureNames(encoding).join(", ")); // → area, district = north, district = south
const inputs = encode(encoding, features, { rows: train });
console.log(`${inputs.rows} × ${inputs.columns}`); // → 30 × 3
const places = placedColumns(encoding).map(({ first, width }) => `${first}+${width}`);
console.log(places.join(" ")); // → 0+1 1+2
console.log(encoding.columns.map((column) => encodedWidth(column)).join(" ")); // → 1 2
console.log(encodedCells(encoding, inputs.values.subarray(0, inputs.columns)).length); // → 2
console.log(decodeLabel(target, values[0]), namesOfTargets(target).join()); // → sold state
console.log(encodeTarget(target, table).values.length); // → 40

// New rows are read as the training rows were, and what they have that is new is said.
const fresh = await readTable(
  "area,district\n45,west\n",
  readingFor(readEncoding(JSON.parse(JSON.stringify(encoding)))),
);
console.log(unfamiliarValues(encoding, fresh).length); // → 1
console.log(dayOf(Date.UTC(2024, 0, 1), 31)); // → 2024-02-01
