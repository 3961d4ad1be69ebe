import type { Budget } from "../fitting/budget.js";
import type { ModelFamily, SelectionSettings } from "../options/select-options.js";
import type { Contender } from "./chosen-trial.js";
import { combined, judgedAlone } from "./combination.js";
import { averageFamily } from "./families/average-family.js";
import { combinationFamily } from "./families/combination-family.js";
import { type Family, shareOfTime, type Tried, tryOnFold } from "./families/family.js";
import { gatedFamily } from "./families/gated-family.js";
import { generatedFamily } from "./families/generated-family.js";
import { kernelFamily } from "./families/kernel-families.js";
import { metricFamily } from "./families/metric-family.js";
import { nystromFamily } from "./families/nystrom-family.js";
import { powerFamily } from "./families/power-family.js";
import { reweightingFamily } from "./families/reweighting-family.js";
import { type HeldOutRows, heldOutRows } from "./held-out.js";
import { type KernelsToTry, kernelsToTry, nystromKernels } from "./kernels-to-try.js";
import { affordableKernels, isLarge } from "./large-tables.js";
import { type SelectionFold, selectionFolds, unitsOfTargets } from "./selection-folds.js";
import { byScore, type Trial, trialsOf } from "./trials.js";

/** Everything that was tried, and what was left out. */
export interface ComparedFamilies {
  readonly trials: readonly Trial[];
  /** What may be chosen: the average of kernels first where there is one, then the best of families and their combination. */
  readonly contenders: readonly Contender[];
  readonly rows: HeldOutRows;
  readonly notes: readonly string[];
}

/** What every family shares: the folds, the time, and who hears of it. */
interface Round {
  readonly selection: SelectionSettings;
  readonly folds: readonly SelectionFold[];
  readonly budget: Budget;
  /** Called after each fold of a family. */
  readonly report: (family: Family<unknown>) => void;
  readonly notes: string[];
  /** What folds have taken so far, from which the time of others is estimated. */
  readonly spent: { operations: number; seconds: number };
}

/** Of metrics, how many of the best (step, ridge) pairs are averaged. */
const metricMembers = 4;

/** Tries every family on its folds; the best kernels are averaged, and the families combined. @throws `signal.reason` when aborted */
export async function compareFamilies(selection: SelectionSettings, budget: Budget): Promise<ComparedFamilies> {
  const round: Round = {
    ...{ selection, folds: selectionFolds(selection), budget, notes: [] },
    spent: { operations: 0, seconds: 0 },
    report: () => {},
  };
  const suited = suitedFamilies(selection, round.notes);
  const looking = { settings: selection.table, fold: round.folds[0], notes: round.notes };
  const begin = budget.elapsed();
  const kernels = await kernelsToTry(suited, looking, budget, (operations) => secondsOf(operations, round.spent));
  if (isLarge(selection.table)) addSpent(round.spent, kernels.lookOperations ?? 0, budget.elapsed() - begin);
  const families = isLarge(selection.table)
    ? largeFamilies(suited, kernels, round)
    : suited.flatMap((family) => familiesOf(family, selection, kernels, suited.length === 1));
  const report = reporter(selection, families, budget);
  const trials = await tryFamilies(families, { ...round, report });
  const averages = await averagesOf(trials, round);
  const rows = heldOutRows(selection, round.folds);
  const contenders = trials.length > 0 ? await contendersOf([...averages, ...trials], rows, round) : [];
  const combinations = contenders.map(({ trial }) => trial).filter(({ family }) => family.family === "combination");
  return { trials: [...trials, ...averages, ...combinations], contenders, rows, notes: round.notes };
}

/** Those that the table has room for. */
function suitedFamilies({ families, table, network }: SelectionSettings, notes: string[]): ModelFamily[] {
  const kernels = families.filter((family) => !isNetwork(family));
  const networks = families.filter(isNetwork);
  if (kernels.length > 0 && networks.length > 0 && !table.labels && !isOfMean(network)) {
    notes.push(
      `Kernels were left out: they predict a mean, and the ${network.loss.name} loss asks for something else.`,
    );
    return networks;
  }
  return [...families];
}

const isNetwork = (family: ModelFamily): boolean => family === "gated-relu" || family === "generated-relu";

/** Whether the loss asks for a middle of the targets, in their own units. */
const isOfMean = ({ loss }: SelectionSettings["network"]): boolean =>
  loss.link !== "exp" && (loss.parameters?.quantile === undefined || loss.parameters.quantile === 0.5);

