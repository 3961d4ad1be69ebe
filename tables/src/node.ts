import { readFile } from "node:fs/promises";
import { FormatError, InputError } from "halfspace";
import { type ReadOptions, readTable } from "./read-table.js";
import type { Table } from "./table.js";

/**
 * Reads a table from a file; the format is found from the content, not the name.
 * @throws InputError ("unreadable-file") when there is no such file; FormatError, with the path in front, for a bad table
 */
export async function readTableFile(path: string, options: ReadOptions = {}): Promise<Table> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new InputError("unreadable-file", "path", reasonOf(path, error));
  });
  try {
    return await readTable(bytes, options);
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`${path}: ${error.message}`) : error;
  }
}

function reasonOf(path: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return `There is no file ${path}.`;
  if (error.code === "EISDIR") return `${path} is a folder; give a file with a table.`;
  return error.code === "EACCES"
    ? `${path} may not be read (permission denied).`
    : `${path} cannot be read: ${error.message}.`;
}
