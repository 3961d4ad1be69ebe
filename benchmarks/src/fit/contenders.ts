/** Who fits: each as two commands, from raw rows to a model file, and from there to predictions of raw rows. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { python } from "../python.js";
import type { FitTable } from "./fit-table.js";
import type { Command } from "./run-process.js";

/** Where a fit finds its rows, and where it leaves its model and predictions. */
export interface FitFiles {
  readonly train: string;
  readonly test: string;
  readonly model: string;
  readonly predictions: string;
}

/** One way from a raw table to a model file. */
export interface FitContender {
  readonly name: string;
  /** What is timed: it ends when the model file is written. */
  fit(table: FitTable, files: FitFiles): Command;
  /** Writes a column "prediction" and, for classes, a column "probability of CLASS" each. */
  predict(table: FitTable, files: FitFiles): Command;
}

const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const peakMemory = new URL("peak-memory.js", import.meta.url).href;
const node = (script: string, words: readonly string[]): Command => [
  ...([process.execPath, "--import", peakMemory, script] as const),
  ...words,
];
const here = join(import.meta.dirname, "../../..");

/** A built checkout of halfspace, and further words for its `fit`. */
export interface HalfspaceOptions {
  readonly name?: string;
  /** The root of the checkout; this one by default. */
  readonly checkout?: string;
  readonly extra?: readonly string[];
}

/** The command line as a person calls it. All rows of the training file are learned from: the test rows lie in the other one. */
export function halfspace({ name = "halfspace", checkout = here, extra = [] }: HalfspaceOptions = {}): FitContender {
  return {
    name,
    fit: ({ target, task, flags = [] }, { train, model }) =>
      node(commandLine(checkout), [
        ...["fit", train, "--target", target, "--task", task, "--holdout", "0", "--out", model, "--json"],
        ...flags,
        ...extra,
      ]),
    predict: (table, files) => predictWithHalfspace(checkout, table, files),
  };
}

/** What `npx halfspace` runs; checkouts of before the packages became one have it elsewhere. */
function commandLine(checkout: string): string {
  const places = ["library/bin/halfspace.js", "command-line/bin/halfspace.js"].map((place) => join(checkout, place));
  return places.find(existsSync) ?? places[0];
}

function predictWithHalfspace(checkout: string, { task }: FitTable, files: FitFiles): Command {
  const { test, model, predictions } = files;
  const probabilities = task === "classification" ? ["--probabilities"] : [];
  return node(commandLine(checkout), ["predict", model, test, "--out", predictions, ...probabilities]);
}

/** Every contender but halfspace that this machine has; what is missing is said. */
export function otherContenders(): FitContender[] {
  const peers = pythonPeers();
  return [peers[0] ?? straightLine, ...ydf(), ...peers.slice(1)];
}

/** Our own: the program with one gate that is open on every row. */
const straightLine: FitContender = {
  name: "straight line (one open gate)",
  fit: ({ target, task }, { train, model }) => node(beside("straight-line.js"), [train, target, task, model]),
  predict: (table, files) => predictWithHalfspace(here, table, files),
};

function ydf(): FitContender[] {
  try {
    createRequire(import.meta.url).resolve("ydf-training");
  } catch {
    console.error("ydf-training is missing (npm install --no-save ydf-training): its boosted trees are left out");
    return [];
  }
  return [ownScript("boosted trees (ydf)", (words) => node(beside("ydf.js"), words))];
}

/** A straight line first, then boosted trees and a network by gradient descent; none where Python lacks scikit-learn. */
function pythonPeers(): FitContender[] {
  try {
    execFileSync(python, ["-c", "import sklearn, pandas"], { stdio: "ignore" });
  } catch {
    console.error("scikit-learn and pandas are missing (HALFSPACE_PYTHON names a Python that has them): left out");
    return [];
  }
  const script = join(import.meta.dirname, "../../native/fit_peers.py");
  const peer = (name: string, kind: string) => ownScript(name, (words) => [python, script, kind, ...words]);
  return [
    peer("logistic or ridge regression (scikit-learn)", "linear"),
    peer("boosted trees (scikit-learn)", "trees"),
    peer("MLP (scikit-learn)", "network"),
  ];
}

/** A script of this folder, which takes `fit` or `predict`, and files. */
function ownScript(name: string, command: (words: readonly string[]) => Command): FitContender {
  return {
    name,
    fit: ({ target, task }, { train, model }) => command(["fit", train, target, task, model]),
    predict: ({ target, task }, { test, model, predictions }) =>
      command(["predict", test, target, task, model, predictions]),
  };
}
