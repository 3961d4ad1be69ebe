/**
 * Tables drawn from a seed, for studies and timings. Only + − × ÷ √ and seeded draws are used, so a table comes out the same byte for
 * byte on any machine.
 */
import { type RandomGenerator, randomGenerator } from "halfspace";

/** A cell as a CSV file holds it; null is a missing one. */
export type MadeCell = string | null;

/** A drawn table by columns; the target is the last one. */
export interface MadeTable {
  readonly columnNames: readonly string[];
  readonly columns: readonly (readonly MadeCell[])[];
  /**
   * What the target of each row would be without its noise: what the best possible model says, or nearly so. Its score is
   * the mark that a score of a model is held against.
   */
  readonly withoutNoise: readonly string[];
}

/** Draws a table with some rows; the same rows and seed give the same bytes. */
export type TableMaker = (rowCount: number) => MadeTable;

/** One drawn row: its cells without the target, the target, and the target without noise. */
export interface MadeRow {
  readonly cells: readonly MadeCell[];
  readonly target: string;
  readonly withoutNoise: string;
}

/** What a maker is made of. */
export interface Recipe {
  /** Of all columns, the target last. */
  readonly columnNames: readonly string[];
  readonly seed: number;
  /** Draws what all rows share, such as the centres of a mixture, and gives the draw of one row. */
  readonly draw: (random: RandomGenerator) => () => MadeRow;
}

/** @returns a maker that draws row after row of the recipe */
export function tableMaker({ columnNames, seed, draw }: Recipe): TableMaker {
  return (rowCount) => {
    const drawRow = draw(randomGenerator(seed));
    const rows = Array.from({ length: rowCount }, drawRow);
    const features = columnNames.slice(0, -1).map((_, column) => rows.map(({ cells }) => cells[column]));
    return {
      columnNames,
      columns: [...features, rows.map(({ target }) => target)],
      withoutNoise: rows.map(({ withoutNoise }) => withoutNoise),
    };
  };
}

/** @returns `count` names: prefix1, prefix2, … */
export const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => `${prefix}${k + 1}`);

/** @returns a uniform number in [low, high) */
export const between = (random: RandomGenerator, low: number, high: number): number =>
  low + (high - low) * random.uniform();

/** @returns one of the choices, as often as its weight says; without weights, each as often */
export function pick<Choice>(
  random: RandomGenerator,
  choices: readonly Choice[],
  weights: ArrayLike<number> = choices.map(() => 1),
): Choice {
  let rest = random.uniform() * Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  for (let k = 0; k < choices.length; k++) {
    rest -= weights[k];
    if (rest < 0) return choices[k];
  }
  return choices[choices.length - 1];
}

/** @returns where the largest value is, the first of equals */
export function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}

/** @returns max(0, value) */
export const positivePart = (value: number): number => Math.max(0, value);

/** @returns the square of a standard normal draw: positive, mean one, skewed to the right */
export function squaredDraw(random: RandomGenerator): number {
  const value = random.gaussian();
  return value * value;
}
