import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { readTable } from "@halfspace/tables";
import { InputError } from "halfspace";

/** Damaged in the collection: labels read from the wrong column; yes and no coded alike. */
const damaged = ["statlog-australian-credit", "congressional-voting"];
const tableCount = 10;
const [fewestRows, mostRows] = [100, 1000];

export const tableRule = `the first ${tableCount} in the alphabet with ${fewestRows} to ${mostRows} rows, damaged ones (${damaged.join(", ")}) left out`;

export interface StrategyTable {
  readonly name: string;
  readonly path: string;
  readonly rows: number;
}

/** The tables of a folder that the comparison uses, by a rule that looks at no result. @throws InputError without a folder or tables */
export async function strategyTables(folder: string, count = tableCount): Promise<StrategyTable[]> {
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    throw new InputError({
      code: "unreadable-file",
      argument: "data",
      got: `${folder}, where there is no folder`,
      expected: "a folder with tables of two classes (NAME.csv with a column label)",
      hint: "docs/table-1.md says how to make it.",
    });
  }
  const files = (await readdir(folder)).filter((name) => name.endsWith(".csv"));
  const names = files.map((name) => name.slice(0, -".csv".length)).sort();
  const chosen: StrategyTable[] = [];
  for (const name of names) {
    if (damaged.includes(name)) continue;
    const path = join(folder, `${name}.csv`);
    const { rowCount } = await readTable(await readFile(path));
    if (rowCount >= fewestRows && rowCount <= mostRows) chosen.push({ name, path, rows: rowCount });
    if (chosen.length === count) break;
  }
  if (chosen.length === 0) {
    throw new InputError({
      code: "unreadable-file",
      argument: "data",
      got: `${folder}, which holds no table NAME.csv with ${fewestRows} to ${mostRows} rows`,
      expected: "a folder with such tables",
    });
  }
  return chosen;
}
