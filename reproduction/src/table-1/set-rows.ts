import type { SplitScore, SplitScores } from "@halfspace/tables";
import { type NumberTable, short } from "../reproduction.js";
import { average } from "../statistics/means.js";
import { percent } from "./column-study.js";
import { type Column, cellOf, type TableJob } from "./columns.js";

/** Columns of the study, as a sweep names their families. */
const families: readonly (readonly [family: string, title: string])[] = [
  ["neural-tangent", "NTK"],
  ["relu-tangent", "ReLU NTK"],
  ["gaussian", "Gaussian"],
  ["reweighting", "reweighted"],
  ["q-family", "q = 1.5"],
  ["gated-relu", "gated ReLU"],
  ["generated-relu", "generated ReLU"],
];

/** One set and its results, in the order of the splits. */
export interface SetRows {
  readonly set: string;
  readonly rows: number;
  readonly splits: readonly SplitScores[];
}

export function rowsOf(jobs: readonly TableJob[]): SetRows[] {
  const bySet = new Map<string, TableJob[]>();
  for (const entry of jobs) bySet.set(entry.job.set, [...(bySet.get(entry.job.set) ?? []), entry]);
  return [...bySet].map(([set, entries]) => {
    const { trainRows, testRows } = entries[0].result;
    return {
      set,
      rows: trainRows + testRows,
      splits: entries.sort((a, b) => a.job.split - b.job.split).map(({ result }) => result),
    };
  });
}

export function columnsOf(sets: readonly SetRows[]): Column[] {
  const column = (name: string, of: (result: SplitScores) => SplitScore | undefined): Column => ({
    name,
    cells: sets.map(({ splits }) => cellOf(splits.map((result) => of(result)?.test ?? Number.NaN))),
  });
  return [
    ...families.map(([family, title]) => column(title, ({ families: each }) => each?.[family])),
    column("auto", (result) => result),
  ];
}

/** For each set the most accurate column, and the smallest network within one standard error of the best cross-validated score. */
export function bestAndSmallest(sets: readonly SetRows[], columns: readonly Column[]): NumberTable {
  return {
    title: "The most accurate column, and the smallest network within one standard error of the best score (split 1)",
    columns: ["set", "best column", "accuracy", "smallest network", "numbers", "its accuracy", "certificate"],
    rows: sets.map(({ set, splits }, at) => {
      const best = columns.reduce((a, b) => (b.cells[at].mean > a.cells[at].mean ? b : a));
      const small = splits[0].smallestNetwork;
      return [
        set,
        best.name,
        percent(best.cells[at].mean),
        small ? small.name : "none",
        small ? small.size : "–",
        small ? percent(small.test) : "–",
        certificateWords(small),
      ];
    }),
  };
}

function certificateWords(model: SplitScore | null | undefined): string {
  if (!model?.certificate) return "–";
  const { relativeGap, coverage } = model.certificate;
  const gap = relativeGap.toExponential(0);
  if (coverage === "sampled") return `gap ${gap} on its sampled gates`;
  return coverage === "complete" ? `gap ${gap} against all networks` : `gap ${gap} against the gates it found`;
}

/** Training against test error of the group lasso: what a bound on prediction error at the training points cannot see. */
export function errorTable(sets: readonly SetRows[]): NumberTable {
  return {
    title:
      "Squared error of gated ReLU and NTK: training, test, their ratio, and the bound (2/n)λΣ‖w‖ of Theorem 6.1 at the solution",
    columns: ["set", "gated: training", "gated: test", "ratio", "bound", "NTK: training", "NTK: test", "ratio"],
    rows: sets.map(({ set, splits }) => {
      const of = (family: string) => {
        const each = splits.flatMap(({ families: found }) => (found?.[family] ? [found[family]] : []));
        const training = average(each.map(({ trainError }) => trainError));
        const test = average(each.map(({ testError }) => testError));
        return [short(training), short(test), short(test / training)];
      };
      return [set, ...of("gated-relu"), boundOf(splits), ...of("neural-tangent")];
    }),
  };
}

function boundOf(splits: SetRows["splits"]): string {
  const bounds = splits.flatMap(({ families }) => families?.["gated-relu"]?.penaltyBound ?? []);
  return bounds.length > 0 ? short(average(bounds)) : "–";
}
