// A straight line by our own program: one gate, open on every row, on the columns that halfspace fit makes. node straight-line.js TRAIN TARGET TASK MODEL
import { writeFileSync } from "node:fs";
import { splitTable, taskOf } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";
import { toModelFile, train } from "halfspace";

const [path, target, task, out] = process.argv.slice(2);
const { train: rows, record } = splitTable(await readTableFile(path), target, {
  ...{ holdout: 0, seed: 1, task: task as "regression" | "classification" },
});
// The last row of a gate meets the constant column, which is one everywhere.
const open = Array.from({ length: rows.inputs.columns + 1 }, (_, k) => [k === rows.inputs.columns ? 1 : 0]);
const result = await train({
  ...(rows as Parameters<typeof train>[0]),
  ...taskOf(record),
  gates: open,
});
writeFileSync(out, toModelFile(result, { table: record }));
