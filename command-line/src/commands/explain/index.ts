import type { CommandDefinition } from "../../command.js";
import { header, json, sheet, spreadsheetSafe } from "../../flags/common.js";
import { nameList, positiveInteger, positiveNumber, seedNumber, wholeFromZero } from "../../flags/values.js";
import { queryFlags, tableOperand } from "../../table-source.js";
import type { ExplainOptions } from "./options.js";
import { rowRanges } from "./row-ranges.js";
import { explainTable } from "./run.js";

const examples = `
Examples:
  $ halfspace fit loans.csv --target granted --background 100
  $ halfspace explain model.json applicants.csv --rows 1,5-9
  $ halfspace explain model.json applicants.csv --rows 12 --want yes --fix age,sex
  $ halfspace explain model.json houses.csv --rows 3 --want ">=250000"
  $ halfspace explain model.json applicants.csv --probabilities --json

Shapley values need a background: rows of the table that fit keeps in the model file when --background asks for it. The exact formula and --want need
none. docs/explain.md says what each number means, and what it does not mean.`;

/** `halfspace explain`: why a model says of a row what it says, and what would have to change. */
export const explain: CommandDefinition<ExplainOptions> = {
  name: "explain",
  description: "say why the model predicts what it predicts, row by row",
  operands: [{ words: "<model>", help: "a model file" }, tableOperand("raw rows, in any form that fit reads")],
  flags: {
    rows: { words: "--rows <list>", help: "rows by number from 1: 1,5-9 (default: all)", value: rowRanges },
    want: {
      words: "--want <outcome>",
      help: 'also find the nearest row with this outcome: a class, or ">=100", "<=50", "100..120"',
      sets: ["wanted", "atLeast"],
    },
    fix: {
      words: "--fix <columns>",
      help: "for --want: columns that may not change: age,sex",
      value: nameList,
      refused: ({ want }) =>
        want === undefined ? { got: "it without --want", expected: "both or neither" } : undefined,
    },
    probabilities: {
      words: "--probabilities",
      help: "Shapley values of class probabilities instead of scores",
      sets: ["of"],
    },
    exactUpTo: {
      words: "--exact-up-to <columns>",
      help: "up to so many columns Shapley values are exact, which doubles the time with each (default: 10)",
      value: wholeFromZero,
    },
    pairs: {
      words: "--pairs <count>",
      help: "beyond that: random orders, each with its reverse, per background row (default: 100 in all)",
      value: positiveInteger,
    },
    seed: { words: "--seed <number>", help: "of the random orders", value: seedNumber, usual: 1 },
    timeLimit: {
      words: "--time-limit <seconds>",
      help: "end by then, reading and writing included, with the rows explained so far",
      value: positiveNumber,
    },
    out: {
      words: "--out <file>",
      help: "the file to write: a line for each row and column",
      usual: "explanations.csv",
    },
    spreadsheetSafe,
    header,
    sheet,
    ...queryFlags,
    json,
  },
  examples,
  run: explainTable,
};
