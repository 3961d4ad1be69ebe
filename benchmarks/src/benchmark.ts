import type { Report, Row } from "./report.js";

export interface BenchmarkOptions {
  /** Small shapes and few turns: for correctness, never for time. */
  readonly tiny: boolean;
  /** How many turns each contender has, where it can be chosen; each benchmark has a number of its own. */
  readonly runs?: number;
  /** The root of another built checkout of halfspace, where a benchmark can compare with one. */
  readonly beside?: string;
  /** Of a benchmark with named tables: these alone. */
  readonly only?: readonly string[];
  /** Of a benchmark of many hours: a file of what is done, one line a run, from which it goes on. */
  readonly kept?: string;
}

/** Measures, and gives the rows that it measured, with a grid where they are not shown one by one. */
export type Benchmark = (options: BenchmarkOptions) => Promise<Row[] | Pick<Report, "rows" | "grid">>;

/** Writes the tables of a benchmark into a folder as CSV files; gives one line a table, which says how it is used by hand. */
export type TableWriter = (folder: string, options: BenchmarkOptions) => Promise<string[]>;
