import { json } from "../../flags/common.js";
import type { FlagTable } from "../../flags/flag.js";
import { positiveInteger } from "../../flags/values.js";
import { databaseFlag } from "../../table-source.js";

export interface SweepOptions {
  readonly out?: string;
  readonly threads?: number;
  readonly queue?: string;
  readonly database?: string;
  readonly json?: boolean;
}

/** The flags of `halfspace sweep`. */
export const sweepFlags: FlagTable<SweepOptions> = {
  out: {
    words: "--out <folder>",
    help: "the folder of the journal and the results (default: the file's name)",
  },
  threads: {
    words: "--threads <count>",
    help: "jobs at a time on this machine (default: one a core)",
    value: positiveInteger,
    refused: ({ queue }) =>
      queue === undefined
        ? undefined
        : { got: "it with --queue", expected: "one of them: workers choose their own (--concurrency)" },
  },
  queue: {
    words: "--queue <address>",
    help: "redis:// or rediss:// address: workers do the jobs, not this process",
  },
  database: databaseFlag("sets with sql that say none"),
  json,
};
