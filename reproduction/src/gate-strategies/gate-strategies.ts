import {
  type Claim,
  type NumberTable,
  type Reproduced,
  type Reproduction,
  type ReproductionOptions,
  short,
} from "../reproduction.js";
import { average, standardError } from "../table-1/columns.js";
import { onWorkers } from "../workers/on-workers.js";
import { accuracyChart, type CurvePoint, countChart, excessChart } from "./strategy-charts.js";
import { drawnStrategies, referenceCount, type StrategyOutcome, type StrategyTask } from "./strategy-problem.js";
import { type StrategyTable, strategyTables, tableRule } from "./strategy-tables.js";

const lambdaFractions = [0.1, 0.01];
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
  return reproduced(outcomes, tables, counts, splits.length);
}

function reproduced(
  outcomes: readonly StrategyOutcome[],
  tables: readonly StrategyTable[],
  counts: readonly number[],
  splits: number,
): Reproduced {
  const curves = lambdaFractions.flatMap((fraction) => curvesOf(outcomes, fraction, counts));
  const inPlane = outcomes.filter(({ plane }) => plane);
  const planeCurves = lambdaFractions.flatMap((fraction) => planeCurvesOf(inPlane, fraction, counts));
  const where = `mean of ${tables.length} tables and ${splits} splits`;
  const planeTables = new Set(inPlane.map(({ name }) => name)).size;
  return {
    claims: claimsOf(outcomes, counts),
    pictures: [
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
      ...(planeCurves.length > 0
        ? [
            {
              name: "gate-strategies-plane",
              caption: `On the first two principal components every mask can be enumerated: the excess over the certified optimum over all of them (${planeTables} tables).`,
              chart: excessChart(
                "Objective above the optimum over all masks",
                `two principal components, ${planeTables} tables with few enough masks`,
                planeCurves,
              ),
            },
          ]
        : []),
    ],
    tables: [summaryTable(outcomes, counts), differenceTable(outcomes, counts), ...setTables(outcomes, tables, counts)],
    numbers: { tables, tableRule, lambdaFractions, counts, splits, outcomes },
    notes: [
      `Tables: ${tables.map(({ name, rows }) => `${name} (${rows})`).join(", ")}; the rule: ${tableRule}. Splits 75 % to 25 %, classes in proportion; columns standardised on the training rows, and a bias.`,
      `Squared loss on ±1, λ = ${lambdaFractions.join(" and ")} of λ_max over ${referenceCount} Gaussian gates, the same for every strategy of a split; nothing is chosen on test rows. Each program is solved to a relative gap of 1e-5.`,
      "Best known: the optimum over all drawn and generated gates of the split together. It is not the optimum over all masks, which are too many in these dimensions.",
      "Generated: the directions of a ReLU network's neurons found by gate generation (100 starts, at most 20 rounds) at the same λ, used as gates of the gated network: made for another objective, and few.",
      "Quantile gates let a set share of the rows through. At 25 % no gate is open on most rows, so the linear part of the function must be put together from many gates.",
    ],
  };
}

const only = (outcomes: readonly StrategyOutcome[], fraction: number) =>
  outcomes.filter(({ lambdaFraction }) => lambdaFraction === fraction);

function curvesOf(all: readonly StrategyOutcome[], fraction: number, counts: readonly number[]): CurvePoint[] {
  const outcomes = only(all, fraction);
  const at = (strategy: string, count: number) => outcomes.map((outcome) => pointOf(outcome, strategy, count));
  const drawn = drawnStrategies.flatMap(({ name }) =>
    counts.map((count) => {
      const points = at(name, count);
      return {
        strategy: name,
        lambdaFraction: fraction,
        count,
        accuracy: average(points.map(({ testAccuracy }) => testAccuracy)),
        excess: average(points.map(({ objective }, k) => objective / outcomes[k].union.objective - 1)),
        active: average(points.map(({ activeGates }) => activeGates)),
      };
    }),
  );
  const generated = {
    strategy: "generated",
    lambdaFraction: fraction,
    count: average(outcomes.map((outcome) => outcome.generated.count)),
    accuracy: average(outcomes.map((outcome) => outcome.generated.testAccuracy)),
    excess: average(outcomes.map(({ generated: own, union }) => own.objective / union.objective - 1)),
    active: average(outcomes.map((outcome) => outcome.generated.activeGates)),
  };
  return [...drawn, generated];
}

