import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "../benchmark.js";
import { inTurns, row, type Times } from "../measure.js";
import type { Row } from "../report.js";
import { type FitContender, halfspace, otherContenders } from "./contenders.js";
import { entrant, type Showing } from "./contest.js";
import { cellOf, noteOf, sizeOf } from "./figures.js";
import { type FitTable, type LoadedTable, loadTable } from "./fit-table.js";
import { writeSplit } from "./split-files.js";
import { chosenTables, mostRows } from "./tables.js";

/**
 * Default fits from a raw table to a model file, beside what a person would pick instead. Each fit is a process of its own,
 * and each turn has a split of its own, which is the same for all.
 */
export const fit: Benchmark = async (options) => {
  const { tiny, runs = tiny ? 1 : 3, beside } = options;
  const extra = tiny ? ["--gates", "20", "--lambda", "0.1"] : [];
  const other = beside === undefined ? [] : [halfspace({ name: `halfspace of ${beside}`, checkout: beside, extra })];
  const contenders = [halfspace({ extra }), ...other, ...otherContenders()];
  const rows: Row[] = [];
  const lines: string[][] = [];
  for (const table of chosenTables(options)) {
    const loaded = await loadTable(table, mostRows(options));
    if (!loaded) {
      console.error(`${table.name}: its file of ../shared/data is missing: left out`);
      continue;
    }
    const results = await contest(table, loaded, contenders, runs);
    rows.push(...rowsOf(table, results));
    lines.push(lineOf(table, results));
  }
  return { rows, grid: { head: ["table", "to reach", ...contenders.map(({ name }) => name)], lines } };
};

interface Result {
  readonly times: Times;
  readonly showing: Showing;
}

/** All contenders on one table, in turns. */
async function contest(
  table: FitTable,
  loaded: LoadedTable,
  contenders: readonly FitContender[],
  runs: number,
): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "halfspace-fit-"));
  try {
    const turns = Array.from({ length: runs }, (_, turn) => turn + 1);
    const splits = turns.map((seed) => writeSplit(table, loaded, join(folder, String(seed)), seed));
    const entrants = contenders.map((contender) => entrant(contender, table, splits));
    const times = await inTurns(entrants, runs, 0);
    return times.map((taken, k) => ({ times: taken, showing: entrants[k].showing() }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Ours against each of the others. */
function rowsOf(table: FitTable, [ours, ...others]: readonly Result[]): Row[] {
  return others.map(({ times, showing }) => {
    const note = `${noteOf(table.task, ours.showing)}; ${showing.name}: ${noteOf(table.task, showing)}`;
    const reference = showing.failure === undefined ? times : undefined;
    return row(`${table.name} ${sizeOf(ours.showing)}`.trim(), ours.times, showing.name, reference, note);
  });
}

function lineOf(table: FitTable, results: readonly Result[]): string[] {
  const { toReach } = table;
  const aim = toReach ? `≤ ${toReach.seconds} s${toReach.score === undefined ? "" : `, ≥ ${toReach.score}`}` : "";
  const name = `${table.name} ${sizeOf(results[0].showing)}`.trim();
  return [name, aim, ...results.map(({ times, showing }) => cellOf(times, showing))];
}
