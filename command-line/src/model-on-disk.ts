import { readFile } from "node:fs/promises";
import { unreadableFile } from "@halfspace/tables/node";
import {
  type AverageModel,
  FormatError,
  fromAverageFile,
  fromModelFile,
  isAverageFile,
  type TrainedModel,
} from "halfspace";

/**
 * Reads a model file of either kind, as `fit` writes them.
 * @throws InputError when there is no such file; FormatError, with its path, when it is not a model
 */
export async function readAnyModel(path: string): Promise<TrainedModel | AverageModel> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadableFile("model", path, error);
  });
  if (!/^\s*\{/.test(text)) {
    throw new FormatError({
      source: path,
      got: "text that is not a model file",
      expected: "one that halfspace fit wrote",
      hint: "The model comes first, then any table.",
    });
  }
  try {
    return isAverageFile(text) ? fromAverageFile(text) : fromModelFile(text);
  } catch (error) {
    throw error instanceof FormatError ? error.withSource(path) : error;
  }
}
