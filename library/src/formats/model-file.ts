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

/** What travels along in a model file. */
export interface ModelFileOptions {
  /** Plain JSON that travels with the model and is not read here, such as a table's column encoding. */
  readonly table?: unknown;
}

/**
 * A model as JSON text. The version is 1, and 2 for networks other than two plain ReLU layers. The text has one line
 * for each part, keys in a fixed order, and no time or date, so the same training gives the same bytes. It holds all
 * gates and blocks of the certified program. The certificate can therefore be recomputed from the text and the training
 * table.
 * @returns JSON text
 * @throws InputError for an unknown option
 */
export function toModelFile(model: TrainedModel, options: ModelFileOptions = {}): string {
  rejectUnknownOptions(options, { table: true }, "toModelFile");
  return textOfRecord(modelRecord(model, "table" in options ? options.table : model.table));
}

/**
 * The model in a file's text.
 * @returns the model, ready to predict and to verify
 * @throws FormatError, in one line, when the text is damaged, of another kind or of a later version
 */
export function fromModelFile(text: string): TrainedModel {
  return modelOfRecord(recordOfText(modelFileKind, text));
}
