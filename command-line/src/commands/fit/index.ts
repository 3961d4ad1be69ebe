import type { CommandDefinition } from "../../command.js";
import { tableOperand } from "../../table-source.js";
import { fitFlags } from "./flags.js";
import type { FitOptions } from "./options.js";
import { fitTable } from "./run.js";

const examples = `
Examples:
  $ halfspace fit houses.csv --target price
  $ halfspace fit energy.csv --target Y1 --drop Y2 --out energy.json --report energy.html
  $ halfspace fit energy.csv --target Y1,Y2
  $ halfspace fit abalone.data --target 9 --no-header --seed 7
  $ halfspace fit bank.csv --target y --lambda 0.01 --time-limit 60 --json
  $ halfspace fit houses.csv --target price --model auto --time-limit 120
  $ halfspace fit --sql "select * from houses" --database houses.duckdb --target price
  $ halfspace fit pumps.csv --target power_kW --lambda theorem --noise 0.5 --confidence 0.95

Other networks (one of them at a time; everything else works as for the plain one):
  $ halfspace fit houses.csv --target price --layers 3
  $ halfspace fit houses.csv --target price --activation leaky-relu --slope 0.1
  $ halfspace fit digits.csv --target digit --task classification --image 28x28 --filter 5x5
  $ halfspace fit signals.csv --target kind --image 1x128 --filter 1x9 --stride 2
A row of an image table is one image: its columns are the pixels, row by row, channel after channel.

COLUMN is a name or a number from 1. Exit code: 0 solved, 1 not solved within the budget, 2 bad input, 130 interrupted.`;

/** `halfspace fit`: from a table to a network, its honest score and its certificate. */
export const fit: CommandDefinition<FitOptions> = {
  name: "fit",
  description: "train a certified network from a table",
  operands: [
    tableOperand(
      "CSV, TSV, space-aligned text, JSON, ARFF, .xlsx, Parquet or Arrow, also in gzip or zstd; - is standard input",
    ),
  ],
  flags: fitFlags,
  examples,
  run: fitTable,
};
