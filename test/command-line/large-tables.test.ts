import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { randomGenerator } from "halfspace";
import { expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const main = join(import.meta.dirname, "..", "..", "command-line", "dist", "main.js");

function numbers(rowCount: number): string {
  const random = randomGenerator(3);
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const rows = Array.from({ length: rowCount }, () => {
    const cells = names.map(() => random.uniform());
    return [...cells.map((cell) => cell.toFixed(6)), (2 * cells[0] + cells[1]).toFixed(3)].join(",");
  });
  return `${[...names, "y"].join(",")}\n${rows.join("\n")}\n`;
}

/** In 48 MB two million cells have no room as texts: each takes 24 bytes and more. Columns of numbers lie outside the heap. */
it("a table is read and predicted in less memory than its cells would take as texts", async () => {
  folder.write("few.csv", numbers(500));
  folder.write("many.csv", numbers(200_000));
  const words = ["--target", "y", "--gates", "10", "--lambda", "0.1", "--json"];
  const fitted = await folder.halfspace("fit", "few.csv", ...words);
  expect(fitted.code).toBe(0);
  const command = ["--max-old-space-size=48", main, "predict", folder.path("model.json"), folder.path("many.csv")];
  const predicted = spawnSync(process.execPath, [...command, "--out", folder.path("p.csv")], { encoding: "utf8" });
  expect(predicted.stderr).toBe("");
  expect(predicted.status).toBe(0);
  expect(folder.read("p.csv").trimEnd().split("\n")).toHaveLength(200_001);
});
