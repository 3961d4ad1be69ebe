import { cpus, totalmem } from "node:os";

/** One measured case against one reference of the same run. Times are medians; ratio = ours / reference. */
export interface Row {
  readonly case: string;
  readonly seconds: number;
  readonly leastSeconds: number;
  readonly reference: string;
  readonly referenceSeconds: number | null;
  readonly ratio: number | null;
  /** What else the row shows: a gap, memory, passes. */
  readonly note?: string;
}

export interface Report {
  readonly name: string;
  readonly machine: Machine;
  readonly rows: Row[];
  /** How the rows are shown, where not one by one. */
  readonly grid?: Grid;
}

/** A table in words: one line a case. */
export interface Grid {
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly node: string;
  readonly platform: string;
}

export function machine(): Machine {
  const list = cpus();
  return {
    processor: list[0]?.model ?? "unknown",
    cores: list.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** Prints a report: the machine, and a table aligned for a terminal or in Markdown. */
export function printReport(report: Report, markdown: boolean): void {
  const { name, machine: here, rows, grid = gridOf(rows) } = report;
  const facts = [
    here.processor,
    `${here.cores} cores`,
    `${here.memoryGigabytes} GB`,
    `Node ${here.node}`,
    here.platform,
  ];
  console.log(`${name}: ${facts.join(", ")}${markdown ? "\n" : ""}`);
  for (const line of markdown ? markdownLines(grid) : alignedLines(grid)) console.log(line);
}

function gridOf(rows: readonly Row[]): Grid {
  const lines = rows.map((row) => [
    row.case,
    duration(row.seconds),
    row.reference,
    row.referenceSeconds === null ? "–" : duration(row.referenceSeconds),
    row.ratio === null ? "–" : row.ratio.toPrecision(3),
    row.note ?? "",
  ]);
  return { head: ["case", "median", "reference", "median", "ratio", ""], lines };
}

function alignedLines({ head, lines }: Grid): string[] {
  const widths = head.map((title, k) => Math.max(title.length, ...lines.map((line) => line[k].length)));
  const aligned = (line: readonly string[]) => line.map((cell, k) => cell.padEnd(widths[k])).join("  ");
  return [head, ...lines].map((line) => aligned(line).trimEnd());
}

function markdownLines({ head, lines }: Grid): string[] {
  const joined = (line: readonly string[]) => `| ${line.join(" | ")} |`;
  return [joined(head), `|${"---|".repeat(head.length)}`, ...lines.map(joined)];
}

/** @returns a time with its unit, to three digits */
export function duration(seconds: number): string {
  if (Number.isNaN(seconds)) return "not reached";
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} µs`;
  return seconds < 1 ? `${(seconds * 1e3).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}
