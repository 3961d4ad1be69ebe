import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { TableOfSet } from "@halfspace/reproduction";
import { InputError } from "halfspace";

/** The sets asked for, or all of Table 1. @throws InputError for one that is not in it */
export function setsOf(sets: readonly string[] | undefined, known: readonly string[]): readonly string[] {
  const unknown = sets?.find((name) => !known.includes(name));
  if (unknown === undefined) return sets ?? known;
  const expected = `some of ${known.join(", ")}`;
  throw new InputError({ code: "unknown-value", argument: "sets", got: JSON.stringify(unknown), expected });
}

/**
 * The table of each set: NAME.csv in the folder, or in uci-extra beside it. Corrected sets may be missing unless they are asked for.
 * @throws InputError for a folder or a table that is missing
 */
export function filesOf(folder: string, sets: readonly string[], asked: boolean): Map<string, TableOfSet> {
  requireFolder(folder);
  const files = new Map<string, TableOfSet>();
  for (const set of sets) {
    const places = [folder, join(dirname(resolve(folder)), "uci-extra")].map((place) => resolve(place, `${set}.csv`));
    const found = places.find((path) => existsSync(path));
    if (found) files.set(set, { file: found });
    else if (asked || !set.endsWith("-fixed")) {
      throw new InputError({
        code: "unreadable-file",
        argument: "data",
        got: `${folder}, where there is no file ${set}.csv`,
        expected: "a folder with the tables of all sets",
      });
    }
  }
  return files;
}

/** Stands in a query for the name of a set. */
const setMark = "{set}";
const wholeTable = `select * from "${setMark}"`;

/**
 * A query a set to one database. Corrected sets are asked for where they are named.
 * @param sql holds {set}; default: the table of that name
 */
export function queriesOf(
  { sql = wholeTable, database }: { readonly sql?: string; readonly database: string },
  sets: readonly string[],
  asked: boolean,
): Map<string, TableOfSet> {
  if (!sql.includes(setMark)) {
    const got = "a query without {set}";
    throw new InputError({
      code: "unknown-value",
      argument: "sql",
      got,
      expected: `one such as ${wholeTable}`,
    });
  }
  const wanted = asked ? sets : sets.filter((set) => !set.endsWith("-fixed"));
  return new Map(wanted.map((set) => [set, { sql: sql.replaceAll(setMark, set), database }]));
}

function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new InputError({
    code: "unreadable-file",
    argument: "data",
    got: `${folder}, where there is no folder`,
    expected: "the folder with the tables of Table 1",
    hint: "docs/table-1.md says how to make it.",
  });
}
