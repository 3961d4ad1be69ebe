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

export function printReport({ name, machine: here, rows }: Report): void {
  console.log(
    `${name}: ${here.processor}, ${here.cores} cores, ${here.memoryGigabytes} GB, Node ${here.node}, ${here.platform}`,
  );
  const cells = rows.map((row) => [
    row.case,
    duration(row.seconds),
    row.reference,
    row.referenceSeconds === null ? "–" : duration(row.referenceSeconds),
    row.ratio === null ? "–" : row.ratio.toPrecision(3),
    row.note ?? "",
  ]);
  const head = ["case", "median", "reference", "median", "ratio", ""];
  const widths = head.map((title, k) => Math.max(title.length, ...cells.map((row) => row[k].length)));
  for (const row of [head, ...cells])
    console.log(
      row
        .map((cell, k) => cell.padEnd(widths[k]))
        .join("  ")
        .trimEnd(),
    );
}

function duration(seconds: number): string {
  if (Number.isNaN(seconds)) return "not reached";
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} µs`;
  return seconds < 1 ? `${(seconds * 1e3).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}