function familiesOf(
  family: ModelFamily,
  { table, network, generated }: SelectionSettings,
  { plain, metrics }: KernelsToTry,
  isAlone: boolean,
): Family<unknown>[] {
  switch (family) {
    case "gated-relu": {
      const place = isAlone ? "alone" : isLarge(table) ? "last" : "among";
      return [gatedFamily(network, place) as Family<unknown>];
    }
    case "generated-relu":
      return [generatedFamily(table, generated) as Family<unknown>];
    case "learned-metric":
      return metrics.map((metric) => metricFamily(metric, table) as Family<unknown>);
    case "reweighting":
      return [reweightingFamily(table) as Family<unknown>];
    case "q-family":
      return [powerFamily(table) as Family<unknown>];
    default:
      return plain
        .filter((kernel) => kernel.family === family)
        .map((kernel) => kernelFamily(kernel, table) as Family<unknown>);
  }
}

/** Of a large table: kernels over centres first, whose time is known, then the network, which minds the time that they leave. */
function largeFamilies(suited: readonly ModelFamily[], kernels: KernelsToTry, round: Round): Family<unknown>[] {
  const { selection, budget, spent, notes } = round;
  const { table } = selection;
  const seconds = (operations: number) => secondsOf(operations, spent);
  const worth = nystromKernels(kernels);
  const kept = affordableKernels(worth, table, { secondsOf: seconds, left: budget.left() });
  const left = worth.filter((kernel) => !kept.kernels.includes(kernel)).map(({ name }) => name);
  if (left.length > 0) notes.push(`The time limit left out: ${left.join(", ")}.`);
  const networks = suited.filter(isNetwork);
  const masking = suited.filter((family) => family === "reweighting" || family === "q-family");
  if (masking.length === suited.length)
    return masking.flatMap((family) => familiesOf(family, selection, kernels, true));
  if (masking.length > 0) {
    notes.push(`Left out: ${masking.join(", ")}, because the matrices of ${table.inputs.rows} rows are too large.`);
  }
  const way = { count: kept.count, share: networks.length > 0 ? shareOfTime : 1 };
  return [
    ...kept.kernels.map((kernel) => nystromFamily(kernel, table, way) as Family<unknown>),
    ...networks.flatMap((family) => familiesOf(family, selection, kernels, suited.length === 1)),
  ];
}

function reporter(
  { onProgress, heldOutFolds, repeats }: SelectionSettings,
  families: readonly Family<unknown>[],
  budget: Budget,
): Round["report"] {
  const total = families.reduce((sum, family) => sum + family.foldCount(heldOutFolds, repeats), 0);
  let done = 0;
  return ({ family }) => {
    done++;
    onProgress?.({ stage: "selection", family, done, total, elapsedSeconds: budget.elapsed() });
  };
}

async function tryFamilies(families: readonly Family<unknown>[], round: Round): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const family of families) {
    const tried = family.settings.length > 0 ? await tryFamily(family, round) : [];
    if (tried) trials.push(...tried);
    else round.notes.push(`The time limit left out: ${family.name}.`);
  }
  return trials;
}

/** One family on its folds; undefined when the time is spent before the last, or would be. */
async function tryFamily<Setting>(family: Family<Setting>, round: Round): Promise<Trial<Setting>[] | undefined> {
  const { selection, folds, budget, report, spent } = round;
  const own = folds.slice(0, family.foldCount(selection.heldOutFolds, selection.repeats));
  // A family without a count minds the time by itself.
  const { operations } = family;
  const isLate =
    operations !== undefined &&
    secondsOf(own.length * operations + (family.lastOperations ?? lastFitOf(selection)), spent) > budget.left();
  if (isLate) return undefined;
  const perFold: Tried[][] = [];
  for (const fold of own) {
    await budget.breathe();
    if (budget.spent(shareOfTime)) {
      if (!family.needsNoComparison || perFold.length === 0) return undefined;
      round.notes.push(`The time limit left ${perFold.length} of ${own.length} folds, which the score is of.`);
      break;
    }
    const begin = budget.elapsed();
    const tried = await tryOnFold(family, fold, budget);
    if (tried.length === 0) return undefined;
    perFold.push(tried);
    addSpent(spent, family.operations ?? 0, budget.elapsed() - begin);
    report(family);
  }
  const trials = trialsOf(family, perFold, own, scoredBy(selection));
  const best = [...trials].sort(byScore)[0];
  return family.settle && !(await family.settle(best.setting, budget)) ? undefined : trials;
}

