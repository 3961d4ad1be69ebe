// Runs of the library below `train`: every program, solver, kernel, decomposition and theorem by its public name.
import { selectionRuns } from "./selection-runs.js";
import { bentTable, inputs as mixedInputs, targets as mixedTargets, plainTable } from "./tables.js";

const { inputs, signal: numbers } = plainTable(4, 40, 3);
const narrow = plainTable(5, 14, 2);
const several = numbers.map((value, j) => [value, inputs[j][1]]);
const signs = numbers.map((value) => (value > 0 ? 1 : -1));

const solved = ({ certificate, iterations, pricingPasses, status, blocks }) => ({
  certificate,
  counts: { iterations, pricingPasses, status },
  blocks: blocks.values,
});

const sampled = (halfspace, count = 40) => halfspace.sampleArrangement(inputs, { count, seed: 2 });
const gated = (halfspace, options = {}) =>
  halfspace.gatedReluProgram({
    inputs,
    targets: numbers,
    arrangement: sampled(halfspace),
    lambdaFraction: 0.05,
    ...options,
  });
const exact = (halfspace) =>
  halfspace.exactReluProgram({ inputs, targets: numbers, arrangement: sampled(halfspace), lambdaFraction: 0.1 });
const kernels = (halfspace) =>
  halfspace.multipleKernelProgram({ inputs, targets: numbers, arrangement: sampled(halfspace, 15), lambda: 1 });
const power = (halfspace) => {
  const arrangement = sampled(halfspace);
  return halfspace.powerFamilyProgram({
    ...{ inputs, targets: numbers, arrangement, lambda: 1, q: 1.5 },
    weights: halfspace.ntkWeights(arrangement),
  });
};

const solving = (name, program, settings) => ({
  name: `solve, ${name}`,
  run: async (halfspace) => solved(await halfspace.solve(program(halfspace), settings(halfspace))),
});

const solvers = {
  "working set": ({ workingSet }) => ({ solver: workingSet() }),
  "working set, matrix-free": ({ workingSet }) => ({ solver: workingSet({ system: "matrix-free" }) }),
  fista: ({ fista }) => ({ solver: fista(), tolerance: 1e-4 }),
  ...Object.fromEntries(
    ["direct", "lsqr", "lsmr"].map((inner) => [
      `reweighting, ${inner}`,
      ({ iterativeReweighting }) => ({ solver: iterativeReweighting({ inner }), tolerance: 1e-4 }),
    ]),
  ),
  "reweighting as printed": ({ iterativeReweightingAsPrinted }) => ({
    solver: iterativeReweightingAsPrinted(),
    maxIterations: 20,
  }),
};

const lossesOf = (halfspace) => ({
  squared: [halfspace.squared(), numbers],
  several: [halfspace.squared(), several],
  logistic: [halfspace.logistic(), signs],
  hinge: [halfspace.hinge(), signs],
  "squared-hinge": [halfspace.squaredHinge(), signs],
  huber: [halfspace.huber(), numbers],
  quantile: [halfspace.quantile({ quantile: 0.7 }), numbers],
  poisson: [halfspace.poisson(), numbers.map((value) => Math.round(Math.abs(value)))],
  softmax: [halfspace.softmax(), signs.map((sign) => (sign > 0 ? [1, 0, 0] : [0, 0, 1]))],
});
const lossNames = [
  "squared",
  "several",
  "logistic",
  "hinge",
  "squared-hinge",
  "huber",
  "quantile",
  "poisson",
  "softmax",
];

const lossRuns = lossNames.flatMap((name) =>
  ["dense", "matrix-free"]
    .filter((system) => system === "dense" || !["hinge", "quantile"].includes(name))
    .map((system) =>
      solving(
        `loss ${name}, ${system}`,
        (halfspace) => {
          const [loss, targets] = lossesOf(halfspace)[name];
          return gated(halfspace, { loss, targets, lambdaFraction: name === "softmax" ? 0.3 : 0.05 });
        },
        ({ workingSet }) => ({ solver: workingSet({ system }) }),
      ),
    ),
);

const programs = [
  solving("exact ReLU", exact, () => ({ tolerance: 1e-8 })),
  solving("multiple kernels, Newton", kernels, () => ({})),
  solving("multiple kernels, SimpleMKL", kernels, ({ simpleMkl }) => ({ solver: simpleMkl(), tolerance: 1e-3 })),
  solving("power family", power, () => ({})),
  solving(
    "three layers",
    (halfspace) => {
      const arrangement = halfspace.composedArrangement(inputs, { count: 30 });
      return gated(halfspace, { arrangement });
    },
    () => ({}),
  ),
  solving(
    "convolutional",
    (halfspace) => {
      const { inputs: rows, signal } = bentTable(6, 30, 12);
      const patches = { height: 3, width: 4, filterHeight: 2, filterWidth: 2 };
      return halfspace.convolutionalProgram({ inputs: rows, targets: signal, patches, gates: 20, lambdaFraction: 0.1 });
    },
    () => ({}),
  ),
  solving(
    "all masks",
    (halfspace) =>
      halfspace.gatedReluProgram({
        ...{ inputs: narrow.inputs, targets: narrow.signal, lambdaFraction: 0.1 },
        arrangement: halfspace.enumerateArrangement(narrow.inputs),
      }),
    () => ({}),
  ),
];

