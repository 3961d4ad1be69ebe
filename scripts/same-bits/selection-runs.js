// Runs of `selectModel` and `modelAtPenalty`: families of models compared, the average, and every family at a penalty.
import { inputs as mixedInputs, targets as mixedTargets } from "./tables.js";

const selectionTable = { inputs: mixedInputs, targets: mixedTargets["two classes"], gates: 30, folds: 3, repeats: 1 };

/** Everything that was tried, the chosen model's file, and predictions of the best of every family. */
async function selectionParts(halfspace, options) {
  const result = await halfspace.selectModel({ ...selectionTable, ...options });
  const families = [...new Set(result.candidates.map(({ family }) => family))];
  const refitted = {};
  for (const family of families) {
    const candidate = result.candidates.find((one) => one.family === family);
    const model = await result.refit(candidate);
    refitted[family] = [model.network.predict(mixedInputs), fileOf(halfspace, model)];
  }
  const { chosen, candidates, notes, smallestNetwork } = result;
  return { choice: { chosen, candidates, smallestNetwork }, notes, file: fileOf(halfspace, result.model), refitted };
}

function fileOf(halfspace, model) {
  const isAverage = "members" in model;
  return JSON.parse(isAverage ? halfspace.toAverageFile(model) : halfspace.toModelFile(model));
}

/** All but generated gates, which a run of their own trains. */
const cheapFamilies = ["neural-tangent", "relu-tangent", "gaussian", "reweighting", "q-family", "gated-relu"];

/** Families of models compared, their average, and the best of each. */
export const familyRuns = [
  {
    name: "auto, few gates",
    run: (halfspace) =>
      selectionParts(halfspace, { families: cheapFamilies, targets: mixedTargets.numbers, gates: 12, folds: 2 }),
  },
];

export const selectionRuns = [
  ...familyRuns,
  { name: "auto, two classes", run: (halfspace) => selectionParts(halfspace, {}) },
  { name: "auto, numbers", run: (halfspace) => selectionParts(halfspace, { targets: mixedTargets.numbers }) },
  {
    name: "auto, many classes, one-standard-error",
    run: (halfspace) =>
      selectionParts(halfspace, { targets: mixedTargets["many classes"], rule: "one-standard-error" }),
  },
  ...["neural-tangent", "relu-tangent", "gaussian", "algorithm-1", "gated-relu"].map((family) => ({
    name: `model at a penalty, ${family}`,
    run: async (halfspace) => {
      const model = await halfspace.modelAtPenalty({
        ...{ inputs: mixedInputs, targets: mixedTargets["two classes"], gates: 40, family, lambda: 0.5 },
      });
      return { predictions: model.network.predict(mixedInputs), file: fileOf(halfspace, model) };
    },
  })),
];
