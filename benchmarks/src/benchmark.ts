import type { Row } from "./report.js";

export interface BenchmarkOptions {
  /** Small shapes and few turns: for correctness, never for time. */
  readonly tiny: boolean;
}

export type Benchmark = (options: BenchmarkOptions) => Promise<Row[]>;
