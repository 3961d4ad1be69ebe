import { resolve } from "node:path";
import type { ReadOptions, Table } from "@halfspace/tables";
import { databaseAddress, readTableFile, readTableQuery } from "@halfspace/tables/node";
import { InputError } from "halfspace";
import type { Flag } from "./flags/flag.js";
import { shellWord } from "./shell-word.js";

/** Flags that say of which database the table is an answer. */
export interface QueryFlags {
  readonly sql?: string;
  readonly database?: string;
}

/** Where a table comes from. */
export type TableSource = { readonly path: string } | { readonly sql: string; readonly database: string };

type QueryFlagTable = { readonly [Name in keyof Required<QueryFlags>]: Flag<string, QueryFlags> };

/** The words and the help of `--database`. @param what it is for */
export const databaseFlag = (what: string) => ({
  words: "--database <address>",
  help: `for ${what}: postgres://…, file.sqlite or file.duckdb (or HALFSPACE_DATABASE; passwords: PGPASSWORD)`,
});

/** The address that was given, or the one of the environment. */
export const databaseGiven = (database: string | undefined): string | undefined =>
  database ?? process.env.HALFSPACE_DATABASE;

/** `--sql` and `--database`, of commands that read a table. */
export const queryFlags: QueryFlagTable = {
  sql: { words: "--sql <query>", help: "in the place of a table: a query whose answer is the table" },
  database: {
    ...databaseFlag("--sql"),
    refused: ({ sql }) => (sql === undefined ? { got: "it without --sql", expected: "both or neither" } : undefined),
  },
};

/** The operand of commands that read a table. */
export const tableOperand = (help: string) => ({
  words: "[table]",
  help: `${help}; or --sql and --database`,
  sets: ["path"],
});

/** @throws InputError where there is no table, or there are two */
export function tableSource(path: string | undefined, { sql, database }: QueryFlags): TableSource {
  if (path !== undefined && sql === undefined) return { path };
  if (path !== undefined) {
    throw new InputError({
      code: "conflicting-options",
      argument: "sql",
      got: `it with the table ${path}`,
      expected: "one of the two",
    });
  }
  if (sql === undefined) {
    throw new InputError({
      code: "missing-option",
      argument: "path",
      got: "none",
      expected: "a file, - for standard input, or --sql with --database",
    });
  }
  const address = databaseGiven(database);
  if (address !== undefined) return { sql, database: address };
  throw new InputError({
    code: "missing-option",
    argument: "database",
    got: "none",
    expected: "postgres://HOST/NAME, a file.sqlite or a file.duckdb, here or in HALFSPACE_DATABASE",
  });
}

/** What a source is called; without the password. */
export const nameOf = (source: TableSource): string =>
  "path" in source ? source.path : databaseAddress(source.database).place;

/** The source as it stands on a command line; without the password. */
export const wordsOf = (source: TableSource): string =>
  "path" in source ? shellWord(source.path) : `--sql ${shellWord(source.sql)} --database ${shellWord(nameOf(source))}`;

/** The file that must not be written over, where the source is one. */
export function fileOf(source: TableSource): string | undefined {
  if ("path" in source) return source.path;
  const { kind, location } = databaseAddress(source.database);
  return kind === "postgres" ? undefined : resolve(location);
}

/** @throws InputError, FormatError */
export const readSource = (source: TableSource, options: ReadOptions): Promise<Table> =>
  "path" in source ? readTableFile(source.path, options) : readTableQuery(source, options);
