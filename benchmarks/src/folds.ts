import { smallMixture } from "@halfspace/reproduction/made-tables";
import { accuracy, predictLabels, type TrainResult, train } from "halfspace";
import type { Benchmark } from "./benchmark.js";
import { type FitTable, loadTable, sharedTables } from "./fit/fit-table.js";
import { mean, splitLoaded, standardError, timed } from "./fit/in-process.js";
import { keep, keptLines } from "./kept-lines.js";
import type { Row } from "./report.js";

/**
 * λ by the default way (`folds: "auto"`) against 5 folds, everything else at its defaults: the two-class tables of Table 1 under its nested
 * protocol, 75 % of the rows to learn from, classes in proportion, λ chosen on these alone. Each row holds the processor seconds of both and the
 * accuracies on the other rows, on the same splits and the same gates; the last one the difference over all tables, with its standard error over the
 * tables. `--runs 10` takes ten splits, `--only` some of the tables; with `--kept FILE` it goes on where it was ended.
 */
const usualSplits = 2;

/** One split of a table: the two fits. */
interface Split {
  readonly table: string;
  readonly seed: number;
  readonly auto: Fitted;
  readonly folds: Fitted;
}

interface Fitted {
  readonly seconds: number;
  readonly accuracy: number;
  readonly lambdaFraction: number | null;
}

const tables = (): FitTable[] =>
  sharedTables("uci").map((name) => ({
    ...{ name, target: "label", task: "classification" as const },
    source: { file: `uci/${name}.csv` },
  }));

/** For tiny runs, and where ../shared/data is missing. */
const drawn: FitTable = {
  ...{ name: "small-mixture", target: "state", task: "classification" },
  source: { maker: smallMixture, rows: 900 },
};

export const folds: Benchmark = async ({ tiny, runs, only, kept }) => {
  const all = tiny ? [] : tables().filter(({ name }) => !only || only.includes(name));
  const chosen = all.length > 0 ? all : [drawn];
  const done = new Map(keptLines<Split>(kept).map((split) => [placeOf(split.table, split.seed), split]));
  const splits: Split[] = [];
  for (let seed = 1; seed <= (tiny ? 1 : (runs ?? usualSplits)); seed++) {
    for (const table of chosen) {
      const known = done.get(placeOf(table.name, seed));
      const split = known ?? (await measured(table, seed, tiny));
      if (!known) keep(kept, split);
      splits.push(split);
    }
  }
  const rows = chosen.map(({ name }) =>
    rowOf(
      name,
      splits.filter(({ table }) => table === name),
    ),
  );
  return [...rows, summary(splits)];
};

const placeOf = (table: string, seed: number) => `${seed} ${table}`;

async function measured(table: FitTable, seed: number, tiny: boolean): Promise<Split> {
  const loaded = await loadTable(table, tiny ? 120 : undefined);
  const { train: learned, test } = splitLoaded(table, loaded!, seed);
  const size = tiny ? { gates: 20 } : {};
  const fitted = async (way: "auto" | 5): Promise<Fitted> => {
    const { result, seconds } = await timed(() => train({ ...learned, ...size, seed, folds: way }));
    return { seconds, accuracy: hits(result, test), lambdaFraction: result.lambdaFraction ?? null };
  };
  return { table: table.name, seed, auto: await fitted("auto"), folds: await fitted(5) };
}

function hits(model: TrainResult, { inputs, targets }: ReturnType<typeof splitLoaded>["test"]): number {
  return accuracy(targets as readonly string[], predictLabels(model, inputs));
}

const gains = (splits: readonly Split[]) => splits.map(({ auto, folds }) => auto.accuracy - folds.accuracy);

function rowOf(name: string, splits: readonly Split[]): Row {
  const [own, other] = [splits.map(({ auto }) => auto), splits.map(({ folds }) => folds)];
  const [seconds, referenceSeconds] = [mean(own.map(secondsOf)), mean(other.map(secondsOf))];
  const scores = [own, other].map((fits) => mean(fits.map((fit) => fit.accuracy)).toFixed(4));
  const places = splits.map(({ auto, folds }) => `${auto.lambdaFraction}/${folds.lambdaFraction}`);
  return {
    ...{ case: `${name}, ${splits.length} splits`, seconds, leastSeconds: Math.min(...own.map(secondsOf)) },
    ...{ reference: "5 folds", referenceSeconds, ratio: seconds / referenceSeconds },
    note: `accuracy ${scores.join(" against ")}; shares of λ_max ${places.slice(0, 3).join(" ")}`,
  };
}

/** All tables alike: splits of one table are one number. */
function summary(splits: readonly Split[]): Row {
  const names = [...new Set(splits.map(({ table }) => table))];
  const byTable = names.map((name) => mean(gains(splits.filter(({ table }) => table === name))));
  const total = (fits: readonly Fitted[]) => fits.reduce((sum, { seconds }) => sum + seconds, 0);
  const [own, other] = [splits.map(({ auto }) => auto), splits.map(({ folds }) => folds)];
  const [seconds, referenceSeconds] = [total(own), total(other)];
  return {
    ...{ case: `all ${names.length} tables, ${splits.length} fits each way, together`, seconds, leastSeconds: seconds },
    ...{ reference: "5 folds", referenceSeconds, ratio: seconds / referenceSeconds },
    note: `accuracy ${difference(byTable)} over tables, ${difference(gains(splits))} over splits`,
  };
}

const secondsOf = ({ seconds }: Fitted) => seconds;
const difference = (values: readonly number[]) => `${mean(values).toFixed(4)} ± ${standardError(values).toFixed(4)}`;
