import { rejectUnknownOptions } from "../errors.js";
import type { AverageModel } from "../models/average/average-model.js";
import type { ModelFileOptions } from "./model-file.js";
import { averageOfRecord, averageRecord } from "./records/average-record.js";
import { type AverageRecord, averageSchema, averageSizes } from "./records/average-schema.js";
import { averageIntervalSizes } from "./records/interval-record.js";
import { type FileKind, isOfKind, recordOfText, textOfRecord } from "./records/record-file.js";

const averageFileKind: FileKind<AverageRecord> = {
  name: "average file",
  holds: "an average of halfspace models",
  format: "halfspace-average",
  versions: [1, 2, 3],
  schema: averageSchema,
  sizes: (record) => [...averageSizes(record), ...averageIntervalSizes(record)],
};

/**
 * An averaged model as JSON text; the same model gives the same bytes. The version is 2 where members have weights or
 * are gated networks, where their kernels are Laplace's or have a metric, and where the model is calibrated or has
 * prediction intervals; 3 where kernels compare with centres.
 * @returns JSON text
 * @throws InputError for an unknown option
 */
export function toAverageFile(model: AverageModel, options: ModelFileOptions = {}): string {
  rejectUnknownOptions(options, { table: true }, "toAverageFile");
  return textOfRecord(averageRecord(model, "table" in options ? options.table : model.table));
}

/**
 * Whether a text is meant to be the file of an averaged model.
 * @returns true when the text names that kind of file; it may still be damaged
 */
export function isAverageFile(text: string): boolean {
  return isOfKind(averageFileKind, text);
}

/**
 * The averaged model in a file's text.
 * @returns the model, ready to predict
 * @throws FormatError, in one line, when the text is damaged, of another kind or of a later version
 */
export function fromAverageFile(text: string): AverageModel {
  return averageOfRecord(recordOfText(averageFileKind, text));
}
