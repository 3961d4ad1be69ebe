import {
  type Claim,
  type NumberTable,
  type Picture,
  type Reproduced,
  type Reproduction,
  short,
} from "../reproduction.js";
import { comparisonTable, csvOf, ranksPicture, signed } from "../table-1/column-study.js";
import { type Column, type Comparison, compare, meanRankOf } from "../table-1/columns.js";
import type { StudyTable } from "./study-tables.js";
import { columnOf, families, isTuned, type Method, sharedTables, type TabularJob } from "./tabular-columns.js";

/** What the study is called and says, for its page. */
export const tabularTitle: Omit<Reproduction, "run"> = {
  name: "tabular",
  title: "auto beside what a person would try",
  statement:
    "Scores on held-out rows of twenty tables: R² of numbers, accuracy of classes. auto and the default of fit stand beside other software at its defaults and tuned, on the same rows and the same encoded columns.",
};

/** What was asked for, and what is missing. */
export interface TabularStudy {
  readonly tables: readonly StudyTable[];
  readonly methods: readonly Method[];
  readonly splits: number;
  /** Of a larger table. */
  readonly mostRows: number;
  /** In words: tables without a file, software that is not there. */
  readonly missing: readonly string[];
}

/**
 * The sweep behind the study, as a sweep file holds it.
 * @param files of the tables, by name
 * @returns the sweep file, as an object
 */
export function tabularSweep({ tables, methods, splits }: TabularStudy, files: ReadonlyMap<string, string>) {
  return {
    format: "halfspace-sweep",
    version: 1,
    sets: tables.flatMap(({ name, target, task }) => {
      const file = files.get(name);
      return file === undefined ? [] : [{ name, file, target, task }];
    }),
    models: methods.map(({ model }) => model),
    splits: Array.from({ length: splits }, (_, k) => k + 1),
  };
}

/** Columns over the tables on which all of them have a result. */
interface Group {
  readonly columns: readonly Column[];
  readonly printed: readonly number[];
  readonly ranks: readonly number[];
}

function groupOf(columns: readonly Column[]): Group {
  const printed = columns.length === 0 ? [] : sharedTables(columns);
  return { columns, printed, ranks: meanRankOf(columns, printed) };
}

/**
 * The study from the results of its sweep.
 * @returns claims, numbers and pictures
 */
export function tabularStudy(jobs: readonly TabularJob[], asked: TabularStudy): Reproduced {
  const known = new Set(jobs.map(({ job }) => job.set));
  const tables = asked.tables.filter(({ name }) => known.has(name));
  const columns = asked.methods.map((method) => columnOf(jobs, tables, method));
  const ofFamilies = asked.methods
    .filter(({ name }) => name === "auto")
    .flatMap(({ model }) => families.map(([family, name]) => columnOf(jobs, tables, { name, model, family })))
    .filter(({ cells }) => cells.some(({ mean }) => Number.isFinite(mean)));
  const [ours, defaults, tuned] = [
    columns.filter(({ name }) => name === "auto" || name === "fit"),
    columns.filter((column) => !isTuned(column)),
    columns.filter(isTuned),
  ];
  const groups = {
    defaults: groupOf(defaults),
    tuned: groupOf(tuned.length > 0 ? [...ours, ...tuned] : []),
    families: groupOf(ofFamilies.length > 0 ? [...ours, ...ofFamilies] : []),
  };
  const comparisons = comparisonsOf(columns);
  const sets = tables.map(({ name }) => ({ set: name, rows: rowsOf(jobs, name) }));
  const seconds = asked.methods.map((method) => columnOf(jobs, tables, method, ({ seconds }) => seconds));
  const logLosses = asked.methods.map((method) => columnOf(jobs, tables, method, ({ logLoss }) => logLoss));
  return {
    claims: claimsOf(groups.defaults, comparisons),
    pictures: picturesOf(groups),
    tables: [
      ...(["regression", "classification"] as const).map((task) => scoreTable(task, tables, columns)),
      logLossTable(tables, logLosses),
      comparisonTable(comparisons),
      treeTable(tables, columns),
      ...(["regression", "classification"] as const).map((task) => familyTable(task, tables, [...ours, ...ofFamilies])),
      secondsTable(tables, sets, seconds),
    ].filter(({ rows }) => rows.length > 0),
    sheets: [{ name: "tabular.csv", text: csvOf({ sets, columns: [...columns, ...ofFamilies] }) }],
    numbers: { ...asked, sets, columns, ofFamilies, seconds, logLosses, groups, comparisons },
    notes: notesOf(asked),
  };
}

/** Of training and test together. */
function rowsOf(jobs: readonly TabularJob[], set: string): number {
  const found = jobs.find(({ job }) => job.set === set);
  return found ? found.result.trainRows + found.result.testRows : 0;
}

/** auto against every other column, on the tables that both have. */
function comparisonsOf(columns: readonly Column[]): Comparison[] {
  const auto = columns.find(({ name }) => name === "auto");
  if (!auto) return [];
  const others = columns.filter((column) => column !== auto);
  return others.flatMap((other) => {
    const shared = sharedTables([auto, other]);
    return shared.length > 0 ? [compare(auto, other, shared)] : [];
  });
}

function claimsOf(defaults: Group, comparisons: readonly Comparison[]): Claim[] {
  return [
    ...(defaults.columns.length > 1 && defaults.columns[0].name === "auto" ? [rankClaim(defaults)] : []),
    ...comparisons.map(behindClaim),
  ];
}

