import { rejectUnknownOptions } from "../errors.js";
import type { TrainedModel } from "../models/trained-model.js";
import { modelOfRecord, modelRecord } from "./records/model-record.js";
import { type ModelRecord, modelSchema } from "./records/model-schema.js";
import { modelSizes } from "./records/model-sizes.js";
import { type FileKind, recordOfText, textOfRecord } from "./records/record-file.js";

const modelFileKind: FileKind<ModelRecord> = {
  name: "model file",
  holds: "a halfspace model",
  format: "halfspace-model",
  versions: [1, 2],
  schema: modelSchema,
  sizes: modelSizes,
};

export interface ModelFileOptions {
  /** Plain JSON that travels with the model and is not read here, such as a table's column encoding. */
  readonly table?: unknown;
}

/**
 * A model as JSON text, version 1 (2 for networks other than two plain ReLU layers): one line a part, keys in a fixed order, no time or date;
 * the same training gives the same bytes. It holds all gates and blocks of the certified program, so that the certificate can be recomputed
 * from it and the training table.
 */
export function toModelFile(model: TrainedModel, options: ModelFileOptions = {}): string {
  rejectUnknownOptions(options, { table: true }, "toModelFile");
  return textOfRecord(modelRecord(model, "table" in options ? options.table : model.table));
}

/**
 * The model in a file's text.
 * @throws FormatError, in one line, when the text is damaged, of another kind or of a later version
 */
export function fromModelFile(text: string): TrainedModel {
  return modelOfRecord(recordOfText(modelFileKind, text));
}
