import {
  type AnyModel,
  type Candidate,
  fromAverageFile,
  fromModelFile,
  InputError,
  randomGenerator,
  type SelectedModel,
  selectModel,
  type TrainedModel,
  type TrainOptions,
  type TrainResult,
  toAverageFile,
  toModelFile,
  train,
} from "halfspace";
import { expect } from "vitest";
import { inputs, kinds, line, signal } from "../training/evidence-kinds.js";

/** What the checks of estimators share. */

export const sides = signal.map((value) => (value > 0 ? "above" : "below"));
export const small = { gates: 8, fresh: 0, lambdaFraction: 0.1 } as const;

/** The error of a call that is refused, in one line. */
export async function refused(options: object): Promise<InputError> {
  const given = { inputs, targets: signal, ...small, ...options } as TrainOptions;
  const error = await train(given).catch((caught) => caught);
  expect(error, JSON.stringify(options)).toBeInstanceOf(InputError);
  expect(error.message).not.toContain("\n");
  return error;
}

/** Everything of a model file but what a clock says. */
export const withoutTimes = (model: SelectedModel): string =>
  fileOf(model).replace(/"(?:seconds|trainedAt|created)":[^,}]*/g, "");

const fileOf = (model: SelectedModel): string =>
  model.kind === "average" ? toAverageFile(model) : toModelFile(model as TrainedModel);

/** A model as its file has it. */
export const readAgain = (model: SelectedModel): AnyModel =>
  model.kind === "average" ? fromAverageFile(fileOf(model)) : fromModelFile(fileOf(model));

/** A kind of model: a table, and what trains on it. */
interface EstimatorKind {
  readonly table: Pick<TrainOptions, "inputs" | "targets" | "sampleWeights">;
  readonly make: (table: EstimatorKind["table"]) => Promise<SelectedModel>;
}

const trainedKind = ({ inputs, targets, sampleWeights, ...options }: TrainOptions): EstimatorKind => ({
  table: Object.freeze({ inputs, targets, ...(sampleWeights && { sampleWeights }) }),
  make: async (table) => (await train({ ...table, ...options })) as TrainResult,
});

const random = randomGenerator(5);
const ring = Array.from({ length: 30 }, () => [random.gaussian(), 5 + 2 * random.gaussian()]);
const outside = ring.map(([a, b]) => Math.abs(a) + 0.2 * b);

/** The best candidate of a family that `selectModel` tries, trained on all rows. */
const selectedKind = (family: Candidate["family"], targets: TrainOptions["targets"]): EstimatorKind => ({
  table: Object.freeze({ inputs: ring, targets }),
  make: async (table) => {
    const several = ["gaussian", "learned-metric", "gated-relu"] as const;
    const families = family === "average" || family === "combination" ? several : [family];
    const options = { families, members: 2, gates: 12, folds: 2, repeats: 1, tolerance: 1e-4 };
    // The weighted sum is a candidate only where no single family takes all the weight: the first seed where it is one.
    for (let seed = 1; seed <= 20; seed++) {
      const selection = await selectModel({ ...table, ...options, seed });
      const candidate = selection.candidates.find((each) => each.family === family);
      if (candidate) return selection.refit(candidate);
    }
    throw new Error(`expected a candidate of ${family}`);
  },
});

const sidesOfRing = outside.map((value) => (value > 1.8 ? "above" : "below"));
const thirdsOfRing = outside.map((value) => (value > 2.3 ? "far" : value > 1.5 ? "middle" : "near"));

/** Every kind of model: those of `train`, and those that only `selectModel` makes. */
export const estimatorKinds: Readonly<Record<string, EstimatorKind>> = {
  ...Object.fromEntries(Object.entries(kinds).map(([kind, options]) => [kind, trainedKind(options)])),
  ...Object.fromEntries(
    Object.entries({
      "never falling": { model: "relu", gates: "generate", monotone: [1] },
      "never rising, of two classes": { targets: sides, model: "relu", gates: "generate", monotone: [-1] },
    } satisfies Record<string, Partial<TrainOptions>>).map(([kind, options]) => [
      kind,
      trainedKind({ inputs: line, targets: signal, lambdaFraction: 0.1, ...options }),
    ]),
  ),
  "with intervals": trainedKind({ inputs, targets: signal, ...small, intervals: 0.5 }),
  "with sets of classes": trainedKind({ inputs, targets: sides, ...small, intervals: 0.5 }),
  "absolute value": trainedKind({ inputs, targets: signal, activation: "absolute-value", ...small }),
  laplace: selectedKind("laplace", outside),
  "laplace, of three classes": selectedKind("laplace", thirdsOfRing),
  "learned metric": selectedKind("learned-metric", sidesOfRing),
  "masking kernels": selectedKind("relu-tangent", outside),
  reweighting: selectedKind("reweighting", outside),
  "q family": selectedKind("q-family", outside),
  average: selectedKind("average", thirdsOfRing),
  "weighted sum": selectedKind("combination", sidesOfRing),
};
