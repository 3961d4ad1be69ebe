import type { CsvOptions } from "@halfspace/tables";
import type { RowFlags } from "../../read-rows.js";
import type { QueryFlags } from "../../table-source.js";
import type { rowRanges } from "./row-ranges.js";

/** What `halfspace explain` takes, as its flags were read. */
export interface ExplainOptions extends RowFlags, QueryFlags, CsvOptions {
  readonly rows?: ReturnType<typeof rowRanges>;
  readonly out: string;
  readonly probabilities?: boolean;
  readonly want?: string;
  readonly fix?: readonly string[];
  readonly exactUpTo?: number;
  readonly pairs?: number;
  readonly seed: number;
  readonly timeLimit?: number;
  readonly json?: boolean;
}
