import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readingFor, readTableRecord } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";
import { fromModelFile } from "halfspace";
import * as native from "onnxruntime-node";
import * as web from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import { feedsOf } from "../onnx-feeds.js";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
/** Few gates and folds, or one λ for the long tables, keep this quick; with the defaults the scores are better. */
const tables: Record<string, readonly string[]> = {
  "energy-efficiency.csv": ["--target", "Y1", "--drop", "Y2", "--gates", "100", "--folds", "2"],
  "bank.csv": ["--target", "y", "--gates", "50", "--lambda", "0.1"],
  "crx.data": ["--target", "16", "--no-header", "--gates", "100", "--folds", "2"],
  "abalone.data": ["--target", "9", "--no-header", "--gates", "50", "--lambda", "0.1"],
  "horse-colic.data": ["--target", "24", "--no-header", "--gates", "100", "--folds", "2"],
};

/** Module and ONNX on the raw rows of the table, as text came, against what `predict` wrote. */
async function requireEqualExports(path: string, predictions: readonly (string | number)[]): Promise<void> {
  for (const format of ["js", "onnx"]) {
    const exported = await folder.inShell("export", "model.json", "--format", format, "--precision", "double");
    expect(exported).toMatchObject({ code: 0, stderr: "" });
  }
  const { labels, table: record } = fromModelFile(folder.read("model.json"));
  const { encoding } = readTableRecord(record);
  const { columnNames, columns, rowCount } = await readTableFile(path, { names: [encoding.target.name] });
  const rows = Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(columnNames.map((name, column) => [name, columns[column][row]])),
  );
  const { predict } = await import(/* @vite-ignore */ `${pathToFileURL(folder.path("model.mjs")).href}?${path}`);
  const feeds = feedsOf(
    readFileSync(folder.path("model.onnx")),
    encoding,
    await readTableFile(path, readingFor(encoding)),
  );
  const found = [predict(rows)];
  web.env.wasm.numThreads = 1;
  for (const runtime of [native, web]) {
    const session = await runtime.InferenceSession.create(readFileSync(folder.path("model.onnx")));
    const { label, output } = await session.run(feeds);
    found.push(Array.from((labels ? label : output).data as ArrayLike<unknown>));
  }
  if (labels) {
    for (const each of found) expect(each).toEqual(predictions);
    return;
  }
  const size = Math.max(...predictions.map((value) => Math.abs(Number(value))));
  for (const each of found) {
    predictions.forEach((value, row) => {
      expect(Math.abs(each[row] - Number(value)) / size).toBeLessThan(1e-12);
    });
  }
}

/** Fits, verifies, predicts and exports a table, as its owner would. */
async function goTheWholeWay(table: string, words: readonly string[]): Promise<void> {
  const fitted = await folder.inShell("fit", table, ...words, "--json");
  expect(fitted.stderr).toBe("");
  const { status, certificate, test, baseline } = JSON.parse(fitted.stdout);
  expect(status).toBe("solved");
  expect(certificate.relativeGap).toBeLessThanOrEqual(1e-6);
  if ("rmse" in test) expect(test.rmse).toBeLessThan(baseline.rmse);
  else expect(test.balancedAccuracy).toBeGreaterThan(baseline.balancedAccuracy);
  const verified = await folder.inShell("verify", "model.json", table, "--json");
  expect(JSON.parse(verified.stdout).verified).toBe(true);
  const predicted = await folder.inShell("predict", "model.json", table, "--json");
  expect(predicted.code).toBe(0);
  const { predictions } = JSON.parse(predicted.stdout);
  expect(predictions.length).toBeGreaterThan(0);
  await requireEqualExports(table, predictions);
}

it("pumps.csv, which comes with the project: fits, beats the baseline, certifies; verify, predict and exports agree", async () => {
  const table = join(import.meta.dirname, "..", "..", "examples", "data", "pumps.csv");
  await goTheWholeWay(table, ["--target", "power_kW", "--gates", "50", "--lambda", "0.05"]);
});

describe.skipIf(!sharedFolder)(`tables as people have them, with no preparation by hand${sharedFolderNote}`, () => {
  for (const [name, words] of Object.entries(tables)) {
    it(`${name}: fits, beats the baseline, certifies; verify and predict agree`, () =>
      goTheWholeWay(join(sharedFolder ?? "", "data", "raw", name), words));
  }
});
