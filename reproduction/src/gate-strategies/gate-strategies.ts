import type { Picture, Reproduced, Reproduction, ReproductionOptions } from "../reproduction.js";
import { onWorkers } from "../workers/on-workers.js";
import { differenceTable, setTables, summaryTable } from "./result-tables.js";
import { accuracyChart, countChart, excessChart } from "./strategy-charts.js";
import { claimsOf } from "./strategy-claims.js";
import { curvesOf, planeCurvesOf } from "./strategy-curves.js";
import { lambdaFractions, referenceCount, type StrategyOutcome, type StrategyTask } from "./strategy-outcome.js";
import { type StrategyTable, strategyTables, tableRule } from "./table-choice.js";

const usualFolder = "../shared/data/uci";

export const gateStrategyStudy: Reproduction = {
  name: "gate-strategies",
  title: "How the choice of gates matters",
  statement:
    "The paper leaves open how the gate set G affects the learned network. Here the gated network is trained to optimality over gates drawn in six ways, and over generated and enumerated ones, on ten tables of two classes.",
  run,
};

async function run(options: ReproductionOptions): Promise<Reproduced> {
  const { quick = false, seed = 1, signal, onProgress } = options;
  const tables = await strategyTables(options.data ?? usualFolder, quick ? 2 : undefined);
  const splits = Array.from({ length: quick ? 2 : 5 }, (_, k) => seed + k);
  const counts = quick ? [50, 200] : [50, 100, 200, 500, 1000, 2000];
  const tasks: StrategyTask[] = tables.flatMap(({ name, path }) =>
    splits.flatMap((split) => lambdaFractions.map((lambdaFraction) => ({ name, path, split, lambdaFraction, counts }))),
  );
  const script = new URL("./strategy-worker.js", import.meta.url);
  const outcomes = await onWorkers<StrategyTask, StrategyOutcome>(script, tasks, {
    signal,
    onDone: (done) => onProgress?.(`${done} of ${tasks.length} (table, split, λ)`),
  });
  return reproduced(outcomes, { tables, counts, splits: splits.length });
}

function reproduced(outcomes: readonly StrategyOutcome[], study: Study): Reproduced {
  const { tables, counts, splits } = study;
  return {
    claims: claimsOf(outcomes, counts),
    pictures: [...allPictures(outcomes, study), ...planePictures(outcomes, study)],
    tables: [summaryTable(outcomes, counts), differenceTable(outcomes, counts), ...setTables(outcomes, tables, counts)],
    numbers: { tables, tableRule, lambdaFractions, counts, splits, outcomes },
    notes: notesOf(tables),
  };
}

/** What was asked for. */
interface Study {
  readonly tables: readonly StrategyTable[];
  readonly counts: readonly number[];
  /** How many splits of each table. */
  readonly splits: number;
}

function allPictures(outcomes: readonly StrategyOutcome[], { tables, counts, splits }: Study): Picture[] {
  const curves = lambdaFractions.flatMap((fraction) => curvesOf(outcomes, fraction, counts));
  const where = `mean of ${tables.length} tables and ${splits} splits`;
  return [
    {
      name: "gate-strategies-accuracy",
      caption: `Test accuracy against the number of gates, ${where}. Diamonds: the gates of a generated ReLU network.`,
      chart: accuracyChart(curves, where),
    },
    {
      name: "gate-strategies-objective",
      caption: "How far the optimum over the drawn gates lies above that over all gates of the split together.",
      chart: excessChart("Objective above the best known", where, curves),
    },
    {
      name: "gate-strategies-active",
      caption: "Gates with a block that is not zero, of those drawn.",
      chart: countChart(curves, where),
    },
  ];
}

/** Of the tables whose masks could be enumerated in the plane; none where there is no such table. */
function planePictures(outcomes: readonly StrategyOutcome[], { counts }: Study): Picture[] {
  const inPlane = outcomes.filter(({ plane }) => plane);
  const curves = lambdaFractions.flatMap((fraction) => planeCurvesOf(inPlane, fraction, counts));
  if (curves.length === 0) return [];
  const count = new Set(inPlane.map(({ name }) => name)).size;
  const where = `two principal components, ${count} tables with few enough masks`;
  return [
    {
      name: "gate-strategies-plane",
      caption: `On the first two principal components every mask can be enumerated: the excess over the certified optimum over all of them (${count} tables).`,
      chart: excessChart("Objective above the optimum over all masks", where, curves),
    },
  ];
}

function notesOf(tables: readonly StrategyTable[]): string[] {
  return [
    `Tables: ${tables.map(({ name, rows }) => `${name} (${rows})`).join(", ")}; the rule: ${tableRule}. Splits 75 % to 25 %, classes in proportion; columns standardised on the training rows, and a bias.`,
    `Squared loss on ±1, λ = ${lambdaFractions.join(" and ")} of λ_max over ${referenceCount} Gaussian gates, the same for every strategy of a split; nothing is chosen on test rows. Each program is solved to a relative gap of 1e-5.`,
    "Best known: the optimum over all drawn and generated gates of the split together. It is not the optimum over all masks, which are too many in these dimensions.",
    "Generated: the directions of a ReLU network's neurons found by gate generation (100 starts, at most 20 rounds) at the same λ, used as gates of the gated network: made for another objective, and few.",
    "Quantile gates let a set share of the rows through. At 25 % no gate is open on most rows, so the linear part of the function must be put together from many gates.",
  ];
}
