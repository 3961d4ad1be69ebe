import { statSync } from "node:fs";
import { FormatError, InputError } from "halfspace";
import { type ReadOptions, tableOf } from "../read-table.js";
import type { Table } from "../table.js";
import { unreadableFile } from "../unreadable-file.js";
import { type DatabaseAddress, databaseAddress, withoutPassword } from "./address.js";
import { readDuckdb } from "./duckdb.js";
import { readPostgres } from "./postgres.js";
import { tableOfRows } from "./query-rows.js";
import { readSqlite } from "./sqlite.node.js";

const readers = { postgres: readPostgres, sqlite: readSqlite, duckdb: readDuckdb };

/** A query, and the address of the database that answers it. */
export interface TableQuery {
  readonly sql: string;
  /** postgres://HOST/NAME, file.sqlite or file.duckdb. */
  readonly database: string;
}

/**
 * Reads a table from a database by a query. Rows come from a cursor and are never held as a whole; nothing can be written.
 * The driver is a package that is installed beside halfspace: `pg`, `better-sqlite3` (or Node 24) or `@duckdb/node-api`.
 * @returns the table, with notes on what was decided
 * @throws InputError for an address that cannot be read, a driver that is not there, a database that refuses, a query that it
 * does not understand; FormatError for values that no cell can hold. None of them holds the password
 */
export async function readTableQuery({ sql, database }: TableQuery, options: ReadOptions = {}): Promise<Table> {
  const address = databaseAddress(database);
  if (address.kind !== "postgres") requireFile(address);
  try {
    return await readers[address.kind](address, sql, async (rows) =>
      tableOf(await tableOfRows(rows, options.drop ?? []), options),
    );
  } catch (error) {
    if (error instanceof FormatError) throw error.withSource(address.place);
    throw error instanceof InputError ? error : refusal(address, error as Error);
  }
}

function requireFile({ location }: DatabaseAddress): void {
  try {
    if (statSync(location).isFile()) return;
  } catch (error) {
    throw unreadableFile("database", location, error as NodeJS.ErrnoException);
  }
  throw unreadableFile("database", location, Object.assign(new Error("a folder"), { code: "EISDIR" }));
}

const refusal = (address: DatabaseAddress, error: Error & { code?: string }): InputError =>
  new InputError({
    code: "database-refused",
    argument: "sql",
    got: `an error from ${address.place}: ${withoutPassword(error.message || (error.code ?? "no answer"), address)}`,
    expected: "rows",
  });
