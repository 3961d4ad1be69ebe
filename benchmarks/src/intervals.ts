import type { EncodedRows } from "@halfspace/tables";
import {
  matrix,
  predictIntervals,
  predictProbabilities,
  predictSets,
  randomGenerator,
  type TrainResult,
  train,
} from "halfspace";
import type { Benchmark } from "./benchmark.js";
import { type FitTable, type LoadedTable, loadTable } from "./fit/fit-table.js";
import { mean, splitLoaded, standardError, timed } from "./fit/in-process.js";
import { keep, keptLines } from "./kept-lines.js";
import type { Row } from "./report.js";

/**
 * Prediction intervals and sets at the level 0.9, λ chosen, over seeded splits of tables: the share of test rows that lie in theirs, with its standard
 * error over the splits, their mean length or number of labels, and the time of the fits with and without them. Beside stands split conformal made by
 * hand, from a network at the same share of λ_max on other three quarters of the same rows. Files of ../shared/data take part where that folder is
 * there. `--runs 50` takes fifty splits of each table, `--only` some of the tables. With `--kept FILE` each split is written to the file as a line
 * when it is done, and splits that stand there are not done again: a run that was ended goes on, and many hours of it can be spread over days.
 */
const level = 0.9;
/** Splits of a table, unless `--runs` says another number. */
const usualSplits = 3;
/** Splits of a table that are fitted without intervals too, for the time. */
const timedSplits = 6;

/** One target of two columns, whose noise grows with the first of them. */
const noisy = (rows: number): LoadedTable => {
  const random = randomGenerator(11);
  const drawn = Array.from({ length: rows }, () => {
    const [a, b] = [4 * random.uniform() - 2, random.gaussian()];
    return [a, b, Math.max(0, a) + 0.5 * b + (0.1 + 0.4 * Math.abs(a)) * random.gaussian()];
  });
  return { columnNames: ["a", "b", "y"], columns: [0, 1, 2].map((k) => drawn.map((row) => row[k])) };
};

interface IntervalTable extends Omit<FitTable, "source"> {
  readonly source: FitTable["source"] | "noisy";
  /** Rows that a split draws from the table, where it has many more. */
  readonly rows?: number;
}

const regression = "regression" as const;
const classification = "classification" as const;
const tables: readonly IntervalTable[] = [
  { name: "noise that differs", target: "y", task: regression, source: "noisy", rows: 800 },
  { name: "energy", target: "Y1", task: regression, source: { file: "raw/energy-efficiency.csv", drop: ["Y2"] } },
  { name: "abalone", target: "column 9", task: regression, source: { file: "raw/abalone.data", header: false } },
  { name: "diamonds", target: "price", task: regression, source: { file: "speed/diamonds.csv" }, rows: 3000 },
  { name: "vowel", target: "Class", task: classification, source: { file: "speed/vowel.csv" } },
  { name: "vehicle", target: "label", task: classification, source: { file: "uci-extra/statlog-vehicle.csv" } },
  { name: "bank", target: "y", task: classification, source: { file: "raw/bank.csv" } },
];

/** What intervals or sets did on test rows. */
interface Held {
  readonly coverage: number;
  readonly size: number;
}

/** One split of a table: what intervals did on its test rows, ours and those made by hand, and processor seconds of the fit with and without. */
interface Split {
  readonly table: string;
  readonly seed: number;
  readonly own: Held;
  readonly byHand: Held;
  readonly seconds: number;
  readonly without: number | null;
}

export const intervals: Benchmark = async ({ tiny, runs, only, kept }) => {
  const splits = tiny ? 1 : (runs ?? usualSplits);
  const done = new Map(keptLines<Split>(kept).map((split) => [placeOf(split), split]));
  const chosen: [IntervalTable, LoadedTable][] = [];
  for (const table of tables.filter(({ name }) => !only || only.includes(name)).slice(0, tiny ? 2 : undefined)) {
    const { source } = table;
    const most = tiny ? 200 : undefined;
    const whole = source === "noisy" ? noisy(most ?? 20_000) : await loadTable({ ...table, source }, most);
    if (whole) chosen.push([table, whole]);
  }
  for (let seed = 1; seed <= splits; seed++) {
    for (const [table, whole] of chosen) {
      const place = placeOf({ table: table.name, seed });
      if (done.has(place)) continue;
      const split = await measured(table, whole, seed);
      done.set(place, split);
      keep(kept, split);
    }
  }
  return chosen.map(([{ name }]) => {
    const own = [...done.values()].filter(({ table, seed }) => table === name && seed <= splits);
    return rowOf(name, own);
  });
};

const placeOf = ({ table, seed }: Pick<Split, "table" | "seed">) => `${seed} ${table}`;

async function measured(table: IntervalTable, whole: LoadedTable, seed: number): Promise<Split> {
  const { train: learned, test } = splitOf(table, whole, seed);
  const plain = seed <= timedSplits ? await timed(() => train({ ...learned, seed })) : undefined;
  const asked = await timed(() => train({ ...learned, seed, intervals: level }));
  return {
    ...{ table: table.name, seed, seconds: asked.seconds, without: plain?.seconds ?? null },
    own: heldBy(asked.result, test),
    byHand: await splitConformal(learned, test, asked.result.lambdaFraction ?? 1, seed),
  };
}

