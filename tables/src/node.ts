import { once } from "node:events";
import { constants, createReadStream, openSync } from "node:fs";
import { Socket } from "node:net";
import { FormatError } from "halfspace";
import { withinMemory } from "./memory.node.js";
import { type ReadOptions, readTable } from "./read-table.js";
import type { Table } from "./table.js";
import { unreadableFile } from "./unreadable-file.js";
import { foundAt } from "./written-file.node.js";

export { type DatabaseAddress, databaseAddress } from "./databases/address.js";
export { readTableQuery, type TableQuery } from "./databases/read-query.node.js";
export { withinMemory } from "./memory.node.js";
export { requireOtherFile, requireWritable, writeWhole } from "./written-file.node.js";
export { unreadableFile };

/** Bytes that are read at once: fewer are slower, more take memory. */
const bytesAtOnce = 2 ** 20;

/**
 * Reads a table from a file, or from standard input for the path "-"; the format is found from the content, not the name.
 * Text is read in chunks and never held as a whole.
 * @returns the table, with notes on what was decided
 * @throws InputError ("unreadable-file") when there is no such file; FormatError, with the path in front, for a bad table
 */
export async function readTableFile(path: string, options: ReadOptions = {}): Promise<Table> {
  const chunks = path === "-" ? process.stdin : await opened(path);
  const found = path === "-" ? undefined : foundAt(path);
  const byteCount = found?.isFile() ? found.size : undefined;
  try {
    return await readTable(Object.assign(withinMemory(chunks), { byteCount }), options);
  } catch (error) {
    if (isOfFileSystem(error)) throw unreadableFile("path", path, error);
    throw error instanceof FormatError ? error.withSource(path) : error;
  }
}

/** @throws InputError where it cannot be opened */
async function opened(path: string): Promise<AsyncIterable<Uint8Array>> {
  // A call of the system that waits until somebody writes to a pipe could not be interrupted.
  if (foundAt(path)?.isFIFO()) {
    return new Socket({
      fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
      readable: true,
      writable: false,
    });
  }
  const stream = createReadStream(path, { highWaterMark: bytesAtOnce });
  await once(stream, "open").catch((error: NodeJS.ErrnoException) => {
    throw unreadableFile("path", path, error);
  });
  return stream;
}

const isOfFileSystem = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && "syscall" in error;
