import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { toJsonLines } from "@halfspace/tables";
import { readTableFile, readTableQuery, unreadableFile, writeWhole } from "@halfspace/tables/node";
import { InputError } from "halfspace";
import * as z from "zod";
import { contentHash } from "./job.js";

/** Where the table of a set comes from: a file, a sheet of a workbook, or a query to a database. */
export const setSourceSchema = {
  /** Its path is taken from the folder of the sweep file. */
  file: z.string().min(1).optional(),
  /** Of a workbook: a sheet's name, or its number. */
  sheet: z.string().min(1).optional(),
  sql: z.string().min(1).optional(),
  /** For `sql`; a file is found from the folder of the sweep file. Where it is left out, the one of the command. */
  database: z.string().min(1).optional(),
};

/** One set as the sweep file says it. */
export type SetSource = z.infer<z.ZodObject<typeof setSourceSchema>>;

/** What a set's parts say wrongly together; undefined where they fit. */
export function wrongSource({ file, sheet, sql, database }: SetSource): string | undefined {
  if ((file === undefined) === (sql === undefined)) return "file or sql, one of the two";
  if (sheet !== undefined && file === undefined) return "sheet with a file";
  return database !== undefined && sql === undefined ? "database with sql" : undefined;
}

/** Where tables are found, and where those are kept that are no file. */
export interface SetPlaces {
  /** Of the files of sets. */
  readonly folder: string;
  /** Answers of databases and sheets are written here, one file by its content. */
  readonly kept: string;
  /** Of sets that say no database; a file is found from the working directory. */
  readonly database?: string;
}

/** A set's table by its content: the same on every machine. */
export interface SetTable {
  /** SHA-256 of its bytes. */
  readonly data: string;
  readonly path: string;
}

/**
 * The bytes of a set's table. A file is taken as it is. The answer of a database, or a sheet, is read once and kept as JSON lines, so that jobs,
 * also on other machines, need neither.
 * @throws InputError, in one line, for a table that is missing or a database that refuses; FormatError for one that cannot be read
 */
export async function setTable(source: SetSource, places: SetPlaces): Promise<SetTable> {
  const { file, sheet, sql } = source;
  if (sql !== undefined) return keptTable(await readTableQuery({ sql, database: databaseOf(source, places) }), places);
  const path = resolve(places.folder, file ?? "");
  if (sheet !== undefined) return keptTable(await readTableFile(path, { sheet }), places);
  return { data: contentHash(await readTableBytes(path)), path };
}

function databaseOf({ database }: SetSource, places: SetPlaces): string {
  if (database !== undefined) return database.includes("://") ? database : resolve(places.folder, database);
  if (places.database !== undefined) return places.database;
  throw new InputError({
    code: "missing-option",
    argument: "database",
    got: "none for a set with sql",
    expected: "postgres://HOST/NAME, a file.sqlite or a file.duckdb, in the set, here, or in HALFSPACE_DATABASE",
  });
}

async function keptTable(table: Parameters<typeof toJsonLines>[0], { kept }: SetPlaces): Promise<SetTable> {
  const bytes = new TextEncoder().encode([...toJsonLines(table)].join(""));
  const data = contentHash(bytes);
  await mkdir(kept, { recursive: true });
  const path = join(kept, `${data}.jsonl`);
  await writeWhole(path, bytes);
  return { data, path };
}

async function readTableBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadableFile("sets", path, error);
  });
}
