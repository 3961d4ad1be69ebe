import {
  hinge,
  huber,
  type Loss,
  logistic,
  type ModelFamily,
  poisson,
  quantile,
  type RandomGenerator,
  randomGenerator,
  type SelectOptions,
  softmax,
  squaredHinge,
  type TrainOptions,
} from "halfspace";

/** Models of all kinds on small tables as they are met in the wild: outliers, duplicates, one column, zeros, ties, a λ that is next to nothing. */

interface OddTable {
  readonly inputs: number[][];
  readonly signal: number[];
}

/** The table with every value replaced. */
const changed = (rows: number[][], change: (value: number, column: number) => number) =>
  rows.map((row) => row.map(change));

/** What spoils a table, by turns. */
const spoilers: ((rows: number[][], random: RandomGenerator) => number[][])[] = [
  (rows) => rows,
  ([first, ...others]) => [first.map((value) => 1e6 * value), ...others],
  ([first, , , ...others]) => [first, [...first], [...first], ...others],
  ([first, second, ...others]) => [first, second.map(() => 0), ...others],
  (rows) => changed(rows, (value) => Math.round(value)),
  (rows) => changed(rows, (value, column) => (column === 0 ? 3 : value)),
  (rows) => changed(rows, (value, column) => (column === 0 ? 1e-7 : 1e7) * value),
  (rows, random) => rows.map((row) => [...row.slice(0, -1), random.uniform() < 0.2 ? 0 : row[0]]),
];

function oddTable(random: RandomGenerator, seed: number, columns?: number): OddTable {
  const n = 4 + random.integer(16);
  const d = columns ?? 1 + random.integer(4);
  const inputs = Array.from({ length: n }, () => [...random.gaussians(d)]);
  const signal = inputs.map((row) => Math.max(0, row[0]) - (row[1] ?? 0) + 0.3 * random.gaussian());
  if (seed % 11 === 0) signal[0] *= 1e5;
  return { inputs: spoilers[seed % spoilers.length](inputs, random), signal };
}

const fractions = [0.5, 0.1, 1e-3, 1e-12];

type Kind = (table: OddTable, random: RandomGenerator) => Omit<TrainOptions, "inputs">;

const ofTwo = ({ signal }: OddTable) => {
  const sides = signal.map((value) => (value > 0 ? "above" : "below"));
  return sides.includes("below") && sides.includes("above") ? sides : sides.map((_, j) => (j % 2 ? "above" : "below"));
};
const ofThree = ({ signal }: OddTable) => signal.map((_, j) => ["high", "middle", "low"][j % 3]);
/** The first is apart, so that they vary. */
const counts = ({ signal }: OddTable) =>
  signal.map((value, j) => (j === 0 ? 60 : Math.min(50, Math.round(Math.abs(value)))));
const withLoss =
  (loss: Loss, targets: (table: OddTable) => TrainOptions["targets"], weighted = false): Kind =>
  (table) => ({
    targets: targets(table),
    loss,
    ...(weighted ? { sampleWeights: Float64Array.from(table.signal, (_, j) => 0.25 + (j % 3)) } : {}),
  });
const numbersOf = ({ signal }: OddTable) => signal;

/** Kinds over gates of the rows, by name. */
const gatedKinds: Readonly<Record<string, Kind | undefined>> = {
  squared: ({ signal }) => ({ targets: signal }),
  "two outputs": ({ signal }) => ({ targets: signal.map((y) => [y, 1 - y * y]) }),
  logistic: withLoss(logistic(), ofTwo, true),
  softmax: withLoss(softmax(), ofThree),
  hinge: withLoss(hinge(), ofTwo),
  "squared hinge": withLoss(squaredHinge(), ofTwo, true),
  huber: withLoss(huber({ delta: 0.5 }), numbersOf, true),
  quantile: withLoss(quantile({ quantile: 0.3 }), numbersOf),
  poisson: withLoss(poisson(), counts),
  "plain neurons": ({ signal }) => ({ targets: signal, model: "relu" }),
  "leaky ReLU": ({ signal }) => ({ targets: signal, activation: "leaky-relu" }),
  "absolute value": ({ signal }) => ({ targets: signal, activation: "absolute-value" }),
  thresholds: ({ signal }) => ({ targets: signal, activation: "threshold" }),
  "three layers": ({ signal }) => ({ targets: signal, layers: 3 }),
  "multiple kernel learning": ({ signal }) => ({ targets: signal, model: "mkl" }),
  "between two penalties": ({ signal }, random) => ({ targets: signal, q: 1.2 + 0.6 * random.uniform() }),
  "the NTK's weights": ({ signal }) => ({ targets: signal, q: 2 }),
};

