import { json } from "../../flags/common.js";
import { type Flag, type FlagTable, onlyWith, type Refusal } from "../../flags/flag.js";
import { nameList, positiveInteger, seedNumber } from "../../flags/values.js";
import { databaseFlag, databaseGiven } from "../../table-source.js";

export interface ReproduceOptions {
  readonly out?: string;
  readonly seed: number;
  readonly seeds?: number;
  readonly quick?: boolean;
  readonly protocol?: "paper" | "nested" | "networks";
  readonly sets?: readonly string[];
  readonly tables?: readonly string[];
  readonly methods?: readonly string[];
  readonly splits?: number;
  readonly rows?: number;
  readonly data?: string;
  readonly sql?: string;
  readonly database?: string;
  readonly threads?: number;
  readonly queue?: string;
  readonly json?: boolean;
}

/** A flag of some reproductions is a mistake with others. */
const of = (...studies: readonly string[]): Pick<Flag<never, ReproduceOptions>, "refused"> => ({
  refused: (_, [what]) => refusedFor(studies, what),
});

const refusedFor = (studies: readonly string[], what: string): Refusal | undefined =>
  studies.includes(what)
    ? undefined
    : { got: `it with ${what}, for which it does nothing`, expected: `it with ${studies.join(", ")} only` };

/** The flags of `halfspace reproduce`. */
export const reproduceFlags: FlagTable<ReproduceOptions> = {
  out: { words: "--out <folder>", help: "the folder to write into (default: its name)" },
  seed: { words: "--seed <number>", help: "seed of the main run", value: seedNumber, usual: 1 },
  seeds: {
    words: "--seeds <count>",
    help: "how many further seeds go into the table, 20; table-1: splits, 10, of networks 2",
    value: seedNumber,
  },
  quick: {
    words: "--quick",
    help: "a smaller run within a minute (theorem-6-1, lecture-12, gate-strategies)",
    ...of("theorem-6-1", "lecture-12", "gate-strategies"),
  },
  protocol: {
    words: "--protocol <protocol>",
    help: "table-1: λ chosen on the test rows, as printed; nested; or nested, of deeper networks and other activations",
    value: ["paper", "nested", "networks"],
    ...of("table-1"),
  },
  sets: {
    words: "--sets <names>",
    help: "table-1: some of the sets, with commas between",
    value: nameList,
    ...of("table-1"),
  },
  tables: {
    words: "--tables <names>",
    help: "tabular: some of the tables, with commas between",
    value: nameList,
    ...of("tabular"),
  },
  methods: {
    words: "--methods <names>",
    help: "tabular: some of the methods: auto, fit, and of the Python that HALFSPACE_PYTHON names linear, forest, …, forest-tuned, …",
    value: nameList,
    ...of("tabular"),
  },
  splits: {
    words: "--splits <count>",
    help: "tabular: splits of each table, 5",
    value: positiveInteger,
    ...of("tabular"),
  },
  rows: {
    words: "--rows <count>",
    help: "tabular: how many rows of a larger table are drawn, 4000",
    value: positiveInteger,
    ...of("tabular"),
  },
  data: {
    words: "--data <folder>",
    help: "table-1, gate-strategies, tabular: the folder of the tables (default: ../shared/data/uci; tabular: ../shared/data)",
    ...of("table-1", "gate-strategies", "tabular"),
  },
  sql: {
    words: "--sql <query>",
    help: 'table-1: for --database, a query with {set} in it (default: select * from "{set}")',
    refused: (options, operands) =>
      refusedFor(["table-1"], operands[0]) ??
      onlyWith<ReproduceOptions>("--database", ({ database }) => databaseGiven(database) !== undefined)(options),
  },
  database: {
    ...databaseFlag("table-1, in the place of --data"),
    refused: (options, operands) =>
      refusedFor(["table-1"], operands[0]) ??
      (options.data === undefined ? undefined : { got: "it with --data", expected: "one of the two" }),
  },
  threads: {
    words: "--threads <count>",
    help: "table-1, tabular: jobs at a time (default: one a core; tabular: one)",
    value: positiveInteger,
    ...of("table-1", "tabular"),
  },
  queue: {
    words: "--queue <address>",
    help: "table-1: workers do the jobs, as in halfspace sweep",
    ...of("table-1"),
  },
  json,
};
