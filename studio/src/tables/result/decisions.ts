import type { DecidedRows } from "../table-outcome.js";

/** How rows fall when the second class is said from a probability on. */
export interface Counts {
  /** Truly of the second class, and called so. */
  readonly found: number;
  /** Truly of the second class, and not called so. */
  readonly missed: number;
  /** Called so, and truly of the first. */
  readonly alarms: number;
  /** Neither. */
  readonly quiet: number;
}

export function countsAt({ probabilities, isSecond }: DecidedRows, threshold: number): Counts {
  let [found, missed, alarms, quiet] = [0, 0, 0, 0];
  isSecond.forEach((second, row) => {
    const called = probabilities[row] >= threshold;
    if (second) called ? found++ : missed++;
    else called ? alarms++ : quiet++;
  });
  return { found, missed, alarms, quiet };
}

/** The whole per cent of least cost; of several the one nearest to a half. */
export function cheapestThreshold(
  rows: DecidedRows,
  { miss, alarm }: { readonly miss: number; readonly alarm: number },
): number {
  const costAt = (threshold: number) => {
    const { missed, alarms } = countsAt(rows, threshold);
    return missed * miss + alarms * alarm;
  };
  const all = Array.from({ length: 99 }, (_, k) => (k + 1) / 100).map((threshold) => ({
    threshold,
    cost: costAt(threshold),
  }));
  const least = Math.min(...all.map(({ cost }) => cost));
  return all
    .filter(({ cost }) => cost === least)
    .reduce((best, each) => (Math.abs(each.threshold - 0.5) < Math.abs(best.threshold - 0.5) ? each : best)).threshold;
}
