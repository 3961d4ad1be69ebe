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

/** More classes than these are drawn as those with the most rows, and all others together. */
const mostClasses = 40;
const others = "all others";
/** On a stronger one the count could not be read, on white or on black. */
const strongestTint = 0.6;

/**
 * Counts of rows by true and predicted class; a row of the picture is a true class, its tint the share of that class. Of more than 40 classes the
 * rarest are counted together.
 * @returns the chart, as plain data
 */
export function confusionMatrix({ target, subtitle, labels, truth, predicted }: ConfusionMatrixOptions): Chart {
  const all = { labels: labels.map(String), truth: truth.map(String), predicted: predicted.map(String) };
  const cells = countedCells(drawnClasses(all));
  const names = [...new Set(cells.map(({ actual }) => actual))];
  const longest = Math.max(...names.map((name) => name.length));
  const isFew = names.length <= 12;
  const place = { x: "guess", y: "actual" };
  return {
    title: `Predicted and true ${target}`,
    subtitle,
    numbers: numbersOf(
      countedCells(all).map(({ actual, guess, count }) => ({ true: actual, predicted: guess, rows: count })),
    ),
    plot: {
      width: 640,
      height: isFew ? Math.min(640, 140 + 44 * names.length) : 160 + 16 * names.length,
      marginLeft: Math.min(200, 40 + 8 * longest),
      x: { domain: names, label: `predicted ${target}`, type: "band", padding: 0.03 },
      y: { domain: names, label: `true ${target}`, type: "band", padding: 0.03 },
      marks: [
        Plot.cell(cells, { ...place, fill: palette.blue, fillOpacity: "tint", rx: 4 }),
        Plot.cell(cells, { ...place, fill: "none", stroke: palette.grey, strokeOpacity: 0.3, rx: 4 }),
        Plot.text(
          cells.filter(({ count }) => isFew || count > 0),
          // Where a cell is too narrow for its count, the tint alone speaks.
          whereItFits({ ...place, text: "count", fill: "currentColor", fontSize: isFew ? 14 : 11 }),
        ),
      ],
      opacity: { type: "identity" },
    },
  };
}

function whereItFits(options: Plot.TextOptions & { readonly fontSize: number }): Plot.TextOptions {
  return Plot.initializer(options, (data, facets, _channels, scales) => {
    const width = (scales.x as { bandwidth?: () => number } | undefined)?.bandwidth?.() ?? Number.POSITIVE_INFINITY;
    const fits = (row: number) =>
      String((data as ReturnType<typeof countedCells>)[row].count).length * 0.62 * options.fontSize <= width - 1;
    return { data, facets: facets.map((rows) => [...rows].filter(fits)) };
  });
}

interface Judged {
  readonly labels: readonly string[];
  readonly truth: readonly string[];
  readonly predicted: readonly string[];
}

function drawnClasses({ labels, truth, predicted }: Judged): Judged {
  if (labels.length <= mostClasses) return { labels, truth, predicted };
  const counts = new Map<string, number>();
  for (const label of truth) counts.set(label, (counts.get(label) ?? 0) + 1);
  const ranked = [...labels].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, mostClasses - 1);
  const kept = new Set(ranked);
  const nameOf = (label: string) => (kept.has(label) ? label : others);
  return {
    labels: [...labels.filter((label) => kept.has(label)), others],
    truth: truth.map(nameOf),
    predicted: predicted.map(nameOf),
  };
}

function countedCells({ labels, truth, predicted }: Judged) {
  return labels.flatMap((actual) => {
    const given = predicted.filter((_, row) => truth[row] === actual);
    return labels.map((guess) => {
      const count = given.filter((label) => label === guess).length;
      return { actual, guess, count, tint: given.length > 0 ? (strongestTint * count) / given.length : 0 };
    });
  });
}