function rowOf(name: string, splits: readonly Split[]): Row {
  const timedOnes = splits.filter(({ without }) => without !== null);
  const [withThem, without] = [timedOnes.map(({ seconds }) => seconds), timedOnes.map((split) => split.without ?? 0)];
  const [seconds, referenceSeconds] = [mean(withThem), mean(without)];
  const [own, byHand] = [splits.map((split) => split.own), splits.map((split) => split.byHand)];
  return {
    ...{ case: `${name}, ${splits.length} splits`, seconds, leastSeconds: Math.min(...withThem) },
    ...{ reference: "fit without", referenceSeconds, ratio: seconds / referenceSeconds },
    note: `${words(own)}; by hand ${words(byHand)}`,
  };
}

function words(held: readonly Held[]): string {
  const shares = held.map(({ coverage }) => coverage);
  return `coverage ${mean(shares).toFixed(3)} ± ${standardError(shares).toFixed(3)}, size ${mean(held.map(({ size }) => size)).toPrecision(4)}`;
}

/** Three quarters of the rows to learn from and the rest; first some rows of the table where it has many more. */
function splitOf({ rows, ...table }: IntervalTable, { columnNames, columns }: LoadedTable, seed: number) {
  const count = columns[0].length;
  if (!rows || rows >= count) return splitLoaded(table, { columnNames, columns }, seed);
  const drawn = randomGenerator(500 + seed)
    .permutation(count)
    .slice(0, rows)
    .sort();
  const some = columns.map((cells) => Array.from(drawn, (row) => cells[row]));
  return splitLoaded(table, { columnNames, columns: some }, seed);
}

function heldBy(model: TrainResult, { inputs, targets }: EncodedRows): Held {
  if (model.labels) return ofSets(predictSets(model, inputs), targets);
  const { lower, upper } = predictIntervals(model, inputs);
  return ofEnds(lower, upper, targets);
}

const ofSets = (sets: readonly (readonly unknown[])[], truth: ArrayLike<unknown>): Held => ({
  coverage: mean(sets.map((set, row) => Number(set.includes(truth[row])))),
  size: mean(sets.map(({ length }) => length)),
});

const ofEnds = (lower: Float64Array, upper: Float64Array, truth: ArrayLike<unknown>): Held => ({
  coverage: mean(
    Array.from(lower, (low, row) => Number(low <= Number(truth[row]) && Number(truth[row]) <= upper[row])),
  ),
  size: mean(Array.from(lower, (low, row) => upper[row] - low)),
});

/** Split conformal, from a quarter of the rows that a network at the same share of λ_max has not seen. */
async function splitConformal(
  learned: EncodedRows,
  test: EncodedRows,
  lambdaFraction: number,
  seed: number,
): Promise<Held> {
  const order = randomGenerator(7000 + seed).permutation(learned.targets.length);
  const cut = Math.ceil(0.75 * order.length);
  const [seen, kept] = [order.slice(0, cut).sort(), order.slice(cut)];
  const model = (await train({ ...rowsOf(learned, seen), seed, lambdaFraction } as never)) as TrainResult;
  const { inputs, targets } = rowsOf(learned, kept);
  const { labels } = model;
  if (labels) {
    const scores = scoresOf(model, inputs);
    const most = quantile(targets.map((label, row) => scores[row][labels.indexOf(label as string)]));
    const sets = scoresOf(model, test.inputs).map((own) => labels.filter((_, k) => own[k] <= most));
    return ofSets(sets, test.targets);
  }
  const errors = model.network.predict(inputs).map((value, row) => Math.abs(Number(targets[row]) - value));
  const most = quantile(errors);
  const centres = model.network.predict(test.inputs);
  return ofEnds(
    centres.map((value) => value - most),
    centres.map((value) => value + most),
    test.targets,
  );
}

function rowsOf({ inputs, targets }: EncodedRows, rows: Int32Array) {
  const { columns, values } = inputs;
  const chosen = Float64Array.from(
    Array.from(rows, (row) => [...values.subarray(row * columns, (row + 1) * columns)]).flat(),
  );
  return { inputs: matrix(rows.length, columns, chosen), targets: Array.from(rows, (row) => targets[row]) };
}

/** Of each row and class: the probability of likelier classes. */
function scoresOf(model: TrainResult, inputs: EncodedRows["inputs"]): number[][] {
  const { rows, columns, values } = predictProbabilities(model, inputs);
  return Array.from({ length: rows }, (_, row) => {
    const own = [...values.subarray(row * columns, (row + 1) * columns)];
    return own.map((p) => own.reduce((sum, other) => (other > p ? sum + other : sum), 0));
  });
}

function quantile(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil(level * (sorted.length + 1) - 1e-9) - 1] ?? Number.POSITIVE_INFINITY;
}
