// Runs of `train`: every kind of model, loss, task, activation, gate strategy and way to choose the penalty.
import { images, inputs, targets } from "./tables.js";

const quick = { inputs, gates: 40, lambdaFraction: 0.05 };
const crossValidated = { gates: 30, folds: 3, fractions: [0.3, 0.1, 0.03] };
const weights = Float64Array.from(inputs, (_, j) => 1 + (j % 3));
const patches = { height: 3, width: 4, channels: 2, filterHeight: 2, filterWidth: 3, padding: 1 };
const theorem = { rule: "theorem-6-1", confidence: 0.95 };

/** What a training leaves behind: the file without its notes, the notes, the certificate, predictions, scores and exports. */
async function trainedParts(halfspace, options) {
  const result = await halfspace.train(options);
  return modelParts(halfspace, result, options);
}

export function modelParts(halfspace, result, { inputs: rows, targets: wanted }) {
  const { notes, ...file } = JSON.parse(halfspace.toModelFile(result));
  const model = halfspace.fromModelFile(halfspace.toModelFile(result));
  const { primalPoint: _, dualPoint: __, ...verified } = halfspace.verifyModel(model, rows, wanted);
  const { loss } = result;
  const hasProbabilities = result.labels && (loss === "logistic" || loss === "softmax");
  return {
    file,
    notes,
    certificate: result.certificate,
    path: result.path,
    predictions: result.network.predict(rows),
    score: halfspace.score(result, rows, wanted),
    verification: verified,
    summary: halfspace.summariseModel(model),
    // A kernel model keeps its training rows and is exported to nothing but its own file.
    exports: file.kernel ? [] : [halfspace.toOnnx(model), halfspace.toJavaScriptModule(model)],
    ...(hasProbabilities ? { probabilities: halfspace.predictProbabilities(model, rows) } : {}),
  };
}

const trainingRun = (name, options) => ({
  name: `train, ${name}`,
  run: (halfspace) => {
    const made = typeof options === "function" ? options(halfspace) : options;
    return trainedParts(halfspace, { ...quick, targets: targets.numbers, ...made });
  },
});

const kinds = {
  "gated-relu": {},
  mkl: { model: "mkl" },
  ntk: { model: "ntk", gates: undefined },
  gaussian: { model: "gaussian", gates: undefined },
  "q 1.5": { q: 1.5 },
  "q 2": { q: 2 },
  "q 1.5, irls from equal weights": { q: 1.5, initial: "uniform" },
  fista: { solver: "fista", tolerance: 1e-4 },
  "irls from the NTK's weights": { solver: "irls", tolerance: 1e-5 },
  "irls from equal weights": { solver: "irls", initial: "uniform", tolerance: 1e-5 },
  "mkl by simple-mkl": { model: "mkl", solver: "simple-mkl", tolerance: 1e-2 },
  "relu, least-norm": { model: "relu" },
  "relu, least-squares": { model: "relu", decomposition: "least-squares" },
  "relu, along-gate": { model: "relu", decomposition: "along-gate" },
  "relu, gates generate": { model: "relu", gates: "generate", lambdaFraction: 0.2 },
  "relu, gates complete": {
    model: "relu",
    gates: "complete",
    inputs: inputs.map((row) => row.slice(0, 2)),
    lambdaFraction: 0.1,
  },
  "relu, gates given": { model: "relu", gates: [...identity(4)].map((row) => [...row, ...row.map((value) => -value)]) },
};

function identity(size) {
  return Array.from({ length: size }, (_, j) => Array.from({ length: size }, (_, k) => (j === k ? 1 : 0.2 * k - 0.1)));
}

const losses = {
  squared: [({ squared }) => squared(), "numbers"],
  "squared, classes": [({ squared }) => squared(), "two classes"],
  "squared, several": [({ squared }) => squared(), "several numbers"],
  logistic: [({ logistic }) => logistic(), "two classes"],
  softmax: [({ softmax }) => softmax(), "many classes"],
  "softmax, two classes": [({ softmax }) => softmax(), "two classes"],
  hinge: [({ hinge }) => hinge(), "two classes"],
  "squared-hinge": [({ squaredHinge }) => squaredHinge(), "two classes"],
  huber: [({ huber }) => huber(), "numbers"],
  "huber 0.3": [({ huber }) => huber({ delta: 0.3 }), "numbers"],
  "huber, several": [({ huber }) => huber(), "several numbers"],
  quantile: [({ quantile }) => quantile({ quantile: 0.3 }), "numbers"],
  poisson: [({ poisson }) => poisson(), "counts"],
};

