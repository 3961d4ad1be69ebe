import { type SplitTable, splitTable } from "@halfspace/tables";
import { readingOptions, requireFlaggedColumns } from "../../read-rows.js";
import { readSource, type TableSource } from "../../table-source.js";
import type { FitOptions } from "./options.js";

/** A table, read and split into rows of training and rows kept apart. @throws InputError, FormatError */
export async function readSplit(source: TableSource, target: string, options: FitOptions): Promise<SplitTable> {
  const table = await readSource(source, readingOptions(options, target, options.drop));
  requireFlaggedColumns(table, options);
  const { task, drop, keep, extrapolate, holdout, splitBy, seed, image, weights, monotone, note } = options;
  const everyNumber = image !== undefined;
  const ways = { holdout, splitBy, seed };
  const split = splitTable(table, target, { task, drop, keep, extrapolate, ...ways, everyNumber, weights, monotone });
  return note === undefined ? split : { ...split, record: { ...split.record, note } };
}
