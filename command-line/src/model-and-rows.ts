import { type Encoding, readTableRecord, type Table } from "@halfspace/tables";
import { requireOtherFile, requireWritable } from "@halfspace/tables/node";
import type { AnyModel } from "halfspace";
import type { Call } from "./command.js";
import { readAnyModel } from "./model-on-disk.js";
import { type RowFlags, readRowsFor } from "./read-rows.js";
import { fileOf, type QueryFlags, tableSource } from "./table-source.js";

/** A model, and raw rows that were read for it. */
export interface ModelAndRows {
  readonly model: AnyModel;
  readonly encoding: Encoding;
  readonly table: Table;
}

/**
 * What a command takes that goes from a model and a table to a file, which must be able to be written and be none of both.
 * @param looksAt columns that are read though the model does not learn from them
 * @throws InputError, FormatError
 */
export async function readModelAndRows(
  { operands, options, terminal }: Call<RowFlags & QueryFlags & { readonly out: string }>,
  looksAt?: (name: string) => boolean,
): Promise<ModelAndRows> {
  const [modelPath, tablePath] = operands;
  const source = tableSource(tablePath, options);
  requireWritable(options.out);
  requireOtherFile(options.out, { "the model file": modelPath, "the table": fileOf(source) });
  const model = await readAnyModel(modelPath);
  const { encoding } = readTableRecord(model.table);
  const table = await readRowsFor(encoding, source, options, looksAt);
  terminal.signal.throwIfAborted();
  return { model, encoding, table };
}
