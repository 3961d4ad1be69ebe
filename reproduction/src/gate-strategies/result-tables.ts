import { type NumberTable, short } from "../reproduction.js";
import { average, standardError } from "../statistics/means.js";
import { atFraction, curvesOf, pointOf } from "./strategy-curves.js";
import { drawnStrategies, lambdaFractions, type StrategyOutcome } from "./strategy-outcome.js";
import type { StrategyTable } from "./table-choice.js";

/** Means over tables and splits, strategy by strategy. */
export function summaryTable(outcomes: readonly StrategyOutcome[], counts: readonly number[]): NumberTable {
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
  const outcomes = atFraction(all, fraction);
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
export function differenceTable(all: readonly StrategyOutcome[], counts: readonly number[]): NumberTable {
  const [, ...others] = drawnStrategies;
  return {
    title:
      "Against Gaussian gates: difference in test accuracy in points (± standard error over tables), and in excess",
    columns: ["λ / λmax", "strategy", ...counts.map((count) => `${count} gates`), ...counts.map((c) => `excess, ${c}`)],
    rows: lambdaFractions.flatMap((fraction) =>
      others.map(({ name }) => {
        const cells = counts.map((count) => differences(atFraction(all, fraction), name, count));
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
      (outcome) =>
        pointOf(outcome.points, strategy, count).testAccuracy - pointOf(outcome.points, gaussian, count).testAccuracy,
    ),
    excesses: byTable(
      (outcome) =>
        (pointOf(outcome.points, strategy, count).objective - pointOf(outcome.points, gaussian, count).objective) /
        outcome.union.objective,
    ),
  };
}

/** Table by table at the middle count. */
export function setTables(
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
      const own = atFraction(all, fraction).filter((outcome) => outcome.name === name);
      const mean = (value: (outcome: StrategyOutcome) => number) => percent(average(own.map(value)));
      return [
        name,
        own[0].rows,
        own[0].features,
        ...drawnStrategies.map((drawing) =>
          mean((outcome) => pointOf(outcome.points, drawing.name, count).testAccuracy),
        ),
        mean(({ generated }) => generated.testAccuracy),
        ...drawnStrategies.map((drawing) =>
          mean((outcome) => pointOf(outcome.points, drawing.name, count).objective / outcome.union.objective - 1),
        ),
      ];
    }),
  }));
}

const percent = (value: number) => (100 * value).toFixed(2);
const signed = (value: number) => `${value < 0 ? "−" : "+"}${short(Math.abs(Number((100 * value).toFixed(2))))}`;
