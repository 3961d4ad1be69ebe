// Gradient boosted trees of ydf-training (WebAssembly) at their defaults. node ydf.js fit TRAIN TARGET TASK MODEL; node ydf.js predict TEST TARGET TASK MODEL OUT
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { toCsv } from "@halfspace/tables";

/** What is used of ydf-training, which is no dependency (docs/performance.md says how to install it for a run). */
interface Ydf {
  GradientBoostedTreesLearner: new (label: string, task: string) => { train(csv: string): YdfModel };
  loadModelFromZipBlob(blob: Blob): Promise<YdfModel>;
}
interface YdfModel {
  /** Row by row; of two classes the second one's probability alone. */
  predict(csv: string): number[];
  getLabelClasses(): string[];
  save(): Promise<Blob>;
}

const require = createRequire(import.meta.url);
// It expects its packer as a global, as in a page, and finds it where it was installed itself.
Object.assign(globalThis, { JSZip: createRequire(require.resolve("ydf-training"))("jszip") });
const ydf = (await require("ydf-training")()) as Ydf;
const [what, table, target, task, model, out] = process.argv.slice(2);
const csv = readFileSync(table, "utf8");
if (what === "fit") {
  const trained = new ydf.GradientBoostedTreesLearner(target, task.toUpperCase()).train(csv);
  writeFileSync(model, Buffer.from(await (await trained.save()).arrayBuffer()));
} else {
  const trained = await ydf.loadModelFromZipBlob(new Blob([readFileSync(model)]));
  writeFileSync(out, toCsv(columnsOf(trained.predict(csv), task === "regression" ? [] : trained.getLabelClasses())));
}

function columnsOf(values: readonly number[], labels: readonly string[]) {
  if (labels.length === 0) return { columnNames: ["prediction"], columns: [values] };
  const rows = labels.length === 2 ? values.map((p) => [1 - p, p]) : chunks(values, labels.length);
  const columns = labels.map((_, k) => rows.map((row) => row[k]));
  const predicted = rows.map((row) => labels[row.indexOf(Math.max(...row))]);
  return {
    columnNames: ["prediction", ...labels.map((name) => `probability of ${name}`)],
    columns: [predicted, ...columns],
  };
}

function chunks(values: readonly number[], size: number): number[][] {
  return Array.from({ length: values.length / size }, (_, row) => values.slice(row * size, (row + 1) * size));
}
