import * as fc from "fast-check";
import {
  type AnyModel,
  fromModelFile,
  hinge,
  huber,
  type Loss,
  logistic,
  type Matrix,
  poisson,
  predictLabels,
  predictProbabilities,
  quantile,
  score,
  softmax,
  squared,
  squaredHinge,
  type TrainOptions,
  type TrainResult,
  toModelFile,
  train,
  verifyModel,
} from "halfspace";
import { inForm, oddTable } from "../odd-tables.js";
import { answerOf, isSame, kept, must, mustLeavePrototypes, type Target } from "../target.js";

type Given = Omit<TrainOptions, "signal" | "onProgress">;

/** Not given in most cases. */
const one = <Value>(...values: readonly Value[]) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 5 }, { arbitrary: fc.constantFrom(...values), weight: 1 });

const options = fc.record({
  model: one("gated-relu", "relu", "mkl", "ntk", "gaussian"),
  solver: one("working-set", "irls", "fista", "simple-mkl"),
  loss: one<Loss>(
    squared(),
    logistic(),
    softmax(),
    hinge(),
    squaredHinge(),
    huber(),
    huber({ delta: 1e-9 }),
    quantile(),
    quantile({ quantile: 0.99 }),
    poisson(),
  ),
  q: one(1, 1.5, 2, 1.000001, 0.5),
  gates: fc.constantFrom<TrainOptions["gates"]>(1, 3, 6, 6, 6, "generate", "complete"),
  gateStrategy: one<TrainOptions["gateStrategy"]>("gaussian", "sparse", "mixed"),
  decomposition: one("least-norm", "along-gate"),
  initial: one("ntk", "uniform"),
  activation: one("leaky-relu", "threshold", "absolute-value"),
  layers: one(2, 3, 4),
  patches: one({ height: 1, width: 2, filterHeight: 1 }, { height: 2, width: 2, filterHeight: 2, padding: 1 }),
  monotone: one([1], [0, -1], [1, 0, 1]),
  folds: one<TrainOptions["folds"]>("auto", 2, 3, 100),
  foldOrder: one("shuffled", "rows"),
  fresh: one<TrainOptions["fresh"]>(0, 20, "usual"),
  grow: one(true, false),
  intervals: one(0.5, 0.9),
  standardise: one(true, false),
  standardiseTargets: one(true, false),
  bias: one(true, false),
  constant: one(true, false),
  seed: one(0, 1, -1, 2 ** 53 - 1, 0.5),
  tolerance: one(1e-2, 1e-9, 1e-300, 10),
  timeLimit: one(1e-9, 0.01, 5),
  penalty: fc.constantFrom<Partial<TrainOptions>>(
    ...[
      { lambdaFraction: 0.3 },
      { lambdaFraction: 0.01 },
      { lambdaFraction: 1e-12 },
      { lambda: 2 },
      { lambda: 1e-300 },
    ],
    ...[
      { lambda: 1e300 },
      { fractions: [0.5, 0.2], folds: 2 },
      { lambda: { rule: "theorem-6-1" as const, confidence: 0.9 } },
    ],
    {},
  ),
});

type Kind = (signal: readonly number[]) => unknown;

const kinds: readonly Kind[] = [
  (signal) => signal,
  (signal) => signal,
  (signal) => signal.map((value) => (value > 0 ? "high" : "low")),
  (signal) => signal.map((_, j) => ["a", "b", "c"][j % 3]),
  (signal) => signal.map((value) => value > 0),
  (signal) => signal.map((value) => [value, -value, j0(value)]),
  (signal) => signal.map((value) => Math.min(50, Math.round(Math.abs(value)))),
  (signal) => Float64Array.from(signal),
  (signal) => Float32Array.from(signal),
];
const j0 = (value: number) => Math.min(value, 1);

const weightings: readonly ((n: number) => ArrayLike<number> | undefined)[] = [
  () => undefined,
  () => undefined,
  () => undefined,
  (n) => Array.from({ length: n }, (_, j) => j % 3),
  (n) => Float64Array.from({ length: n }, (_, j) => 1e-12 + 1e6 * (j % 2)),
  (n) => Array.from({ length: n }, () => 0),
  (n) => Array.from({ length: n }, () => 1e-300),
];

const wellTyped: fc.Arbitrary<Given> = fc
  .record({
    table: oddTable(14, 4),
    form: fc.nat(2),
    kind: fc.constantFrom(...kinds),
    weigh: fc.constantFrom(...weightings),
    options,
  })
  .map(({ table: { rows, signal }, form, kind, weigh, options: { penalty, ...rest } }) => ({
    ...defined({ ...rest, sampleWeights: weigh(rows.length) }),
    ...penalty,
    inputs: inForm(rows, form),
    targets: kind(signal) as TrainOptions["targets"],
  })) as fc.Arbitrary<Given>;

const defined = <Options extends object>(given: Options) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Options>;

