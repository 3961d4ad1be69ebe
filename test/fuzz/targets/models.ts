import * as fc from "fast-check";
import {
  columnImportance,
  describeModel,
  effectCurve,
  explain,
  explainRows,
  localFormula,
  nearestChange,
  type PredictionRange,
  predictIntervals,
  predictionRange,
  predictLabels,
  predictProbabilities,
  predictSets,
  priceFreshGates,
  score,
  shapleyValues,
  summariseModel,
  withBackground,
} from "halfspace";
import { smallModels } from "../models.js";
import { answerOf, isSame, kept, must, type Target } from "../target.js";

interface Given {
  readonly place: number;
  readonly action: number;
  readonly rows: number[][];
  readonly count: number;
  readonly text: string;
}

const value = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e6, -1e9, 1e100, 1e300, -1e308, 1e-300, 5e-324) },
);
const broken = fc.constantFrom(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  undefined as unknown as number,
  "1" as unknown as number,
);

/** What is asked of a model that was trained: predictions, intervals, explanations, ranges, scores, on odd rows. */
export async function modelCalls(): Promise<Target<Given>> {
  const models = (await smallModels()).map((small) => {
    const [first] = small.inputs as readonly ArrayLike<number>[];
    const background =
      answerSync(() => withBackground(small.model, small.inputs, { count: 4, seed: 1 })) ?? small.model;
    return { ...small, background, width: first.length };
  });
  const input = fc.nat(models.length - 1).chain((place) => {
    const { width } = models[place];
    const row = fc.array(value, { minLength: width, maxLength: width });
    const odd = fc.array(fc.oneof({ weight: 8, arbitrary: value }, { weight: 1, arbitrary: broken }), {
      maxLength: width + 1,
    });
    return fc.record({
      place: fc.constant(place),
      action: fc.nat(99),
      rows: fc.oneof(
        { weight: 5, arbitrary: fc.array(row, { minLength: 1, maxLength: 5 }) },
        { weight: 1, arbitrary: fc.array(odd, { maxLength: 3 }) },
      ),
      count: fc.constantFrom(0, 1, 2, 7, -1, 0.5, 1e9, Number.NaN),
      text: fc.constantFrom("prediction", "probability", "nobody"),
    });
  });
  return {
    name: "models",
    share: 2,
    input,
    async run({ place, action, rows, count, text }, call) {
      const { model, background, inputs, targets } = models[place];
      const before = kept(rows);
      const seed = count;
      const isSmall = rows.every((row) => row.every((x) => Math.abs(x) <= 1e9));
      const actions: (() => unknown)[] = [
        () => model.network.predict(rows),
        () => predictLabels(model, rows),
        () => predictProbabilities(model as never, rows),
        () => predictIntervals(model, rows),
        () => predictSets(model, rows),
        () =>
          score(
            model,
            rows,
            rows.map((row) => row[0]),
          ),
        () =>
          score(
            model,
            inputs,
            targets,
            rows.map((row) => row[0]),
          ),
        () => explain(background, rows.slice(0, 1), { of: text as "prediction", exactUpTo: count, pairs: 6, seed: 1 }),
        () => shapleyValues(background, rows, { pairs: count > 100 ? 3 : count, seed: 2 }),
        () => shapleyValues(model, rows, { background: inputs, groups: rows[0], seed }),
        () => explainRows(background, rows, { timeLimit: 1, shapley: { of: text as "prediction" } }),
        () => effectCurve(model.network, inputs, { column: count, points: rows }),
        () => columnImportance(model as never, { inputs, targets, repeats: count > 100 ? 2 : count, seed: 1 }),
        () =>
          nearestChange(model, rows.slice(0, 1), { wanted: { label: text } as never, pieces: count > 100 ? 5 : count }),
        () => nearestChange(model, rows.slice(0, 1), { wanted: { least: count } as never, pieces: 20 }),
        () => localFormula(model.network as never, rows.slice(0, 1)),
        () => summariseModel(model as never),
        () => describeModel(model as never),
        () => priceFreshGates(model as never, inputs, targets, { count: count > 100 ? 10 : count, seed: 1 } as never),
        () => withBackground(model, rows, { count, seed: 1 }),
      ];
      const ranged = action === 99;
      const result = ranged
        ? await answerOf(() =>
            call(() => predictionRange(model, inputs, targets, rows.slice(0, 1), { within: count, tolerance: 1e-2 })),
          )
        : await answerOf(() => call(actions[action % actions.length]));
      must(isSame(rows, before), "a call changed its rows");
      if (isSmall && result !== undefined && action % actions.length !== 16)
        mustBeNumbers(result, `action ${action % actions.length} of ${models[place].kind}`);
      if (ranged && result) mustContain(result as PredictionRange);
    },
  };
}

function answerSync<Result>(ask: () => Result): Result | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

/** @throws Broken for NaN anywhere in a result */
function mustBeNumbers(result: unknown, where: string, depth = 0): void {
  must(!(typeof result === "number" && Number.isNaN(result)), `NaN in the result: ${where}`);
  if (typeof result !== "object" || result === null || depth > 8) return;
  if (ArrayBuffer.isView(result))
    must(
      (result as Float64Array).every((x) => !Number.isNaN(x)),
      `NaN in the result: ${where}`,
    );
  else for (const [name, part] of Object.entries(result)) mustBeNumbers(part, `${where}, ${name}`, depth + 1);
}

function mustContain({ rows, relativeGap }: PredictionRange): void {
  must(relativeGap >= 0, `a gap of ${relativeGap}`);
  for (const { outputs } of rows) {
    for (const { least, greatest } of outputs) {
      must(least.bound <= least.attained && greatest.attained <= greatest.bound, "an end beyond what is proved");
      must(least.bound <= greatest.bound, "a range whose ends are turned");
    }
  }
}