const decompositions = [
  ...["least-norm", "least-squares", "along-gate"].map((strategy) => ({
    name: `decomposition, ${strategy}`,
    run: async (halfspace) => halfspace.coneDecomposition(await halfspace.solve(gated(halfspace)), { strategy }),
  })),
  {
    name: "decomposition, joint",
    run: async (halfspace) => halfspace.jointDecomposition(await halfspace.solve(gated(halfspace)), { tolerance: 0.2 }),
  },
  {
    name: "unused gates",
    run: async (halfspace) => {
      const program = gated(halfspace);
      return { gates: halfspace.unusedGates(program, (await halfspace.solve(program)).certificate) };
    },
  },
  {
    name: "network of exact ReLU",
    run: async (halfspace) => {
      const program = exact(halfspace);
      const { point } = await halfspace.solve(program);
      return { network: halfspace.exactReluNetwork(program, point) };
    },
  },
];

const generation = [
  ["rank 2", narrow, 1],
  ["rank 3", plainTable(7, 30, 3), 2],
  ["rank 6, ascent", plainTable(8, 40, 6), 8],
  ["rank 3, ascent then exact", plainTable(9, 152, 3), 60],
].map(([name, { inputs: rows, signal }, lambda]) => ({
  name: `generation, ${name}`,
  run: (halfspace) =>
    halfspace.generateGates({ inputs: rows, targets: signal, lambda, maxStarts: 200, maxIterations: 12 }),
}));

const kernelRuns = [
  {
    name: "kernels",
    run: (halfspace) => {
      const x = halfspace.matrix(40, 3, inputs.flat());
      const arrangement = sampled(halfspace);
      return {
        ntk: halfspace.neuralTangentKernel(x),
        relu: halfspace.reluTangentKernel(x, narrowed(halfspace)),
        gaussian: halfspace.gaussianKernel(1.5)(x),
        masking: halfspace.maskingKernel(arrangement.gates)(x),
        finite: halfspace.finiteWidthTangentKernel(x, { network: "gated", width: 50 }),
      };
    },
  },
  {
    name: "kernel ridge regression",
    run: (halfspace) => {
      const fit = halfspace.kernelRidgeRegression({ inputs, targets: numbers, kernel: halfspace.neuralTangentKernel });
      return { fit, predictions: fit.predict(narrowed(halfspace)) };
    },
  },
  {
    name: "NTK weights",
    run: (halfspace) => {
      const all = halfspace.enumerateArrangement(narrow.inputs);
      return Object.fromEntries(
        ["exact", "orthant", "monte-carlo"].map((method) => [method, halfspace.ntkWeightEstimates(all, { method })]),
      );
    },
  },
];

const narrowed = (halfspace) => halfspace.matrix(10, 3, inputs.slice(0, 10).flat());

const theory = [
  {
    name: "theory, noise and Theorem 6.1",
    run: (halfspace) => ({
      noise: halfspace.estimateNoise(inputs, numbers),
      rule: halfspace.predictionErrorRule(inputs, { noise: 0.2, confidence: 0.9 }),
    }),
  },
  { name: "theory, infinite width", run: ({ infiniteWidthFit }) => ({ fit: infiniteWidthFit(inputs, numbers) }) },
  {
    name: "theory, linearisation",
    run: (halfspace) => {
      const lines = halfspace.linearise({ inputs, width: 60 });
      return { lines, fit: halfspace.minimumNormFit(lines, numbers), rate: halfspace.descentRate(lines) };
    },
  },
  {
    name: "theory, product of signs",
    run: ({ productOfSigns }) => ({ table: productOfSigns(30, 6, 3) }),
  },
  {
    name: "descent",
    run: (halfspace) => {
      const problem = halfspace.networkTraining({ inputs, targets: numbers, lambda: 1 });
      const methods = ["gradient-descent", "adam", "l-bfgs"];
      return Object.fromEntries(
        methods.map((method) => [method, halfspace.descend(problem, { method, epochs: 60, neurons: 8 })]),
      );
    },
  },
  {
    name: "descent from many starts",
    run: (halfspace) => {
      const problem = halfspace.networkTraining({ inputs, targets: numbers, lambda: 1 });
      return halfspace.descendFromManyStarts(problem, { starts: 3, epochs: 40, neurons: 6 });
    },
  },
  {
    name: "column importance",
    run: async (halfspace) => {
      const options = { inputs: mixedInputs, targets: mixedTargets.numbers };
      const model = await halfspace.train({ ...options, gates: 30, lambdaFraction: 0.05 });
      return { importance: halfspace.columnImportance(model, options) };
    },
  },
];

export const programRuns = [
  ...Object.entries(solvers).map(([name, settings]) => solving(name, gated, settings)),
  ...lossRuns,
  ...programs,
  ...decompositions,
  ...generation,
  ...selectionRuns,
  ...kernelRuns,
  ...theory,
];
