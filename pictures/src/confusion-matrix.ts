import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

/** What `confusionMatrix` shows. */
export interface ConfusionMatrixOptions {
  readonly target: string;
  readonly subtitle?: string;
  /** The classes, in their order. */
  readonly labels: readonly (string | number | boolean)[];
  readonly truth: readonly (string | number | boolean)[];
  readonly predicted: readonly (string | number | boolean)[];
}

/**
 * Counts of rows by true and predicted class; a row of the picture is a true class, its tint the share of that class.
 * @returns the chart, as plain data
 */
export function confusionMatrix({ target, subtitle, labels, truth, predicted }: ConfusionMatrixOptions): Chart {
  const cells = countedCells({ labels, truth, predicted });
  const names = labels.map(String);
  const longest = Math.max(...names.map((name) => name.length));
  return {
    title: `Predicted and true ${target}`,
    subtitle,
    numbers: numbersOf(cells.map(({ actual, guess, count }) => ({ true: actual, predicted: guess, rows: count }))),
    plot: {
      width: 640,
      height: Math.min(640, 140 + 44 * labels.length),
      marginLeft: Math.min(200, 40 + 8 * longest),
      x: { domain: names, label: `predicted ${target}`, type: "band", padding: 0.03 },
      y: { domain: names, label: `true ${target}`, type: "band", padding: 0.03 },
      marks: [
        Plot.cell(cells, { x: "guess", y: "actual", fill: palette.blue, fillOpacity: "share", rx: 4 }),
        Plot.cell(cells, { x: "guess", y: "actual", fill: "none", stroke: palette.grey, strokeOpacity: 0.3, rx: 4 }),
        Plot.text(cells, {
          x: "guess",
          y: "actual",
          text: "count",
          fill: ({ share }: { share: number }) => (share > 0.5 ? "white" : "currentColor"),
          fontSize: 14,
        }),
      ],
      opacity: { type: "identity" },
    },
  };
}

function countedCells({ labels, truth, predicted }: Pick<ConfusionMatrixOptions, "labels" | "truth" | "predicted">) {
  return labels.flatMap((actual) => {
    const given = predicted.filter((_, row) => truth[row] === actual);
    return labels.map((guess) => {
      const count = given.filter((label) => label === guess).length;
      return {
        actual: String(actual),
        guess: String(guess),
        count,
        share: given.length > 0 ? count / given.length : 0,
      };
    });
  });
}
