import {
  type AnyModel,
  predictIntervals,
  predictSets,
  randomGenerator,
  type SelectedModel,
  type SelectOptions,
  selectModel,
} from "halfspace";
import type { Benchmark } from "./benchmark.js";
import { loadTable } from "./fit/fit-table.js";
import { mean, splitLoaded, standardError, timed } from "./fit/in-process.js";
import { keep, keptLines } from "./kept-lines.js";
import type { Grid, Row } from "./report.js";

/**
 * Prediction intervals and sets of `selectModel` at three levels over seeded draws: the share of fresh rows that lie in theirs, with its standard error
 * over the draws, beside the share that the order statistics give in expectation. `--runs 200` takes 200 draws of each case, `--only` some of the cases.
 * With `--kept FILE` each draw is written to the file as a line when it is done, and a run that was ended goes on.
 */
const levels = [0.8, 0.9, 0.95] as const;
/** Draws of a case, unless `--runs` says another number. */
const usualDraws = 3;
/** Draws that are fitted without intervals too, for the time. */
const timedDraws = 6;
/** Of the network on drawn rows: fewer than usual, so that hundreds of draws end. */
const gates = 100;
/** Fresh rows of a draw. */
const freshRows = 1000;

/** Rows to learn from, and others to ask about. */
interface Drawn {
  readonly learned: Pick<SelectOptions, "inputs" | "targets" | "task" | "gates">;
  readonly asked: { readonly inputs: SelectOptions["inputs"]; readonly truth: readonly (number | string)[] };
}

interface Case {
  readonly name: string;
  draw(seed: number): Promise<Drawn>;
}

/** sin 2x₀ + x₁x₂ + x₃²/2 of six columns, with noise that grows with the size of x₀. */
const smooth =
  (rows: number, targetOf: (value: number) => number | string) =>
  async (seed: number): Promise<Drawn> => {
    const random = randomGenerator(4000 + seed);
    const inputs = Array.from({ length: rows + freshRows }, () => [...random.gaussians(6)]);
    const targets = inputs.map(([a, b, c, d]) =>
      targetOf(Math.sin(2 * a) + b * c + (d * d) / 2 + (0.2 + 0.4 * Math.abs(a)) * random.gaussian()),
    );
    return {
      learned: { inputs: inputs.slice(0, rows), targets: targets.slice(0, rows) as SelectOptions["targets"], gates },
      asked: { inputs: inputs.slice(rows), truth: targets.slice(rows) },
    };
  };

const threeClasses = (value: number) => (value < 0 ? "low" : value < 1 ? "middle" : "high");

/** A quarter of a table of ../shared/data is asked about. */
const fromTable = (file: string, target: string, task: "regression" | "classification", drop: readonly string[] = []) =>
  async function draw(seed: number): Promise<Drawn> {
    const table = await loadTable({ name: file, target, task, source: { file, drop: [...drop] } });
    if (!table) throw new Error(`there is no ${file} in ../shared/data`);
    const { train, test } = splitLoaded({ target, task }, table, seed);
    const { inputs, targets } = train;
    return {
      learned: { inputs, targets: targets as SelectOptions["targets"], task },
      asked: { inputs: test.inputs, truth: [...test.targets] as (number | string)[] },
    };
  };

const cases: readonly Case[] = [
  { name: "numbers-400", draw: smooth(400, Number) },
  { name: "numbers-120", draw: smooth(120, Number) },
  { name: "classes-400", draw: smooth(400, threeClasses) },
  { name: "classes-120", draw: smooth(120, threeClasses) },
  { name: "energy", draw: fromTable("raw/energy-efficiency.csv", "Y1", "regression", ["Y2"]) },
  { name: "vehicle", draw: fromTable("uci-extra/statlog-vehicle.csv", "label", "classification") },
];

/** One draw of a case: what it did at each level, what its chosen model is, and processor seconds with and without intervals. */
interface Line {
  readonly case: string;
  readonly seed: number;
  readonly model: SelectedModel["model"];
  /** Rows that the order statistics are of, and networks. */
  readonly rows: number;
  readonly networks: number;
  readonly held: readonly { readonly level: number; readonly coverage: number; readonly size: number }[];
  readonly seconds: number;
  readonly without: number | null;
}

