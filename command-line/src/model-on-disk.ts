import { readFile } from "node:fs/promises";
import { FormatError, fromModelFile, InputError, type TrainedModel } from "halfspace";

/** Reads a model file. @throws InputError when there is no such file; FormatError, with its path, when it is not a model */
export async function readModel(path: string): Promise<TrainedModel> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read: ${error.message}.`;
    throw new InputError("unreadable-file", "model", reason);
  });
  try {
    return fromModelFile(text);
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`${path}: ${error.message}`) : error;
  }
}
