import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toCsv } from "@halfspace/tables";
import type { TableWriter } from "../benchmark.js";
import { type FitTable, type LoadedTable, loadTable } from "./fit-table.js";
import { scoreName, scoreOf } from "./scores.js";
import { chosenTables, mostRows } from "./tables.js";

/** Writes the tables of `fit`, NAME.csv each; a line holds the command, what is to reach, and what the target without its noise scores. */
export const writeTables: TableWriter = async (folder, options) => {
  mkdirSync(folder, { recursive: true });
  const lines: string[] = [];
  for (const table of chosenTables(options)) {
    const loaded = await loadTable(table, mostRows(options));
    if (loaded) writeFileSync(join(folder, `${table.name}.csv`), toCsv(loaded));
    lines.push(loaded ? lineOf(table, folder, loaded) : `# ${table.name}: its file of ../shared/data is missing`);
  }
  return lines;
};

function lineOf(table: FitTable, folder: string, loaded: LoadedTable): string {
  const words = [join(folder, `${table.name}.csv`), "--target", table.target, ...(table.flags ?? [])];
  const quoted = words.map((word) => (/\s/.test(word) ? `"${word}"` : word));
  const remarks = [...aims(table), ...bestScore(table, loaded)].map((remark) => `  # ${remark}`);
  return `halfspace fit ${quoted.join(" ")}${remarks.join("")}`;
}

function aims({ toReach, task }: FitTable): string[] {
  if (!toReach) return [];
  const score = toReach.score === undefined ? "" : `, ${scoreName(task)} ${toReach.score}`;
  return [`to reach: ${toReach.seconds} s${score}`];
}

function bestScore({ task }: FitTable, { columns, withoutNoise }: LoadedTable): string[] {
  if (!withoutNoise) return [];
  const target = columns[columns.length - 1].map(String);
  return [`without noise: ${scoreName(task)} ${scoreOf(task, target, withoutNoise).toFixed(3)}`];
}
