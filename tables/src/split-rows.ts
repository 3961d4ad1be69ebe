import { InputError, randomGenerator } from "halfspace";

/** How `splitRows` splits. */
export type SplitOptions = {
  /** The share of rows held out, strictly between 0 and 1. */
  readonly fraction: number;
  readonly seed: number;
  /** The class of each row; given, each class is split by itself so that both parts keep its share. */
  readonly labels?: ArrayLike<number>;
};

/**
 * A seeded split of `count` rows into training and test rows (0-based, ascending). Same seed, same split, on any machine.
 *
 * The test part has round-half-up(fraction · count) rows, at least one, and leaves at least one for training. With labels
 * that number is shared out over the classes by largest remainder; every class keeps a row in training.
 * @returns 0-based indices, ascending in both parts
 * @throws InputError when fewer than two rows are given or the fraction is not between 0 and 1
 */
export function splitRows(count: number, options: SplitOptions): { train: number[]; test: number[] } {
  const { fraction, seed, labels } = options;
  if (!Number.isInteger(count) || count < 2)
    throw new InputError({
      code: "too-few-rows",
      argument: "count",
      got: `${count} rows`,
      expected: "at least two to split",
    });
  if (!(fraction > 0 && fraction < 1)) {
    throw new InputError({
      code: "out-of-range",
      argument: "fraction",
      got: fraction,
      expected: "a share of the rows to hold out, between 0 and 1, such as 0.25",
    });
  }
  if (labels && labels.length !== count) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "labels",
      got: `${labels.length} labels for ${count} rows`,
      expected: "one for each row",
    });
  }
  const groups = labels ? groupsOf(labels) : [Int32Array.from({ length: count }, (_, row) => row)];
  const testCount = Math.min(count - 1, Math.max(1, Math.floor(fraction * count + 0.5)));
  const quotas = shareOut(testCount, groups, fraction);
  const generator = randomGenerator(seed);
  const heldOut = new Uint8Array(count);
  groups.forEach((rows, group) => {
    const order = generator.permutation(rows.length);
    for (const index of order.subarray(0, quotas[group])) heldOut[rows[index]] = 1;
  });
  const train: number[] = [];
  const test: number[] = [];
  for (let row = 0; row < count; row++) (heldOut[row] ? test : train).push(row);
  return { train, test };
}

/** The rows of each class, classes ascending. */
function groupsOf(labels: ArrayLike<number>): number[][] {
  const groups = new Map<number, number[]>();
  Array.from(labels).forEach((label, row) => {
    const rows = groups.get(label);
    if (rows) rows.push(row);
    else groups.set(label, [row]);
  });
  return [...groups].toSorted((a, b) => a[0] - b[0]).map(([, rows]) => rows);
}

/** How many rows of each group are held out; a group of its own keeps one row when there are several groups. */
function shareOut(testCount: number, groups: readonly ArrayLike<number>[], fraction: number): number[] {
  const limits = groups.map((rows) => rows.length - 1);
  const quotas = groups.map((rows, group) => Math.min(limits[group], Math.floor(fraction * rows.length)));
  const remainder = (group: number) => fraction * groups[group].length - quotas[group];
  let open = testCount - quotas.reduce((sum, quota) => sum + quota, 0);
  const order = groups.map((_, group) => group).toSorted((a, b) => remainder(b) - remainder(a) || a - b);
  for (const group of order) {
    if (open <= 0) break;
    if (quotas[group] >= limits[group]) continue;
    quotas[group]++;
    open--;
  }
  return quotas;
}