function rankClaim({ columns, ranks, printed }: Group): Claim {
  const order = ranks.map((_, k) => k).sort((a, b) => ranks[a] - ranks[b]);
  return {
    name: `auto has the best mean rank of ${columns.length} methods at their defaults, over ${printed.length} tables`,
    expected: "no other mean rank below it",
    measured: order.map((k) => `${columns[k].name} ${ranks[k].toFixed(2)}`).join(", "),
    holds: ranks[0] <= ranks[order[0]],
  };
}

function behindClaim({ second, gain, standardError, wins, ties, losses, test }: Comparison): Claim {
  return {
    name: `auto is level with ${second}, or ahead`,
    expected: "not behind by the exact signed-rank test at 0.05 over the tables",
    measured: `${wins} wins, ${ties} ties, ${losses} losses, ${signed(gain)} ± ${standardError.toFixed(4)}, p ${short(test.probability)}`,
    holds: test.probability >= 0.05 || test.positive >= test.negative,
  };
}

const captions = {
  defaults: "Mean ranks of auto, fit and other software, all at their defaults.",
  tuned: "Mean ranks of auto and fit at their defaults, and of other software with 20 random settings each.",
  families: "Mean ranks of auto, fit and the best model of each family within auto.",
};

function picturesOf(groups: Readonly<Record<keyof typeof captions, Group>>): Picture[] {
  return (Object.keys(captions) as (keyof typeof captions)[])
    .filter((name) => groups[name].columns.length > 1 && groups[name].printed.length > 0)
    .map((name) => ranksPicture(`tabular-${name}`, groups[name], captions[name]));
}

function scoreTable(task: StudyTable["task"], tables: readonly StudyTable[], columns: readonly Column[]): NumberTable {
  return {
    title:
      task === "regression" ? "R² on test rows, mean over the splits" : "Accuracy on test rows, mean over the splits",
    columns: ["table", ...columns.map(({ name }) => name)],
    rows: tables.flatMap((table, at) =>
      table.task === task ? [[table.name, ...columns.map(({ cells }) => fixed(cells[at].mean, 4))]] : [],
    ),
  };
}

const familyTable = (
  task: StudyTable["task"],
  tables: readonly StudyTable[],
  columns: readonly Column[],
): NumberTable => {
  const table = scoreTable(task, tables, columns);
  return { ...table, title: `Families within auto: ${table.title}`, rows: columns.length > 2 ? table.rows : [] };
};

function logLossTable(tables: readonly StudyTable[], columns: readonly Column[]): NumberTable {
  const shown = columns.filter(({ cells }) => cells.some(({ mean }) => Number.isFinite(mean)));
  return { ...scoreTable("classification", tables, shown), title: "Log loss on test rows, mean over the splits" };
}

const trees = ["forest", "boosting", "xgboost"];

/** By how much the best of the trees, tuned ones too, is ahead of auto; the tables on which it is most come first. */
function treeTable(tables: readonly StudyTable[], columns: readonly Column[]): NumberTable {
  const auto = columns.find(({ name }) => name === "auto");
  const ofTrees = columns.filter(({ name }) => trees.some((tree) => name.startsWith(tree)));
  const rows = tables.flatMap(({ name, kind }, at) => {
    const best = ofTrees
      .filter(({ cells }) => Number.isFinite(cells[at].mean))
      .reduce<Column | undefined>((a, b) => (a && a.cells[at].mean >= b.cells[at].mean ? a : b), undefined);
    const own = auto?.cells[at].mean ?? Number.NaN;
    return best && Number.isFinite(own) ? [{ name, kind, best: best.name, ahead: best.cells[at].mean - own }] : [];
  });
  return {
    title: "The best of the trees against auto: where they are ahead, and on what kind of table",
    columns: ["table", "kind", "best trees", "ahead of auto by"],
    rows: rows
      .sort((a, b) => b.ahead - a.ahead)
      .map(({ name, kind, best, ahead }) => [name, kind, best, signed(ahead)]),
  };
}

function secondsTable(
  tables: readonly StudyTable[],
  sets: readonly { readonly rows: number }[],
  columns: readonly Column[],
): NumberTable {
  return {
    title: "Processor seconds of a training, mean over the splits",
    columns: ["table", "rows", ...columns.map(({ name }) => name)],
    rows: tables.map(({ name }, at) => [name, sets[at].rows, ...columns.map(({ cells }) => fixed(cells[at].mean, 1))]),
  };
}

const fixed = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : "–");

function notesOf({ splits, tables, mostRows, missing }: TabularStudy): string[] {
  return [
    `${splits} ${splits === 1 ? "split" : "splits"} of 75 % and 25 %, classes in proportion, of ${tables.length} tables; of a table with more than ${mostRows} rows so many were drawn. Test rows are seen once.`,
    "All methods see the same columns: text one-hot, missing cells filled and marked. Other software for distances and slopes gets standardised columns, and a standardised target.",
    "Tuned: the best of 20 random settings by four folds of the training rows. auto and fit have no setting changed; auto has 120 s of the clock, as on the command line.",
    "Ranks count each table once, by its mean over the splits. Seconds are of the processor, on one thread.",
    ...missing.map((words) => `Missing: ${words}.`),
  ];
}
