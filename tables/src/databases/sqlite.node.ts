import type { DatabaseAddress } from "./address.js";
import { missingDriver, type QueryRows, rowsAtOnce } from "./query-rows.js";

/** What both drivers of SQLite do. */
interface Statement {
  columns(): { readonly name: string }[];
  iterate(): Iterable<unknown[]>;
}

interface OpenFile {
  prepare(sql: string): Statement;
  close(): void;
}

/** Reads a query from a file of SQLite row by row, by better-sqlite3 or by Node's own driver; the file cannot be written. */
export async function readSqlite<Result>(
  { location }: DatabaseAddress,
  sql: string,
  use: (rows: QueryRows) => Promise<Result>,
): Promise<Result> {
  const open = (await withBetterSqlite()) ?? (await withNode());
  if (!open) {
    const remedy = "npm install better-sqlite3@12 installs it (npm rebuild better-sqlite3, where scripts are off)";
    throw missingDriver(
      "better-sqlite3",
      `${remedy}; Node 24 brings one of its own`,
      new Error("not installed or not built"),
    );
  }
  const file = open(location);
  try {
    const statement = file.prepare(sql);
    return await use({ names: statement.columns().map(({ name }) => name), batches: inBatches(statement.iterate()) });
  } finally {
    file.close();
  }
}

function* inBatches(rows: Iterable<unknown[]>): Generator<unknown[][]> {
  let batch: unknown[][] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < rowsAtOnce) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

async function withBetterSqlite(): Promise<((path: string) => OpenFile) | undefined> {
  try {
    const { default: Sqlite } = await import("better-sqlite3");
    new Sqlite(":memory:").close();
    return (path) => {
      const file = new Sqlite(path, { readonly: true, fileMustExist: true });
      return {
        prepare: (sql) => file.prepare<unknown[], unknown[]>(sql).raw(true).safeIntegers(true),
        close: () => file.close(),
      };
    };
  } catch {
    return undefined;
  }
}

/** What is used of Node's driver, of which Node 20 has neither the module nor its types. */
interface NodeSqlite {
  readonly DatabaseSync: new (
    path: string,
    options: { readonly readOnly: boolean },
  ) => {
    prepare(sql: string): Statement & { setReadBigInts(on: boolean): void; setReturnArrays?(on: boolean): void };
    close(): void;
  };
}

async function withNode(): Promise<((path: string) => OpenFile) | undefined> {
  try {
    const name = "node:sqlite";
    const { DatabaseSync } = (await import(name)) as NodeSqlite;
    // Rows as arrays came with Node 24; rows as objects would lose columns of one name.
    if (new DatabaseSync(":memory:", { readOnly: false }).prepare("select 1").setReturnArrays === undefined)
      return undefined;
    return (path) => {
      const file = new DatabaseSync(path, { readOnly: true });
      return {
        prepare(sql) {
          const statement = file.prepare(sql);
          statement.setReadBigInts(true);
          statement.setReturnArrays?.(true);
          return statement;
        },
        close: () => file.close(),
      };
    };
  } catch {
    return undefined;
  }
}
