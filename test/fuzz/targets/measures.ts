import * as fc from "fast-check";
import * as library from "halfspace";
import { answerOf, isSame, kept, must, type Target } from "../target.js";

interface Given {
  readonly name: string;
  readonly first: readonly unknown[];
  readonly second: readonly unknown[];
  readonly weights: readonly number[] | undefined;
  readonly columns: number;
}

const number = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(1e154, 1e300, -1e300, 1e-300, Number.NaN, Number.POSITIVE_INFINITY) },
);
const label = fc.constantFrom<unknown>("a", "b", "c", true, false, 0, 1, 2);
const list = fc.oneof(
  fc.array(number, { maxLength: 12 }),
  fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 }),
  fc.array(label, { maxLength: 12 }),
);

const given: fc.Arbitrary<Given> = list.chain((first) => {
  const alike = (each: fc.Arbitrary<unknown>) => fc.array(each, { minLength: first.length, maxLength: first.length });
  return fc.record({
    name: fc.constantFrom(...Object.keys(measuresBy)),
    first: fc.constant(first),
    second: fc.oneof(alike(number), alike(fc.integer({ min: 0, max: 2 })), alike(label), list),
    weights: fc.option(
      fc.oneof(alike(fc.constantFrom(0, 1, 2, 1e-300, 1e300)), fc.array(number, { maxLength: 5 })) as fc.Arbitrary<
        number[]
      >,
      { nil: undefined },
    ),
    columns: fc.integer({ min: 1, max: 3 }),
  });
});

type Measure = (given: Given) => unknown;
const labels = ["a", "b", "c"];

/** A matrix of as many rows as fit. */
const matrixOf = ({ first, columns }: Given) => {
  const rows = Math.floor(first.length / columns);
  return library.matrix(rows, columns, (first as number[]).slice(0, rows * columns));
};

const measuresBy: Readonly<Record<string, Measure>> = {
  rmse: ({ first, second, weights }) => library.rmse(first as number[], second as number[], weights),
  r2: ({ first, second, weights }) => library.r2(first as number[], second as number[], weights),
  meanAbsoluteError: ({ first, second, weights }) =>
    library.meanAbsoluteError(first as number[], second as number[], weights),
  accuracy: ({ first, second, weights }) => library.accuracy(first as string[], second as string[], weights),
  balancedAccuracy: ({ first, second, weights }) =>
    library.balancedAccuracy(first as string[], second as string[], weights),
  areaUnderCurve: ({ first, second, weights }) =>
    library.areaUnderCurve(first as number[], second as number[], weights),
  brierScore: (g) => library.brierScore(matrixOf(g), g.second as number[], g.weights),
  calibrationError: (g) => library.calibrationError(matrixOf(g), g.second as number[], g.weights),
  reliabilityBins: (g) => library.reliabilityBins(matrixOf(g), g.second as number[], g.weights),
  thresholdCurve: (g) => library.thresholdCurve(matrixOf(g), g.second as number[], g.weights),
  confusion: ({ first, second, weights }) => library.confusion(first as string[], second as string[], labels, weights),
  decideLabels: (g) =>
    library.decideLabels(matrixOf(g), labels.slice(0, g.columns), { threshold: g.second[0] as number }),
  guaranteedCoverage: ({ first }) =>
    library.guaranteedCoverage(first[0] as number, first[1] as number, first[2] as number),
  usualFreshGates: ({ first }) => library.usualFreshGates(first[0] as number, first[1] as number, first[2] as number),
  neuralTangentKernel: (g) => library.neuralTangentKernel(matrixOf(g)),
  kernelRidgeRegression: (g) => library.kernelRidgeRegression({ inputs: matrixOf(g), targets: g.second as number[] }),
  matrix: ({ first, columns }) => library.matrix(columns, first.length, first as number[]),
  randomGenerator: ({ first }) => library.randomGenerator(first[0] as number).gaussian(),
  namedLoss: ({ first, second }) =>
    library.namedLoss(String(first[0]), { delta: second[0] as number, quantile: second[0] as number }),
  huber: ({ first }) => library.huber({ delta: first[0] as number }),
  quantile: ({ first }) => library.quantile({ quantile: first[0] as number }),
  leakyRelu: ({ first }) => library.leakyRelu({ negative: first[0] as number }),
};

/** Scores and small functions on lists that do not fit: refused in one line, or a result. */
export const measures: Target<Given> = {
  name: "measures",
  share: 3,
  input: given,
  async run(input, call) {
    const before = kept(input);
    await answerOf(() => call(() => measuresBy[input.name](input)));
    must(isSame(input, before), "a measure changed what it was given");
  },
};
