// What usual mistakes say
import {
  enumerateArrangement,
  FormatError,
  fromModelFile,
  InputError,
  type InputErrorCode,
  type InputProblem,
  nearestChange,
  poisson,
  predictIntervals,
  predictProbabilities,
  shapleyValues,
  squared,
  train,
  verifyModel,
} from "halfspace";

/** The code and the sentence of a mistake. */
async function said(mistake: () => unknown): Promise<string> {
  try {
    await mistake();
    return "no mistake";
  } catch (error) {
    if (error instanceof FormatError) return `FormatError · ${error.message}`;
    if (!(error instanceof InputError)) throw error;
    const problem: InputProblem = error;
    const code: InputErrorCode = problem.code;
    return `${code} · ${error.message}`;
  }
}
const [inputs, targets] = [
  [[1], [2], [3], [4]],
  [1, 2, 3, 5],
];
const good = { inputs, targets, gates: 9, lambdaFraction: 0.1 };
const given = (changed: object) => said(() => train({ ...good, ...changed }));

console.log(await given({ targets: [1, 2, 3] })); // → shape-mismatch · targets: got 3 rows; expected 4, one for each row of inputs
console.log(await given({ inputs: [[1], [2, 3], [4], [5]] })); // → ragged-rows · inputs: got 2 values in row 1; expected 1, as in row 0
console.log(await given({ inputs: [["one"], [2], [3], [4]] })); // → wrong-type · inputs: got the text "one" at row 0, column 0; expected a number (impute or drop it first)
console.log(await given({ inputs: [], targets: [] })); // → empty · inputs: got 0 rows × 0 columns; expected at least one of each
console.log(await given({ inputs: [[1]], targets: [1] })); // → too-few-rows · inputs: got 1 row; expected at least 2 rows to learn from
console.log(await given({ targets: [5, 5, 5, 5] })); // → constant-target · targets: got only the value 5; expected a target that varies: there is nothing to learn
console.log(await given({ lambdaFraction: 2 })); // → out-of-range · lambdaFraction: got 2; expected a fraction of λ_max, greater than 0 and at most 1
console.log(await given({ lambda: 1 })); // → conflicting-options · lambda: got both it and lambdaFraction; expected one of them
console.log(await given({ model: "deep" })); // → unknown-value · model: got "deep"; expected one of gated-relu, relu, mkl, ntk, gaussian
console.log(await given({ gates: "complete" })); // → conflicting-options · gates: got "complete" with model gated-relu; expected model "relu"
console.log(await given({ loss: poisson(), targets: [-1, 0, 1, 2] })); // → wrong-targets · targets: got -1; expected counts, at least 0, for the poisson loss
console.log(await given({ loss: squared(), classWeights: "balanced" })); // → wrong-task · classWeights: got a regression; expected classes
console.log(await given({ sampleWeights: [1, 1, -1, 1] })); // → out-of-range · sampleWeights: got -1; expected 0, or from 1e-100 to 1e+100
console.log(await given({ patches: { height: 2, width: 2, filterHeight: 3 } })); // → out-of-range · filterHeight: got a 3 × 3 filter for a 2 × 2 image with padding 0; expected one that fits
const model = await train(good);
console.log(await said(() => model.network.predict([[1, 2]]))); // → shape-mismatch · inputs: got 2 columns; expected 1, as in training
console.log(await said(() => predictProbabilities(model, inputs))); // → wrong-task · model: got a regression; expected a classification to predict probabilities
console.log(await said(() => predictIntervals(model, inputs))); // → unsupported-model · intervals: got a model that was trained without them; expected one trained with intervals (halfspace fit --intervals 0.9)
console.log(await said(() => shapleyValues(model, [[1]]))); // → missing-option · background: got none, and the model keeps none; expected rows to compare with. Give them, or keep some with the model (withBackground; fit --background 100).
console.log(await said(() => nearestChange(model, [[1]], { wanted: { label: "yes" } }))); // → wrong-task · wanted: got a class of a regression; expected atLeast or atMost
console.log(await said(() => verifyModel(model, [[1]], [1]))); // → shape-mismatch · inputs: got 1 rows; expected the 4 rows that the model was trained on
console.log(await said(() => enumerateArrangement(inputs, { maxMasks: 1 }))); // → too-many-masks · inputs: got 1 distinct nonzero rows of rank 1, up to 2.00 masks (96.0 bytes, 1.00 steps); expected at most 1 masks, 2147483648 bytes and 2147483648 steps. Use fewer rows or columns, or sample gates with sampleArrangement.
console.log(await said(() => fromModelFile("{}"))); // → FormatError · model file: got one that is not a halfspace model; expected "format": "halfspace-model"