function planeCurvesOf(all: readonly StrategyOutcome[], fraction: number, counts: readonly number[]): CurvePoint[] {
  const planes = only(all, fraction).flatMap(({ plane }) => (plane ? [plane] : []));
  if (planes.length === 0) return [];
  return drawnStrategies.flatMap(({ name }) =>
    counts.map((count) => {
      const points = planes.map(({ points: own }) => own.find((p) => p.strategy === name && p.count === count)!);
      return {
        strategy: name,
        lambdaFraction: fraction,
        count,
        accuracy: average(points.map(({ testAccuracy }) => testAccuracy)),
        excess: average(points.map(({ objective }, k) => objective / planes[k].enumerated.objective - 1)),
        active: average(points.map(({ activeGates }) => activeGates)),
      };
    }),
  );
}

function pointOf({ points }: StrategyOutcome, strategy: string, count: number) {
  return points.find((point) => point.strategy === strategy && point.count === count)!;
}

function claimsOf(outcomes: readonly StrategyOutcome[], counts: readonly number[]): Claim[] {
  const everything = outcomes.flatMap(({ points, union, generated, plane }) => [
    ...points,
    union,
    generated,
    ...(plane ? [...plane.points, plane.enumerated] : []),
  ]);
  const gap = Math.max(...everything.map(({ relativeGap }) => relativeGap));
  const best = (outcome: StrategyOutcome) =>
    Math.min(outcome.generated.objective, ...outcome.points.map(({ objective }) => objective));
  const lowest = Math.min(...outcomes.map((outcome) => best(outcome) / outcome.union.objective - 1));
  const rises = outcomes.flatMap((outcome) =>
    drawnStrategies.flatMap(({ name }) =>
      counts.slice(1).map((count, k) => {
        const [before, after] = [pointOf(outcome, name, counts[k]), pointOf(outcome, name, count)];
        return after.objective / before.objective - 1;
      }),
    ),
  );
  const planes = outcomes.flatMap(({ plane }) => (plane ? [plane] : []));
  const below = Math.min(
    ...planes.flatMap(({ points, enumerated }) => points.map(({ objective }) => objective / enumerated.objective - 1)),
  );
  return [
    {
      name: "every program is solved",
      expected: `relative duality gap at most 1e-5 in all ${everything.length}`,
      measured: gap,
      holds: gap <= 1e-5,
    },
    {
      name: "more gates of one strategy never raise the optimum",
      expected: "gates of a smaller count are among those of a larger: largest relative rise at most 2e-5",
      measured: Math.max(...rises),
      holds: Math.max(...rises) <= 2e-5,
    },
    {
      name: "no strategy is below the program over all gates together",
      expected: "smallest relative excess at least −2e-5",
      measured: lowest,
      holds: lowest >= -2e-5,
    },
    ...(planes.length > 0
      ? [
          {
            name: "in the plane no strategy is below the optimum over all masks",
            expected: "smallest relative excess over the enumerated arrangement at least −2e-5",
            measured: below,
            holds: below >= -2e-5,
          },
        ]
      : []),
  ];
}

function summaryTable(outcomes: readonly StrategyOutcome[], counts: readonly number[]): NumberTable {
  return {
    title: "Mean over tables and splits",
    columns: [
      "λ / λmax",
      "strategy",
      ...counts.map((count) => `accuracy, ${count} gates`),
      ...counts.map((count) => `excess, ${count}`),
      `active of ${counts[counts.length - 1]}`,
    ],
    rows: lambdaFractions.flatMap((fraction) => {
      const curves = curvesOf(outcomes, fraction, counts);
      const drawn = drawnStrategies.map(({ name }) => {
        const line = curves.filter(({ strategy }) => strategy === name);
        return [
          fraction,
          name,
          ...line.map(({ accuracy }) => percent(accuracy)),
          ...line.map(({ excess }) => percent(excess)),
          Math.round(line[line.length - 1].active),
        ];
      });
      return [...drawn, ...otherRows(outcomes, fraction, counts)];
    }),
  };
}