export const averageIntervals: Benchmark = async ({ tiny, runs, only, kept }) => {
  const draws = tiny ? 1 : (runs ?? usualDraws);
  const chosen = cases.filter(({ name }) => (only ? only.includes(name) : !tiny || name === "numbers-120"));
  const done = new Map(keptLines<Line>(kept).map((line) => [`${line.seed} ${line.case}`, line]));
  for (let seed = 1; seed <= draws; seed++) {
    for (const one of chosen) {
      const place = `${seed} ${one.name}`;
      if (done.has(place)) continue;
      const line = await measured(one, seed);
      done.set(place, line);
      keep(kept, line);
    }
  }
  const lines = [...done.values()].filter(({ seed }) => seed <= draws);
  return { rows: chosen.flatMap(({ name }) => rowOf(name, lines)), grid: gridOf(chosen, lines) };
};

/** What intervals cost: the draws that were fitted without them too. */
function rowOf(name: string, lines: readonly Line[]): Row[] {
  const both = lines.filter((line) => line.case === name && line.without !== null);
  if (both.length === 0) return [];
  const seconds = mean(both.map((line) => line.seconds));
  const referenceSeconds = mean(both.map(({ without }) => without ?? 0));
  return [
    {
      ...{
        case: `${name}, ${both.length} draws`,
        seconds,
        leastSeconds: Math.min(...both.map((line) => line.seconds)),
      },
      ...{ reference: "without intervals", referenceSeconds, ratio: seconds / referenceSeconds },
      note: "auto, with intervals at the level 0.9",
    },
  ];
}

async function measured({ name, draw }: Case, seed: number): Promise<Line> {
  const { learned, asked } = await draw(seed);
  const select = (options: Partial<SelectOptions>) =>
    timed(async () => (await selectModel({ ...learned, ...options, seed })).model);
  const without = seed <= timedDraws ? (await select({})).seconds : null;
  const { result, seconds } = await select({ intervals: 0.9 });
  const model = result as unknown as SelectedModel;
  const { intervals } = model;
  if (!intervals) throw new Error("expected intervals");
  const { foldOf, networks } = intervals;
  const held = levels.map((level) => ({ level, ...heldBy({ ...model, intervals: { ...intervals, level } }, asked) }));
  const rows = foldOf.filter((fold) => fold < networks.length).length;
  return { case: name, seed, model: model.model, rows, networks: networks.length, held, seconds, without };
}

function heldBy(model: AnyModel, { inputs, truth }: Drawn["asked"]) {
  if (model.labels) {
    const sets = predictSets(model, inputs);
    return {
      coverage: mean(sets.map((set, row) => Number(set.includes(truth[row] as string)))),
      size: mean(sets.map(({ length }) => length)),
    };
  }
  const { lower, upper } = predictIntervals(model, inputs);
  return {
    coverage: mean(truth.map((value, row) => Number(lower[row] <= Number(value) && Number(value) <= upper[row]))),
    size: mean(truth.map((_, row) => upper[row] - lower[row])),
  };
}

function gridOf(chosen: readonly Case[], lines: readonly Line[]): Grid {
  const head = ["case", "draws", "averages", "level", "expected", "coverage", "length or labels", "time"];
  return {
    head,
    lines: chosen.flatMap(({ name }) => {
      const own = lines.filter((line) => line.case === name);
      if (own.length === 0) return [];
      const timedOnes = own.filter(({ without }) => without !== null);
      const time = mean(timedOnes.map(({ seconds }) => seconds)) / mean(timedOnes.map(({ without }) => without ?? 0));
      const averages = own.filter(({ model }) => model === "average").length;
      return levels.map((level, k) => {
        const shares = own.map(({ held }) => held[k].coverage);
        const expected = mean(own.map(({ rows }) => Math.ceil(level * (rows + 1) - 1e-9) / (rows + 1)));
        const sizes = mean(own.map(({ held }) => held[k].size));
        return [
          ...[name, String(own.length), String(averages), String(level), expected.toFixed(4)],
          ...[
            `${mean(shares).toFixed(4)} ± ${standardError(shares).toFixed(4)}`,
            sizes.toPrecision(3),
            time.toFixed(2),
          ],
        ];
      });
    }),
  };
}
