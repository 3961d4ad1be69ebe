import { readFile } from "node:fs/promises";
import { FormatError } from "halfspace";
import { type ReadOptions, readTable } from "./read-table.js";
import type { Table } from "./table.js";
import { unreadableFile } from "./unreadable-file.js";

export { unreadableFile };

/**
 * Reads a table from a file, or from standard input for the path "-"; the format is found from the content, not the name.
 * @returns the table, with notes on what was decided
 * @throws InputError ("unreadable-file") when there is no such file; FormatError, with the path in front, for a bad table
 */
export async function readTableFile(path: string, options: ReadOptions = {}): Promise<Table> {
  const bytes = await bytesOf(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadableFile("path", path, error);
  });
  try {
    return await readTable(bytes, options);
  } catch (error) {
    throw error instanceof FormatError ? error.withSource(path) : error;
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  if (path !== "-") return readFile(path);
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part);
  return Buffer.concat(parts);
}
