// A study of twenty tables: what it draws, and how its page comes of the results of a sweep

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Method,
  methodsOf,
  type StudyPlaces,
  type StudyTable,
  studyTables,
  type TabularJob,
  type TabularStudy,
  tabularStudy,
  tabularSweep,
  tabularTitle,
  writeStudyTables,
} from "@halfspace/reproduction";
import {
  fewRows,
  heavyTails,
  letters,
  levels,
  type MadeTable,
  manyRows,
  messages,
  mushrooms,
  patches,
  people,
  qualities,
  sixtyWords,
  smallMixture,
  smooth,
  sparse,
} from "@halfspace/reproduction/made-tables";

// The same rows on every machine; `withoutNoise` is what the best possible model says.
const table: MadeTable = smooth(3);
console.log(table.columnNames.join(" ")); // → x1 x2 x3 x4 x5 x6 y
const ofNumbers = [sparse, levels, heavyTails, qualities, manyRows, fewRows];
console.log(ofNumbers.map((maker) => maker(1).columnNames.length).join(" ")); // → 61 8 11 12 11 21
const ofClasses = [messages, letters, patches, smallMixture, people, mushrooms, sixtyWords];
console.log(ofClasses.map((maker) => maker(1).columnNames.length).join(" ")); // → 58 17 19 31 15 23 61

const tables: readonly StudyTable[] = studyTables.filter(({ name }) => name === "smooth");
const methods: readonly Method[] = methodsOf(["forest"]);
console.log(methods.map(({ name }) => name).join(", ")); // → auto, fit, forest, forest-tuned

// `data` has the files of the tables that are not drawn.
const places: StudyPlaces = {
  data: ".",
  folder: mkdtempSync(join(tmpdir(), "halfspace-example-")),
  most: 50,
};
const { files, missing } = await writeStudyTables(tables, places);
const study: TabularStudy = { tables, methods, splits: 2, mostRows: places.most, missing };
console.log(tabularSweep(study, files).models.length); // → 4

// The sweep's results give the page: here of one job, as `runSweep` would give it.
const result = {
  name: "fit",
  test: 0.3,
  r2: 0.8,
  train: 0.1,
  testError: 0.1,
  trainError: 0.1,
  size: 7,
  certificate: null,
};
const job: TabularJob = {
  job: { set: "smooth", split: 1, model: "fit" },
  result: { ...result, trainRows: 37, testRows: 13 },
};
console.log(tabularTitle.name, tabularStudy([job], study).tables[0].rows.length); // → tabular 1