/** Rows of what has one number of gates only: all together, and generated. */
function otherRows(
  all: readonly StrategyOutcome[],
  fraction: number,
  counts: readonly number[],
): (string | number)[][] {
  const outcomes = only(all, fraction);
  const empty = counts.slice(1).map(() => "");
  const own = outcomes.map((outcome) => outcome.generated);
  const neurons = Math.round(average(outcomes.map(({ generatedNetwork }) => generatedNetwork.neurons)));
  return [
    [
      fraction,
      `generated (${neurons} gates)`,
      percent(average(own.map(({ testAccuracy }) => testAccuracy))),
      ...empty,
      percent(average(own.map(({ objective }, k) => objective / outcomes[k].union.objective - 1))),
      ...empty,
      Math.round(average(own.map(({ activeGates }) => activeGates))),
    ],
    [
      fraction,
      `the generated ReLU network itself (${neurons} neurons)`,
      percent(average(outcomes.map(({ generatedNetwork }) => generatedNetwork.testAccuracy))),
      ...empty,
      "",
      ...empty,
      neurons,
    ],
    [
      fraction,
      "all gates together",
      percent(average(outcomes.map(({ union }) => union.testAccuracy))),
      ...empty,
      percent(0),
      ...empty,
      Math.round(average(outcomes.map(({ union }) => union.activeGates))),
    ],
  ];
}

/** Accuracy and objective of each strategy less those of Gaussian gates, by table, with standard errors over the tables. */
function differenceTable(all: readonly StrategyOutcome[], counts: readonly number[]): NumberTable {
  const [, ...others] = drawnStrategies;
  return {
    title:
      "Against Gaussian gates: difference in test accuracy in points (± standard error over tables), and in excess",
    columns: ["λ / λmax", "strategy", ...counts.map((count) => `${count} gates`), ...counts.map((c) => `excess, ${c}`)],
    rows: lambdaFractions.flatMap((fraction) =>
      others.map(({ name }) => {
        const cells = counts.map((count) => differences(only(all, fraction), name, count));
        return [
          fraction,
          name,
          ...cells.map(({ accuracies }) => `${signed(average(accuracies))} ± ${percent(standardError(accuracies))}`),
          ...cells.map(({ excesses }) => signed(average(excesses))),
        ];
      }),
    ),
  };
}

/** One number a table: the mean over its splits. */
function differences(outcomes: readonly StrategyOutcome[], strategy: string, count: number) {
  const names = [...new Set(outcomes.map(({ name }) => name))];
  const byTable = (value: (outcome: StrategyOutcome) => number) =>
    names.map((table) => average(outcomes.filter(({ name }) => name === table).map(value)));
  const gaussian = drawnStrategies[0].name;
  return {
    accuracies: byTable(
      (outcome) => pointOf(outcome, strategy, count).testAccuracy - pointOf(outcome, gaussian, count).testAccuracy,
    ),
    excesses: byTable(
      (outcome) =>
        (pointOf(outcome, strategy, count).objective - pointOf(outcome, gaussian, count).objective) /
        outcome.union.objective,
    ),
  };
}

/** Table by table at the middle count. */
function setTables(
  all: readonly StrategyOutcome[],
  tables: readonly StrategyTable[],
  counts: readonly number[],
): NumberTable[] {
  const count = counts.includes(500) ? 500 : counts[counts.length - 1];
  return lambdaFractions.map((fraction) => ({
    title: `Table by table, ${count} gates, λ = ${fraction} λmax: test accuracy, and excess over the best known, in percent`,
    columns: [
      "table",
      "training rows",
      "columns",
      ...drawnStrategies.map(({ name }) => name),
      "generated",
      ...drawnStrategies.map(({ name }) => `excess: ${name}`),
    ],
    rows: tables.map(({ name }) => {
      const own = only(all, fraction).filter((outcome) => outcome.name === name);
      const mean = (value: (outcome: StrategyOutcome) => number) => percent(average(own.map(value)));
      return [
        name,
        own[0].rows,
        own[0].features,
        ...drawnStrategies.map((drawing) => mean((outcome) => pointOf(outcome, drawing.name, count).testAccuracy)),
        mean(({ generated }) => generated.testAccuracy),
        ...drawnStrategies.map((drawing) =>
          mean((outcome) => pointOf(outcome, drawing.name, count).objective / outcome.union.objective - 1),
        ),
      ];
    }),
  }));
}

const percent = (value: number) => (100 * value).toFixed(2);
const signed = (value: number) => `${value < 0 ? "−" : "+"}${short(Math.abs(Number((100 * value).toFixed(2))))}`;
