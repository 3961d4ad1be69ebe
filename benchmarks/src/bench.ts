/** npm run bench -- NAME [--json] [--tiny] */
import { parseArgs } from "node:util";
import type { Benchmark } from "./benchmark.js";
import { cholesky } from "./cholesky.js";
import { generation, globalOptimum } from "./generation.js";
import { kernelMatrix } from "./kernel-matrix.js";
import { masks } from "./masks.js";
import { memory } from "./memory.js";
import { ntkRidge } from "./ntk-ridge.js";
import { path } from "./path.js";
import { pricing } from "./pricing.js";
import { machine, printReport } from "./report.js";
import { scale } from "./scale.js";
import { startUp } from "./start-up.js";
import { train } from "./train.js";

const benchmarks: Record<string, Benchmark> = {
  pricing,
  masks,
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
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, tiny: { type: "boolean", default: false } },
});
const [name] = positionals;
const benchmark = benchmarks[name];
if (!benchmark) {
  console.error(`bench: got ${name ?? "no name"}; expected one of ${Object.keys(benchmarks).join(", ")}`);
  process.exit(2);
}
const report = { name, machine: machine(), rows: await benchmark({ tiny: values.tiny }) };
if (values.json) console.log(JSON.stringify(report));
else printReport(report);