/** Kinds that bring their gates, or have none. */
const otherKinds: Readonly<Record<string, Kind | undefined>> = {
  generated: ({ signal }) => ({ targets: signal, model: "relu", gates: "generate" }),
  "complete gates": ({ signal }) => ({ targets: signal, model: "relu", gates: "complete" }),
  ntk: ({ signal }) => ({ targets: signal, model: "ntk" }),
  gaussian: ({ signal }) => ({ targets: signal, model: "gaussian" }),
};

/** Kinds that came later, apart from the others, whose seeds stay what they are. */
const newerKinds: Readonly<Record<string, Kind>> = {
  monotone: ({ inputs, signal }) => ({
    ...{ targets: signal, model: "relu", gates: "generate" },
    monotone: inputs[0].map((_, k) => [1, -1, 0][k % 3]),
  }),
  "monotone of two classes, with weights": (table) => ({
    ...{ targets: ofTwo(table), model: "relu", gates: "generate", monotone: table.inputs[0].map(() => 1) },
    sampleWeights: Float64Array.from(table.signal, (_, j) => 0.25 + (j % 3)),
  }),
  "two outputs with weights": ({ signal }) => ({
    targets: signal.map((y) => [y, 1 - y * y]),
    sampleWeights: Float64Array.from(signal, (_, j) => 0.25 + (j % 3)),
    ...drawn,
  }),
  "intervals with weights": ({ signal }) => ({
    targets: signal,
    sampleWeights: Float64Array.from(signal, (_, j) => 0.25 + (j % 3)),
    intervals: 0.7,
    ...drawn,
  }),
  "sets of classes": (table) => ({ targets: ofTwo(table), intervals: 0.7, ...drawn }),
  "plain neurons with intervals": ({ signal }) => ({ targets: signal, model: "relu", intervals: 0.7, ...drawn }),
  "grown by fresh gates": ({ signal }) => ({ targets: signal, grow: true, freshTolerance: 0.01, ...drawn }),
  "kernel with weights": ({ signal }) => ({
    ...{ targets: signal, model: "ntk" },
    sampleWeights: Float64Array.from(signal, (_, j) => 0.25 + (j % 3)),
  }),
};
const drawn = { gates: 12, fresh: 100 };

/** The same of a kind that came later. */
export function newerProblem(seed: number): { readonly kind: string; readonly options: TrainOptions } {
  const names = Object.keys(newerKinds);
  const kind = names[seed % names.length];
  const random = randomGenerator(seed);
  const table = oddTable(random, seed, kind.startsWith("monotone") ? 1 + (seed % 2) : undefined);
  const lambdaFraction = fractions[Math.floor(seed / names.length) % fractions.length];
  const given = newerKinds[kind](table, random);
  return { kind, options: { inputs: table.inputs, ...given, lambdaFraction, timeLimit: 3, seed } };
}

const averages: readonly (readonly ModelFamily[])[] = [
  ["gaussian", "learned-metric", "gated-relu"],
  ["laplace", "relu-tangent"],
  ["neural-tangent", "gaussian", "laplace"],
  ["learned-metric", "laplace"],
];

/** Families to be averaged, of two classes in every other table. */
export function oddSelection(seed: number): SelectOptions {
  const table = oddTable(randomGenerator(seed), seed);
  const targets = seed % 2 ? table.signal : ofTwo(table);
  const families = averages[seed % averages.length];
  return { inputs: table.inputs, targets, families, members: 2, gates: 12, folds: 2, repeats: 1, seed };
}

/** The kinds of models that `oddProblem` draws in turn. */
export const oddKinds: readonly string[] = [...Object.keys(gatedKinds), ...Object.keys(otherKinds), "convolutional"];

/** The options of a model of the kind that is next, on a table of its own. */
export function oddProblem(seed: number): { readonly kind: string; readonly options: TrainOptions } {
  const kind = oddKinds[seed % oddKinds.length];
  const random = randomGenerator(seed);
  const lambdaFraction = fractions[Math.floor(seed / oddKinds.length) % fractions.length];
  const budget = { lambdaFraction, timeLimit: 3, seed };
  if (kind === "convolutional") {
    const { inputs, signal } = oddTable(random, seed, 6);
    const patches = { height: 2, width: 3, filterHeight: 2, filterWidth: 2 };
    return { kind, options: { inputs, targets: signal, patches, gates: 12, fresh: 100, ...budget } };
  }
  const other = otherKinds[kind];
  const table = oddTable(random, seed, other ? 1 + (seed % 2) : undefined);
  const given = (other ?? gatedKinds[kind])?.(table, random) ?? { targets: table.signal };
  return { kind, options: { inputs: table.inputs, ...(other ? {} : { gates: 12, fresh: 100 }), ...given, ...budget } };
}