/** Counts what tells the speed of this machine now. */
function addSpent(spent: Round["spent"], operations: number, seconds: number): void {
  if (operations === 0) return;
  spent.operations += operations;
  spent.seconds += seconds;
}

/** Operations a second where no fold has told yet: of the numeric core on one thread, about. */
const usualSpeed = 5e9;

function secondsOf(operations: number, spent: Round["spent"]): number {
  const speed = spent.seconds > 0 ? spent.operations / spent.seconds : usualSpeed;
  return operations / speed;
}

/** Operations of the last fit where kernels are chosen: a factorisation a member, and the bound of every entry's rounding for its certificate. */
function lastFitOf({ table: { inputs }, members }: SelectionSettings): number {
  return (members + metricMembers) * ((inputs.rows * inputs.rows * inputs.rows) / 3 + 1500 * inputs.rows ** 2);
}

const scoredBy = ({ table, network }: SelectionSettings) => ({
  labels: table.labels,
  loss: network.loss,
  units: table.labels ? undefined : unitsOfTargets(table.targets),
});

/** The averages of the best kernels, and of the best of those in a learned metric; their outputs are at hand, so that no time limit leaves them out. */
async function averagesOf(trials: readonly Trial[], { selection, folds, budget }: Round): Promise<Trial[]> {
  if (selection.members === 1 || isLarge(selection.table)) return [];
  const plain = trials.filter(({ family }) => isPlainKernel(family));
  const metric = trials.filter(({ family }) => family.family === "learned-metric");
  const averages: Trial[] = [];
  for (const [tried, count, name] of [
    [plain, selection.members, "average"],
    [metric, Math.min(metricMembers, selection.members), "learned-metric"],
  ] as const) {
    if (tried.length === 0) continue;
    const average = averageFamily([...tried].sort(byScore).slice(0, count), selection.table, name);
    const perFold: Tried[][] = [];
    for (const fold of folds) perFold.push(await tryOnFold(average, fold, budget));
    averages.push(...(trialsOf(average, perFold, folds, scoredBy(selection)) as Trial[]));
  }
  return averages;
}

const isPlainKernel = ({ family }: Family<unknown>): boolean =>
  family === "neural-tangent" || family === "relu-tangent" || family === "gaussian" || family === "laplace";

/** The only thing there is, where nothing saw every held-out row. */
function unjudged(trial: Trial, rows: HeldOutRows): Contender {
  const outputs = rows.outputsOf(trial);
  return { trial, costs: new Float64Array(0), outputs, outputsBy: () => outputs };
}

/** Averages first, then the best kernel and the best of each other family, and the combination of all that saw every held-out row. */
async function contendersOf(
  trials: readonly Trial[],
  rows: HeldOutRows,
  { selection, folds, budget }: Round,
): Promise<Contender[]> {
  const best = new Map<string, Trial>();
  const isAverage = ({ family }: Trial) => family.name === "average";
  const kindOf = (trial: Trial) => {
    if (isLarge(selection.table)) return trial.family.name;
    return isPlainKernel(trial.family) ? "kernel" : `${isAverage(trial)} ${trial.family.family}`;
  };
  for (const trial of [...trials].sort((a, b) => Number(isAverage(b)) - Number(isAverage(a)) || byScore(a, b))) {
    const kind = kindOf(trial);
    if (!best.has(kind)) best.set(kind, trial);
  }
  // A family that saw some of the folds only is compared by its score alone, and never taken.
  const whole = [...best.values()].filter(({ outputs }) => outputs.length >= rows.bounds.length - 1);
  if (whole.length === 0) return [unjudged([...trials].sort(byScore)[0], rows)];
  const alone = whole.map((trial) => {
    const outputs = rows.outputsOf(trial);
    return { trial, ...judgedAlone(trial, rows), outputs, outputsBy: () => outputs };
  });
  const parts = whole.filter(({ family }) => family.membersOf);
  if (parts.length < 2 || selection.members === 1) return alone;
  const combination = combined(parts, rows);
  if (combination.weights.filter((weight) => weight > 0).length < 2) return alone;
  const family = combinationFamily(parts, combination, rows, selection.table.labels !== null);
  const tried = [];
  for (const fold of folds.slice(0, rows.bounds.length - 1)) tried.push(await tryOnFold(family, fold, budget));
  const [trial] = trialsOf(family, tried, folds, scoredBy(selection)) as Trial[];
  const outputsBy = (seen: Int32Array) => combination.by(seen).outputs;
  return [...alone, { trial, costs: combination.judged.costs, outputs: combination.outputs, outputsBy }];
}