/** What callers without a compiler hand over. */
const strange = fc.constantFrom<unknown>(
  ...[
    null,
    true,
    "",
    "yes",
    "5",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    0,
    1e308,
    0.5,
    [],
    {},
    [[]],
    [null],
    [[1], [1, 2]],
    ["a"],
  ],
  ...[
    [[Number.NaN]],
    [["1"]],
    new Float64Array(0),
    { rows: 2, columns: 2, values: new Float64Array(1) },
    { rows: 1e9, columns: 1e9 },
  ],
  ...[
    () => 1,
    Symbol.iterator,
    10n,
    new Date(0),
    new Map(),
    [undefined, undefined],
    { length: 5 },
    { name: "squared" },
    [[0n]],
  ],
);
const names = [
  ...[
    "inputs",
    "targets",
    "task",
    "labels",
    "model",
    "q",
    "solver",
    "initial",
    "decomposition",
    "loss",
    "sampleWeights",
  ],
  ...[
    "classWeights",
    "lambda",
    "lambdaFraction",
    "fractions",
    "gates",
    "monotone",
    "activation",
    "layers",
    "hiddenWidth",
  ],
  ...["patches", "gateStrategy", "standardise", "standardiseTargets", "bias", "constant", "seed", "folds", "foldOrder"],
  ...[
    "fresh",
    "grow",
    "freshTolerance",
    "intervals",
    "tolerance",
    "pathTolerance",
    "timeLimit",
    "signal",
    "onProgress",
    "nobody",
  ],
];
const badlyTyped: fc.Arbitrary<Given> = fc
  .tuple(wellTyped, fc.array(fc.tuple(fc.constantFrom(...names), strange), { minLength: 1, maxLength: 2 }))
  .map(([given, changes]) => ({ ...given, ...Object.fromEntries(changes) }));

/** A network from any table and any options, as a compiler would let it pass and not: refused in one line, or trained and verified. */
export const training: Target<Given> = {
  name: "training",
  share: 4,
  input: fc.oneof({ weight: 3, arbitrary: wellTyped }, { weight: 2, arbitrary: badlyTyped }),
  async run(given, call) {
    const before = copyOf(given);
    const model = (await answerOf(() => call(() => train({ timeLimit: 8, ...given })))) as TrainResult | undefined;
    must(isSame(copyOf(given), before), "training changed what it was given");
    mustLeavePrototypes();
    if (model) await mustHold(model, given, call);
  },
};

/** Rows of weight 0 are left out, and a model knows the others only. */
function countedRows({ inputs, targets, sampleWeights }: Pick<Given, "inputs" | "targets" | "sampleWeights">) {
  if (!sampleWeights || Array.from(sampleWeights).every((weight) => weight > 0)) return { inputs, targets };
  const counts = (_: unknown, row: number) => sampleWeights[row] > 0;
  const table = Array.isArray(inputs) ? inputs : rowsOf(inputs as Matrix);
  return { inputs: table.filter(counts), targets: Array.from(targets as number[]).filter(counts) };
}

const rowsOf = ({ rows, columns, values }: Matrix) =>
  Array.from({ length: rows }, (_, row) => values.subarray(row * columns, (row + 1) * columns));

const copyOf = ({ inputs, targets, sampleWeights }: Given): unknown => {
  try {
    return kept({ inputs, targets, sampleWeights });
  } catch {
    return "what cannot be copied";
  }
};

async function mustHold(
  model: TrainResult,
  { inputs, targets, sampleWeights }: Given,
  call: <R>(ask: () => R) => R,
): Promise<void> {
  const { certificate } = model;
  must(certificate.relativeGap >= 0 && certificate.dualityGap >= 0, `a gap of ${certificate.relativeGap}`);
  must(model.status !== "solved" || Number.isFinite(certificate.relativeGap), "solved without a gap");
  const counted = countedRows({ inputs, targets, sampleWeights });
  const predicted = call(() => model.network.predict(counted.inputs));
  must(predicted.every(Number.isFinite), "a prediction on the rows of training that is no number");
  const again = call(() => fromModelFile(call(() => toModelFile(model as never))));
  must(isSame(again.network.predict(counted.inputs), predicted), "a model read from its file predicts otherwise");
  const found = call(() => verifyModel(again, counted.inputs, counted.targets));
  must(found.verified, `a model as trained is not verified: ${found.problems.join("; ")} ${found.maxDifference}`);
  must(found.relativeGap >= 0, `a verified gap of ${found.relativeGap}`);
  const said = await answerOf(() => call(() => score(model, counted.inputs, counted.targets)));
  must(said !== undefined, "no score on the rows of training");
  if (!model.labels) return;
  const labels = call(() => predictLabels(model as AnyModel, counted.inputs));
  must(
    labels.every((label) => model.labels?.includes(label)),
    "a label that is no class",
  );
  const probabilities = await answerOf(() => call(() => predictProbabilities(model, counted.inputs)));
  must(probabilities?.values.every((value) => value >= 0 && value <= 1) ?? true, "a probability outside 0 to 1");
}
