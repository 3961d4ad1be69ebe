import { type AnyModel, poisson, randomGenerator, selectModel, softmax, type TrainOptions, train } from "halfspace";

/** Models of every kind on one table with numbers, a word of three levels, and a number that may be missing. */

/** Columns: two numbers, three levels of one word, a number with its missing-indicator. */
const explainedGroups = [1, 1, 3, 2] as const;

/** A table as it is encoded: rows, and how many columns belong together. */
export function explainedTable(seed: number, rows: number) {
  const random = randomGenerator(seed);
  const inputs = Array.from({ length: rows }, () => {
    const level = random.integer(3);
    const missing = random.uniform() < 0.2;
    return [
      ...[random.gaussian(), 50 + 20 * random.gaussian()],
      ...[0, 1, 2].map((each) => (each === level ? 1 : 0)),
      ...(missing ? [0.3, 1] : [random.gaussian(), 0]),
    ];
  });
  return { inputs, groups: explainedGroups };
}

const signalOf = (inputs: readonly (readonly number[])[]) =>
  inputs.map(
    ([a, b, first, second, , value, missing]) =>
      Math.max(0, a) + Math.abs(b - 50) / 15 + first - a * second + 0.5 * value * value - missing,
  );

type Make = (inputs: number[][]) => Promise<AnyModel>;
type Targets = (signal: number[]) => TrainOptions["targets"];

const numbers: Targets = (signal) => signal;
const middle = (signal: number[]) => [...signal].sort((a, b) => a - b)[signal.length >> 1];
const twoClasses: Targets = (signal) => signal.map((value) => (value > middle(signal) ? "yes" : "no"));
const threeClasses: Targets = (signal) => signal.map((value) => (value > 2 ? "high" : value > 1 ? "middle" : "low"));

const trained =
  (targets: Targets, options: Partial<TrainOptions>): Make =>
  async (inputs) =>
    train({ inputs, targets: targets(signalOf(inputs)), gates: 40, lambdaFraction: 0.02, fresh: 0, ...options });

const noGates = { gates: undefined, fresh: undefined } as unknown as Partial<TrainOptions>;

/** One maker a kind. */
export const explainedModels: Readonly<Record<string, Make>> = {
  "gated ReLU": trained(numbers, {}),
  "plain neurons": trained(numbers, { model: "relu" }),
  "leaky ReLU": trained(numbers, { activation: "leaky-relu" }),
  "absolute value": trained(numbers, { activation: "absolute-value", model: "relu" }),
  thresholds: trained(numbers, { activation: "threshold" }),
  "three layers": trained(numbers, { layers: 3 }),
  "several outputs": trained((signal) => signal.map((value) => [value, -value * value]), {}),
  poisson: trained((signal) => signal.map((value) => Math.round(Math.abs(value))), { loss: poisson() }),
  "two classes": trained(twoClasses, { lambdaFraction: undefined, folds: 8 } as Partial<TrainOptions>),
  "three classes": trained(threeClasses, { loss: softmax() }),
  ntk: trained(numbers, { model: "ntk", ...noGates }),
  gaussian: trained(twoClasses, { model: "gaussian", ...noGates }),
  average: async (inputs) => {
    const targets = signalOf(inputs);
    const { model } = await selectModel({ inputs, targets, families: ["neural-tangent", "gaussian"], members: 2 });
    return model as AnyModel;
  },
};
