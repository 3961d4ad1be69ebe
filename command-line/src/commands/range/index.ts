import type { CommandDefinition } from "../../command.js";
import { header, json, sheet, spreadsheetSafe } from "../../flags/common.js";
import { positiveNumber } from "../../flags/values.js";
import { rowRanges } from "../explain/row-ranges.js";
import { type RangeOptions, rangeTable } from "./run.js";

const examples = `
Examples:
  $ halfspace range model.json loans.csv applicants.csv
  $ halfspace range model.json loans.csv applicants.csv --rows 1,5-9 --within 0.05
  $ halfspace range model.json houses.csv new-houses.csv --json

The first table is the one the model was trained on, rows in the same order. Every model on the same gates whose training objective is at most 1 % worse
(--within 0.01) counts as equally good. No such model predicts outside of the range: that is proved. docs/prediction-range.md says what it means.`;

/** `halfspace range`: what models that are as good as this one would say. */
export const range: CommandDefinition<RangeOptions> = {
  name: "range",
  description: "say how far equally good models would disagree, row by row",
  operands: [
    { words: "<model>", help: "a model file" },
    { words: "<table>", help: "the table the model was trained on" },
    { words: "<rows>", help: "raw rows, in any form that fit reads" },
  ],
  flags: {
    within: {
      words: "--within <share>",
      help: "how much worse the training objective may be",
      value: positiveNumber,
      usual: 0.01,
    },
    rows: { words: "--rows <list>", help: "rows by number from 1: 1,5-9 (default: all)", value: rowRanges },
    tolerance: {
      words: "--tolerance <share>",
      help: "how far proof and found models may lie apart, of the way to the end of the range",
      value: positiveNumber,
      usual: 1e-3,
    },
    out: { words: "--out <file>", help: "the file to write: a line for each row and output", usual: "ranges.csv" },
    spreadsheetSafe,
    header,
    sheet,
    json,
  },
  examples,
  run: rangeTable,
};
