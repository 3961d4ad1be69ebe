import { columnTypes } from "@halfspace/tables";
import { sheet } from "../../flags/common.js";
import { columnTypeList, nameList } from "../../flags/values.js";
import type { ColumnFlags } from "../../read-rows.js";
import { type QueryFlags, queryFlags } from "../../table-source.js";
import type { FitFlags } from "./fit-flag.js";
import type { FitOptions } from "./options.js";

/** How the table is read: each of them overrules what would be found from its cells, or done with them. */
export const columnFlags: FitFlags<ColumnFlags & QueryFlags & Pick<FitOptions, "extrapolate">> = {
  ...queryFlags,
  header: { words: "--no-header", help: "the first row is data", opposite: "the first row holds the names" },
  sheet,
  decimal: { words: "--decimal <mark>", help: "the decimal mark of the numbers", value: [".", ","] },
  missing: {
    words: "--missing <markers>",
    help: 'further cells that mean a missing value: "-999,unknown"',
    value: nameList,
  },
  keepNa: {
    words: "--keep-na <columns>",
    help: "columns in which NA, NULL and the like are words",
    value: nameList,
  },
  foldCase: { words: "--fold-case", help: "words that differ only in case or blanks are one" },
  type: {
    words: "--type <column=type>",
    help: "what a column holds: number, category, date, day-first or month-first",
    value: columnTypeList(columnTypes),
  },
  extrapolate: {
    words: "--extrapolate",
    help: "follow numbers far outside what training saw along straight lines; else they end a tenth of its range beyond it (default with --split-by)",
  },
};
