// Find the rows that show how a model judges
import { readTable, splitTable, type TellingRow, taskOf, tellingRows } from "@halfspace/tables";
import { train } from "halfspace";

const rows = Array.from({ length: 40 }, (_, k) => `${k},${k * k}`);
const split = splitTable(await readTable(`x,y\n${rows.join("\n")}\n`), "y", {
  holdout: 0.25,
  seed: 1,
});
const model = await train({ ...split.train, ...taskOf(split.record), gates: 20, lambda: 0.01 });
const found: TellingRow[] = tellingRows(model, split.test ?? split.train);
console.log(found.map(({ title }) => title).join(", ")); // → The largest prediction, The smallest prediction, The largest mistake
