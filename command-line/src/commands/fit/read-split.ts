import { type SplitTable, splitTable } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";
import { readingOptions, requireFlaggedColumns } from "../../read-rows.js";
import type { FitOptions } from "./options.js";

/** A table file, read and split into rows of training and rows kept apart. @throws InputError, FormatError */
export async function readSplit(path: string, target: string, options: FitOptions): Promise<SplitTable> {
  const table = await readTableFile(path, readingOptions(options, target, options.drop));
  requireFlaggedColumns(table, options);
  const { task, drop, keep, holdout, splitBy, seed, image } = options;
  const everyNumber = image !== undefined;
  return splitTable(table, target, { task, drop, keep, holdout, splitBy, seed, everyNumber });
}
