import { type Claim, type NumberTable, type Picture, type Reproduced, short } from "../reproduction.js";
import { average } from "../statistics/means.js";
import { gainChart } from "./accuracy-charts.js";
import {
  type ColumnStudy,
  columnStudy,
  comparisonTable,
  csvOf,
  fewRows,
  pairedGain,
  ranksPicture,
  rankTable,
  signed,
  withError,
} from "./column-study.js";
import { type Column, type Comparison, cellOf, compare, type TableJob } from "./columns.js";

/** The networks of the study, as a sweep names them; the first is what the others are compared with. */
export const shapedNetworks: readonly (readonly [model: string, title: string])[] = [
  ["two-layers", "two layers"],
  ["three-layers", "three layers"],
  ["four-layers", "four layers"],
  ["leaky-relu", "leaky ReLU"],
  ["absolute-value", "absolute value"],
  ["threshold", "threshold"],
];

/** Two against three layers and other activations: everything is chosen on the training rows alone. */
export function networksTable(jobs: readonly TableJob[]): Reproduced {
  const sets = [...new Set(jobs.map(({ job }) => job.set))];
  const resultsOf = resultsBy(jobs);
  const splits = Math.min(...sets.map((set) => resultsOf(set, "two-layers").length));
  const columns: Column[] = [...shapedNetworks, ["neural-tangent", "NTK"] as const].map(([model, name]) => ({
    name,
    cells: sets.map((set) => cellOf(resultsOf(set, model).map(({ test }) => test))),
  }));
  const rows = sets.map((set) => ({ set, rows: rowCount(resultsOf(set, "two-layers")[0]) }));
  const study = columnStudy(rows, columns);
  const comparisons = [study.large, study.printed].flatMap((rowsThatCount) =>
    columns.slice(1).map((column) => compare(column, columns[0], rowsThatCount)),
  );
  const networks = jobs.filter(({ job }) => job.model !== "neural-tangent");
  return {
    claims: claimsOf(networks, comparisons),
    pictures: [ranksPicture("table-1-networks-ranks", study), gainPicture(study, splits)],
    tables: [
      rankTable(study),
      comparisonTable(comparisons),
      sizeTable(sets, resultsOf),
      {
        title: "Test accuracy in percent, ± standard error over the splits",
        columns: ["set", "n", ...columns.map(({ name }) => name)],
        rows: rows.map(({ set, rows: count }, at) => [set, count, ...columns.map(({ cells }) => withError(cells[at]))]),
      },
    ],
    sheets: [{ name: "table-1.csv", text: csvOf(study) }],
    numbers: { protocol: "networks", splits, columns, ranks: study.ranks, comparisons, sets: rows },
    notes: notesOf(splits),
  };
}

function gainPicture({ sets, columns: [two, three], large }: ColumnStudy, splits: number): Picture {
  return {
    name: "table-1-networks-three",
    caption: `What a third layer gains, with two standard errors over the splits; the sets with n ≥ ${fewRows}.`,
    chart: gainChart(
      "Three layers against two",
      `difference in test accuracy, mean over ${splits === 1 ? "one split" : `${splits} splits`}`,
      large.map((at) => pairedGain(sets[at].set, three.cells[at], two.cells[at])),
    ),
  };
}

function notesOf(splits: number): string[] {
  return [
    `${splits} splits of 75 % and 25 %, round-half-up(n/4) test rows, classes in proportion. λ of every network by 5-fold cross-validation on the training rows along one path; test rows are seen once.`,
    "500 masks of Gaussian gates each before equal ones are merged: of the deeper networks half are those of 250 first-layer gates alone, half are products with gates on random ReLU features of the layer before. Squared loss on ±1. Leaky ReLU has slope 0.01 below 0.",
    "NTK is kernel ridge regression with (10), its ridge by cross-validation, for comparison.",
    "Certificates speak of the sampled masks of each network only. p values are for single pairs, not corrected for their number.",
    "The corrected versions of two damaged sets are extra rows and enter no rank, test or mean.",
  ];
}

type Result = TableJob["result"];

const rowCount = ({ trainRows, testRows }: Result): number => trainRows + testRows;

/** The results of one model on one set, in the order of the splits. */
function resultsBy(jobs: readonly TableJob[]): (set: string, model: string) => Result[] {
  const found = new Map<string, TableJob[]>();
  for (const entry of jobs) {
    const key = JSON.stringify([entry.job.set, entry.job.model]);
    found.set(key, [...(found.get(key) ?? []), entry]);
  }
  return (set, model) =>
    [...(found.get(JSON.stringify([set, model])) ?? [])]
      .sort((a, b) => a.job.split - b.job.split)
      .map(({ result }) => result);
}

function claimsOf(networks: readonly TableJob[], comparisons: readonly Comparison[]): Claim[] {
  const gaps = networks.map(({ result }) => result.certificate?.relativeGap ?? Number.POSITIVE_INFINITY);
  const leaky = comparisons.find(({ first }) => first === "leaky ReLU");
  return [
    {
      name: "every network is solved over its sampled masks",
      expected: "a relative duality gap of at most 1e-6",
      measured: `at most ${short(Math.max(...gaps))}, ${networks.length} networks`,
      holds: gaps.every((gap) => gap <= 1e-6),
    },
    ...(leaky
      ? [
          {
            name: "a leaky ReLU of slope 0.01 is nearly the ReLU",
            expected: `mean accuracies within 0.005, sets with n ≥ ${fewRows}`,
            measured: `${signed(leaky.gain)} ± ${leaky.standardError.toFixed(4)}`,
            holds: Math.abs(leaky.gain) <= 0.005,
          },
        ]
      : []),
  ];
}

/** What the networks cost: numbers of a prediction, and the training accuracy they buy. */
function sizeTable(sets: readonly string[], resultsOf: (set: string, model: string) => Result[]): NumberTable {
  return {
    title: "Means over all sets and splits",
    columns: ["network", "training accuracy", "test accuracy", "numbers a prediction needs"],
    rows: shapedNetworks.map(([model, title]) => {
      const all = sets.flatMap((set) => resultsOf(set, model));
      return [
        title,
        average(all.map(({ train }) => train)).toFixed(4),
        average(all.map(({ test }) => test)).toFixed(4),
        Math.round(average(all.map(({ size }) => size))),
      ];
    }),
  };
}