const shapes = {
  "leaky-relu": (halfspace) => ({ activation: halfspace.leakyRelu({ negative: 0.2 }) }),
  "absolute-value": () => ({ activation: "absolute-value" }),
  threshold: () => ({ activation: "threshold" }),
  "3 layers": () => ({ layers: 3, hiddenWidth: 12 }),
  "4 layers": () => ({ layers: 4 }),
  images: () => ({ inputs: images.inputs, targets: images.signal, patches }),
  "leaky-relu, plain": () => ({ activation: "leaky-relu", model: "relu" }),
  "absolute-value, plain": () => ({ activation: "absolute-value", model: "relu" }),
  "threshold, plain": () => ({ activation: "threshold", model: "relu" }),
  "images, plain": () => ({ inputs: images.inputs, targets: images.signal, patches, model: "relu" }),
};

const kindRuns = [
  ...Object.entries(kinds).map(([name, options]) => trainingRun(name, options)),
  ...Object.entries(shapes).map(([name, options]) => trainingRun(name, options)),
];

const lossRuns = Object.entries(losses).map(([name, [loss, task]]) =>
  trainingRun(`loss ${name}`, (halfspace) => ({ loss: loss(halfspace), targets: targets[task] })),
);

/** One fit of every kind of model and of every loss: what the engines are compared with. */
export const kindAndLossRuns = [...kindRuns, ...lossRuns];

const runs = [
  ...kindAndLossRuns,
  ...["relu", "ntk", "gaussian", "mkl"].flatMap((model) =>
    ["two classes", "many classes", "several numbers"]
      .filter((task) => task === "two classes" || model !== "mkl")
      .map((task) =>
        trainingRun(`${model}, ${task}`, {
          model,
          targets: targets[task],
          ...(model === "relu" || model === "mkl" ? {} : { gates: undefined }),
        }),
      ),
  ),
  ...Object.entries(losses).flatMap(([name, [loss, task]]) => [
    trainingRun(`loss ${name}, cross-validated`, (halfspace) => ({
      loss: loss(halfspace),
      targets: targets[task],
      lambdaFraction: undefined,
      ...crossValidated,
    })),
    trainingRun(`loss ${name}, 3 layers`, (halfspace) => ({
      loss: loss(halfspace),
      targets: targets[task],
      layers: 3,
      gates: 24,
    })),
  ]),
  ...["huber", "poisson", "hinge", "quantile"].map((name) =>
    trainingRun(`loss ${name}, threshold`, (halfspace) => ({
      loss: losses[name][0](halfspace),
      targets: targets[losses[name][1]],
      activation: "threshold",
    })),
  ),
  ...["gaussian", "data-differences", "sparse", "mixed", "quantile"].flatMap((gateStrategy) => [
    trainingRun(`gates ${gateStrategy}`, { gateStrategy }),
    trainingRun(`gates ${gateStrategy}, 3 layers`, { gateStrategy, layers: 3 }),
    trainingRun(`gates ${gateStrategy}, cross-validated`, {
      gateStrategy,
      lambdaFraction: undefined,
      ...crossValidated,
    }),
  ]),
  trainingRun("λ given", { lambda: 2, lambdaFraction: undefined }),
  trainingRun("λ of Theorem 6.1", { lambda: theorem, lambdaFraction: undefined }),
  trainingRun("λ of Theorem 6.1, noise given", { lambda: { ...theorem, noise: 0.2 }, lambdaFraction: undefined }),
  trainingRun("λ by default", { lambdaFraction: undefined, gates: 30 }),
  trainingRun("λ by default, two classes", { lambdaFraction: undefined, gates: 30, targets: targets["two classes"] }),
  ...["relu", "mkl", "ntk", "gaussian"].map((model) =>
    trainingRun(`${model}, λ by default`, {
      model,
      lambdaFraction: undefined,
      ...(model === "relu" || model === "mkl" ? { gates: 20, folds: 3, fractions: [0.3, 0.1] } : { gates: undefined }),
    }),
  ),
  trainingRun("q 1.5, cross-validated", { q: 1.5, lambdaFraction: undefined, ...crossValidated }),
  trainingRun("sample weights", { sampleWeights: weights }),
  trainingRun("sample weights, cross-validated", {
    sampleWeights: weights,
    lambdaFraction: undefined,
    ...crossValidated,
  }),
  trainingRun("sample weights, relu", { sampleWeights: weights, model: "relu" }),
  trainingRun("sample weights, huber", ({ huber }) => ({ sampleWeights: weights, loss: huber() })),
  trainingRun("balanced classes", { classWeights: "balanced", targets: targets["many classes"] }),
  trainingRun("class weights", {
    classWeights: [
      { label: "far", weight: 1 },
      { label: "near", weight: 3 },
    ],
    targets: targets["two classes"],
  }),
  trainingRun("columns and targets as they are", { standardise: false, standardiseTargets: false }),
  trainingRun("without bias, seed 5", { bias: false, seed: 5 }),
  trainingRun("labels given", { targets: targets["two classes"], labels: ["near", "far"] }),
];

export const trainingRuns = runs;
