import { readFile } from "node:fs/promises";
import {
  type AverageModel,
  FormatError,
  fromAverageFile,
  fromModelFile,
  InputError,
  isAverageFile,
  type TrainedModel,
} from "halfspace";

/** Reads a model file. @throws InputError when there is no such file; FormatError, with its path, when it is not a model */
export async function readModel(path: string): Promise<TrainedModel> {
  const model = await readAnyModel(path);
  if (model.model !== "average") return model;
  throw new InputError(
    "unsupported-model",
    "model",
    `${path} holds an average of models; this command takes single networks.`,
  );
}

/** Reads a model file of either kind, as `fit` writes them. @throws as `readModel` */
export async function readAnyModel(path: string): Promise<TrainedModel | AverageModel> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new InputError("unreadable-file", "model", reasonOf(error, path));
  });
  if (!/^\s*\{/.test(text)) {
    throw new FormatError(
      `${path} is not a model file. Give one that halfspace fit wrote; it comes first, then any table.`,
    );
  }
  try {
    return isAverageFile(text) ? fromAverageFile(text) : fromModelFile(text);
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`${path}: ${error.message}`) : error;
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException, path: string): string {
  if (code === "ENOENT") return `There is no file ${path}.`;
  if (code === "EISDIR") return `${path} is a folder; give the model file in it.`;
  return `${path} cannot be read: ${message}.`;
}
