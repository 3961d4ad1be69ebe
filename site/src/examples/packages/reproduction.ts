// Run a figure of the paper again, and read what it claims
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Claim,
  prepareFolder,
  type Reproduced,
  reproductions,
  tableOne,
  tableSets,
  tableSweep,
  tableTitle,
  writeReproduction,
} from "@halfspace/reproduction";
import { reproductionNames } from "@halfspace/reproduction/names";

console.log(reproductionNames.length, reproductions.length); // → 8 6
// `reproductions[0].run(…)` takes a minute and gives such a record.
const claim: Claim = { name: "example", expected: "one half", measured: 0.5, holds: true };
const reproduced: Reproduced = {
  claims: [claim],
  pictures: [],
  tables: [],
  numbers: {},
  notes: [],
};
const folder = join(mkdtempSync(join(tmpdir(), "halfspace-example-")), "figure");
await prepareFolder(folder);
const { name, title, statement } = reproductions[0];
const written = await writeReproduction({ name, title, statement }, reproduced, folder);
console.log(written.length > 0); // → true

// Table 1 is a sweep over the sets of the UCI collection.
console.log(tableSets.length); // → 35
const [set] = tableSets;
console.log(tableSweep("paper", new Map([[set, { file: `${set}.csv` }]]), 2).splits.length); // → 2
console.log(tableTitle("paper").name); // → table-1
console.log(tableOne("paper", []).claims.length); // → 1
