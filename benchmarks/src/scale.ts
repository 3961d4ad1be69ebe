import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Benchmark } from "./benchmark.js";
import type { Row } from "./report.js";
import type { FitTaken } from "./scale-fit.js";

type Case = readonly [n: number, d: number, p: number, fraction: number, tolerance: number];

const cases: readonly Case[] = [
  [50_000, 20, 2000, 0.1, 1e-6],
  [50_000, 20, 2000, 0.01, 1e-6],
  [500_000, 20, 1000, 0.1, 1e-4],
];

/** Many rows: each fit in a process of its own, whose peak memory is read at its end. */
export const scale: Benchmark = async ({ tiny }) => {
  const bare = Number(node(["--eval", "console.log(process.resourceUsage().maxRSS)"]));
  const script = fileURLToPath(new URL("scale-fit.js", import.meta.url));
  return (tiny ? [[300, 4, 40, 0.1, 1e-4] as const] : cases).map((numbers) => {
    const taken: FitTaken = JSON.parse(node([script, ...numbers.map(String)]));
    return rowOf(numbers, taken, ((taken.kilobytes - bare) * 1024) / 1e6);
  });
};

/** @param megabytes past those of bare Node */
function rowOf([n, d, p, fraction, tolerance]: Case, taken: FitTaken, megabytes: number): Row {
  const notes = [
    `${taken.status}, gap ${taken.gap.toExponential(1)}, ${taken.pricingPasses} passes`,
    `${Math.round(taken.products)} masked products (one over a part of the rows counts as that part)`,
    `${taken.activeGates} gates, ${taken.processorSeconds.toPrecision(3)} s of processor time`,
    `${Math.round(megabytes)} MB past bare Node (${(megabytes / ((n * d * 8) / 1e6)).toPrecision(2)} × the table)`,
  ];
  return {
    case: `n=${n} d=${d} p=${p} λ=${fraction} to ${tolerance}`,
    seconds: taken.seconds,
    leastSeconds: taken.seconds,
    reference: "none",
    referenceSeconds: null,
    ratio: null,
    note: notes.join(", "),
  };
}

function node(words: readonly string[]): string {
  return execFileSync(process.execPath, words, { cwd: import.meta.dirname, encoding: "utf8" });
}
