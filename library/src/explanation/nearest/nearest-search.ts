import { matrix } from "../../linear-algebra/matrix.js";
import { logarithm } from "../../numerics/elementary/index.js";
import { distanceOf, type NearestChange, type NearestProblem } from "./nearest-problem.js";

/**
 * A search for a near row by predictions alone, for models without pieces: from x, and from x with one other choice, the step that closes most of what
 * is missing is taken again and again; then the way back is shortened, whole and number by number, by bisection. A heuristic: nothing is proved.
 * Yields between steps.
 */
export function* searchByPredictions(problem: NearestProblem): Generator<undefined, NearestChange> {
  let best: Float64Array | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const start of starts(problem)) {
    const end = yield* climb(problem, start);
    if (!end) continue;
    const row = yield* shortened(problem, start, end);
    const found = distanceOf(problem, row);
    if (found < distance) [best, distance] = [row, found];
  }
  return { row: best, distance, atLeast: 0, isNearest: false, method: "predictions" };
}

/** x, and every row with one other choice. */
function starts({ x, groups, changes }: NearestProblem): Float64Array[] {
  const others = changes.flatMap((change, group) => {
    if (change.kind !== "choice") return [];
    return change.choices.map((choice) => {
      const row = x.slice();
      row.set(choice, groups[group].first);
      return row;
    });
  });
  return [x, ...others];
}

const stepSizes = [0.1, 0.5, 2];
const mostSteps = 40;

/** Steps of single numbers, the best for its length first, until the outcome is the wanted one. */
function* climb(problem: NearestProblem, start: Float64Array): Generator<undefined, Float64Array | undefined> {
  let row = start;
  for (let step = 0; step < mostSteps; step++) {
    yield undefined;
    if (problem.holds(row)) return row;
    const next = candidates(problem, row);
    if (next.length === 0) return undefined;
    const missing = missingOf(problem, [row, ...next.map((each) => each.row)]);
    let best = -1;
    let rate = 1e-9;
    next.forEach(({ size }, at) => {
      const gain = (missing[0] - missing[at + 1]) / size;
      if (gain > rate) [rate, best] = [gain, at];
    });
    if (best < 0) return undefined;
    row = next[best].row;
  }
  return problem.holds(row) ? row : undefined;
}

/** Rows with one number moved. */
function candidates({ model, groups, changes }: NearestProblem, row: Float64Array) {
  const { factor } = model.network.columns;
  return groups.flatMap(({ first: column }, group) => {
    const change = changes[group];
    if (change.kind !== "number" || factor[column] === 0) return [];
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = change;
    return stepSizes.flatMap((size) =>
      [-1, 1].flatMap((sign) => {
        const moved = row.slice();
        moved[column] = Math.min(Math.max(row[column] + (sign * size) / factor[column], least), most);
        const taken = Math.abs(moved[column] - row[column]) * Math.abs(factor[column]);
        return taken > 1e-9 ? [{ row: moved, size: taken }] : [];
      }),
    );
  });
}

/** How much of the bounds is missing at each row: the largest shortfall, in the network's own outputs. */
function missingOf({ model, bounds }: NearestProblem, rows: readonly Float64Array[]): number[] {
  const { network } = model;
  const { shift, scale, link } = network.outputs;
  const count = network.outputCount;
  const all = matrix(rows.length, rows[0].length, Float64Array.from(rows.flatMap((row) => [...row])));
  const own = network.predict(all).map((value, at) => {
    const linked = link === "exp" ? logarithm(Math.max(value, 1e-300)) : value;
    return (linked - shift[at % count]) / scale[at % count];
  });
  return rows.map((_, row) =>
    Math.max(
      ...bounds.map(({ weights, least }) =>
        weights.reduce((rest, weight, k) => (weight === 0 ? rest : rest - weight * own[row * count + k]), least),
      ),
    ),
  );
}

/** The way from start to end, as short as bisection makes it while the outcome holds. */
function* shortened(
  problem: NearestProblem,
  start: Float64Array,
  end: Float64Array,
): Generator<undefined, Float64Array> {
  let row = bisected(problem, start, end, () => true);
  for (let c = 0; c < row.length; c++) {
    if (row[c] === start[c]) continue;
    yield undefined;
    row = bisected(problem, start, row, (at) => at === c);
  }
  return row;
}

/** Moves the chosen columns of the end towards the start. */
function bisected(
  { holds }: NearestProblem,
  start: Float64Array,
  end: Float64Array,
  isChosen: (column: number) => boolean,
): Float64Array {
  const at = (share: number) => end.map((value, c) => (isChosen(c) ? start[c] + share * (value - start[c]) : value));
  if (holds(at(0))) return at(0);
  let [low, high] = [0, 1];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (holds(at(middle))) high = middle;
    else low = middle;
  }
  return at(high);
}
