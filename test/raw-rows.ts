import {
  encode,
  moduleOfRows,
  onnxOfRows,
  readingFor,
  readTable,
  type SplitTable,
  splitTable,
} from "@halfspace/tables";
import {
  type AnyModel,
  givesProbabilities,
  predictLabels,
  predictProbabilities,
  randomGenerator,
  type TrainOptions,
  train,
} from "halfspace";
import * as native from "onnxruntime-node";
import * as web from "onnxruntime-web";
import { expect } from "vitest";
import { feedsOf } from "./onnx-feeds.js";

type Row = Record<string, string | number | boolean | null>;

/** A churn table: dates, words with rare ones, numbers with gaps and far from zero, true and false. */
export function churnRows(seed: number, count: number, dateOf: (moment: Date) => string | number): Row[] {
  const random = randomGenerator(seed);
  const pick = <Value>(values: readonly Value[]) => values[random.integer(values.length)];
  return Array.from({ length: count }, (_, row) => {
    const joined = new Date(Date.UTC(2021, 0, 3) + random.integer(800 * 24) * 3_600_000);
    const visits = random.integer(20);
    const plan =
      row % 37 === 5 ? `rare ${row}` : row % 11 === 3 ? null : pick(["basic", "Plus é", 'pro"s', " two  words"]);
    const signal = visits / 10 + joined.getUTCMonth() / 6 + (plan === "basic" ? 1 : 0) + 0.3 * random.gaussian();
    return {
      "monthly fee": row % 9 === 2 ? null : 40 + 5 * random.gaussian(),
      plan,
      joined: row % 13 === 4 ? null : dateOf(joined),
      active: row % 7 === 1 ? null : random.uniform() > 0.4,
      visits,
      // Names that the graph has for values of its own.
      not_4: visits % 3,
      equal_1: row % 10,
      output: 1.6e9 + 1e5 * random.gaussian(),
      zip: pick(["01234", "02345", "99999"]),
      left: signal > 2.2 ? "yes" : "no",
      grade: signal > 2.8 ? "C" : signal > 1.6 ? "B" : "A",
      spent: 100 * signal,
      calls: Math.max(0, Math.round(2 * signal)),
    };
  });
}

/** Rows as a deployed model meets them: words and gaps never seen, and everything missing. */
const strangeRows = (rows: readonly Row[]): Row[] => [
  ...rows.slice(0, 12),
  { ...rows[0], plan: "never seen", zip: "77777", "monthly fee": 1e6 },
  { ...rows[1], visits: null, output: null, zip: null, plan: "NA" },
  Object.fromEntries(Object.keys(rows[0]).map((name) => [name, null])),
];

interface Trained {
  readonly model: AnyModel;
  readonly split: SplitTable;
}

const targets = ["left", "grade", "spent", "calls"];

export async function trainOn(rows: readonly Row[], target: string, options: Partial<TrainOptions>): Promise<Trained> {
  const table = await readTable(JSON.stringify(rows), { columns: [{ name: "zip", type: "category" }] });
  const drop = targets.filter((name) => name !== target);
  const split = splitTable(table, target, { holdout: 0.2, seed: 1, drop });
  const { encoding } = split.record;
  const labels = encoding.target.task === "classification" ? { labels: encoding.target.classes } : {};
  const model = await train({
    ...split.train,
    ...labels,
    gates: 25,
    tolerance: 1e-4,
    lambdaFraction: 0.05,
    ...options,
  });
  return { model, split };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const size = Math.max(...Array.from(expected, Math.abs), 1e-300);
  const differences = Array.from(expected, (value, k) => Math.abs(actual[k] - value) / size);
  expect(Math.max(...differences)).toBeLessThan(tolerance);
}

// One thread: WebAssembly in Node has no workers of its own here.
web.env.wasm.numThreads = 1;

export const load = (text: string) => import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);

/** Both exports on raw rows against `encode` and `predict`. */
export async function requireAgreement(
  { model, split }: Trained,
  rows: readonly Row[],
  rounding = 1e-12,
): Promise<void> {
  const { encoding } = split.record;
  const strange = strangeRows(rows);
  const table = await readTable(JSON.stringify(strange), readingFor(encoding));
  const inputs = encode(encoding, table);
  const scores = model.network.predict(inputs);
  const labels = model.labels && predictLabels(model, inputs);
  const probabilities =
    model.labels && givesProbabilities(model) ? predictProbabilities(model, inputs).values : undefined;

  const module = await load(moduleOfRows(model, encoding).module);
  const predicted = module.predict(strange);
  if (labels) expect(predicted).toEqual(labels);
  else expectClose(predicted.flat(), scores, 1e-12);
  expect(module.predict(strange[3])).toEqual(predicted[3]);
  if (probabilities) expectClose(module.probabilities(strange).flat(), probabilities, 1e-12);
  else expect(module.probabilities).toBeUndefined();

  for (const [precision, tolerance] of [
    ["double", rounding],
    ["single", 1e-5],
  ] as const) {
    const bytes = onnxOfRows(model, encoding, { precision });
    const feeds = feedsOf(bytes, encoding, table);
    for (const runtime of [native, web]) {
      const session = await runtime.InferenceSession.create(bytes);
      const found = await session.run(feeds);
      expectClose(found.output.data as Float64Array, scores, tolerance);
      if (labels) expect(Array.from(found.label.data as ArrayLike<unknown>)).toEqual(labels);
      if (probabilities) expectClose(found.probabilities.data as Float64Array, probabilities, tolerance);
      await session.release();
    }
  }
}
