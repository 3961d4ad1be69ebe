/**
 * npm run bench -- NAME… [--json | --markdown] [--tiny] [--runs N] [--only TABLE,TABLE] [--beside CHECKOUT] [--kept FILE]
 * Several names, or `all` of them, run one after the other, each in a process of its own.
 * npm run bench -- fit --write FOLDER writes the tables of a benchmark as CSV files.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "halfspace";
import { averageIntervals } from "./average-intervals.js";
import type { Benchmark, TableWriter } from "./benchmark.js";
import { certificate } from "./certificate.js";
import { cholesky } from "./cholesky.js";
import { fit } from "./fit/fit.js";
import { writeTables } from "./fit/write-tables.js";
import { folds } from "./folds.js";
import { generation, globalOptimum } from "./generation.js";
import { intervals } from "./intervals.js";
import { kernelMatrix } from "./kernel-matrix.js";
import { masks } from "./masks.js";
import { memory } from "./memory.js";
import { ntkRidge } from "./ntk-ridge.js";
import { path } from "./path.js";
import { pricing } from "./pricing.js";
import { range } from "./range.js";
import { machine, printReport } from "./report.js";
import { scale } from "./scale.js";
import { startUp } from "./start-up.js";
import { train } from "./train.js";

const benchmarks: Record<string, Benchmark> = {
  pricing,
  masks,
  certificate,
  "kernel-matrix": kernelMatrix,
  cholesky,
  train,
  generation,
  "global-optimum": globalOptimum,
  path,
  scale,
  "ntk-ridge": ntkRidge,
  memory,
  "start-up": startUp,
  fit,
  folds,
  intervals,
  "average-intervals": averageIntervals,
  range,
};

/** Benchmarks whose tables can be written as CSV files, to be used by hand. */
const tableWriters: Record<string, TableWriter> = { fit: writeTables };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    tiny: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    runs: { type: "string" },
    only: { type: "string" },
    beside: { type: "string" },
    kept: { type: "string" },
    write: { type: "string" },
  },
});
const names = positionals.includes("all") ? Object.keys(benchmarks) : positionals;
const known = values.write === undefined ? Object.keys(benchmarks) : Object.keys(tableWriters);
const unknown = names.find((name) => !known.includes(name));
if (names.length === 0 || unknown) {
  refuse(`got ${unknown ?? "no name"}; expected one of ${known.join(", ")}`);
}
const runs = values.runs === undefined ? undefined : Number(values.runs);
if (runs !== undefined && !(Number.isInteger(runs) && runs > 0)) {
  refuse(`--runs: got ${values.runs}; expected a whole number, at least 1`);
}
if (names.length === 1) await run(names[0]).catch(refuseInput);
else {
  // Threads that one benchmark starts or stops, and memory it leaves, must not be another's.
  for (const name of names) {
    const flags = process.argv.slice(2).filter((word) => !positionals.includes(word));
    const { status } = spawnSync(process.execPath, [process.argv[1], name, ...flags], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
}

async function run(name: string): Promise<void> {
  const { tiny, only, beside, kept, write, json, markdown } = values;
  const options = {
    ...{ tiny, runs, only: only?.split(","), kept },
    beside: beside === undefined ? undefined : resolve(beside),
  };
  if (write !== undefined) {
    console.log((await tableWriters[name](write, options)).join("\n"));
    return;
  }
  const found = await benchmarks[name](options);
  const report = { name, machine: machine(), ...(Array.isArray(found) ? { rows: found } : found) };
  if (json) console.log(JSON.stringify(report));
  else printReport(report, markdown);
}

function refuse(sentence: string): never {
  console.error(`bench: ${sentence}`);
  process.exit(2);
}

function refuseInput(error: unknown): never {
  if (error instanceof InputError) refuse(error.message);
  throw error;
}
