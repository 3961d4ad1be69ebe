import type { Row } from "./report.js";

export interface BenchmarkOptions {
  /** Small shapes and few turns: for correctness, never for time. */
  readonly tiny: boolean;
  /** Of a benchmark with named tables: these alone. */
  readonly only?: readonly string[];
}

export type Benchmark = (options: BenchmarkOptions) => Promise<Row[]>;

/** Writes the tables of a benchmark into a folder as CSV files; gives one line a table, which says how it is used by hand. */
export type TableWriter = (folder: string, options: BenchmarkOptions) => Promise<string[]>;
