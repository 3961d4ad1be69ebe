// Runs of the built command line on a table with words and gaps: reports, model files and predictions.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pumpsTable } from "./tables.js";

/** Runs commands in an empty folder with the table in it; gives what `read` finds there and the last report. */
function inFolder(checkout, work) {
  const folder = mkdtempSync(join(tmpdir(), "same-bits-"));
  const main = join(checkout, "command-line", "dist", "main.js");
  const halfspace = (...words) =>
    execFileSync(process.execPath, [main, ...words], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  try {
    writeFileSync(join(folder, "pumps.csv"), pumpsTable());
    return work(halfspace, (name) => readFileSync(join(folder, name), "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const reportOf = (halfspace, words) => JSON.parse(halfspace("fit", "pumps.csv", "--json", ...words));

/** The report and the model file. */
const fitting = (...words) => ({
  name: `halfspace fit ${words.join(" ")}`,
  run: (_, checkout) =>
    inFolder(checkout, (halfspace, read) => ({
      report: reportOf(halfspace, words),
      file: JSON.parse(read("model.json")),
    })),
});

/** The same, then the file is verified, inspected and predicts. */
const using = (...words) => ({
  name: `halfspace fit, verify, inspect and predict ${words.join(" ")}`,
  run: (_, checkout) =>
    inFolder(checkout, (halfspace, read) => {
      const report = reportOf(halfspace, words);
      halfspace("predict", "model.json", "pumps.csv");
      return {
        report,
        file: JSON.parse(read("model.json")),
        predictions: read("predictions.csv"),
        verification: JSON.parse(halfspace("verify", "model.json", "pumps.csv", "--json")),
        inspection: JSON.parse(halfspace("inspect", "model.json", "--json")),
      };
    }),
});

const few = ["--gates", "30"];

export const commandLineRuns = [
  using("--target", "power", "--drop", "level", ...few),
  fitting("--target", "level", "--drop", "power", ...few, "--lambda", "0.05", "--loss", "hinge"),
  using("--target", "fluid", ...few, "--lambda", "0.1"),
  fitting("--target", "power,wear", ...few, "--lambda", "0.1"),
  fitting("--target", "power", "--drop", "level", ...few, "--lambda", "theorem"),
  fitting("--target", "power", "--drop", "level", ...few, "--lambda", "0.1", "--model", "relu"),
  fitting("--target", "power", "--drop", "level", "--model", "ntk"),
  fitting("--target", "level", "--drop", "power", ...few, "--model", "auto"),
  fitting("--target", "power", "--drop", "level,fluid", ...few, "--lambda", "0.1", "--layers", "3"),
];
