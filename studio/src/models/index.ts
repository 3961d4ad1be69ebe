import type { Model } from "./model.js";

/** The models side by side, in the order they run. The first is what all others are measured by. A page loads their names, a worker their work. */
export const models: readonly Model[] = [
  {
    id: "exact-relu",
    name: "Convex optimum",
    completeName: "Global optimum",
    description: "ReLU network by convex optimisation",
    family: "relu",
    colour: "optimum",
    dashes: "",
    proves: true,
    live: true,
    load: async () => (await import("./exact-relu.js")).exactRelu,
  },
  {
    id: "gradient-descent",
    name: "Gradient descent",
    description: "the usual training, small steps downhill",
    family: "relu",
    colour: "descent",
    dashes: "7 5",
    proves: false,
    live: false,
    defaultLearningRate: 0.001,
    load: async () => (await import("./descent.js")).gradientDescent,
  },
  {
    id: "adam",
    name: "Adam",
    description: "the usual training, adaptive steps",
    family: "relu",
    colour: "adam",
    dashes: "2 4",
    proves: false,
    live: false,
    defaultLearningRate: 0.01,
    load: async () => (await import("./descent.js")).adam,
  },
  {
    id: "generated",
    name: "Generated neurons",
    description: "ReLU network, one useful neuron after another",
    family: "relu",
    colour: "generated",
    dashes: "16 4",
    proves: true,
    live: false,
    load: async () => (await import("./generated.js")).generated,
  },
  {
    id: "decomposed",
    name: "Decomposed",
    description: "the gated optimum as plain neurons",
    family: "relu",
    colour: "decomposed",
    dashes: "10 4 2 4",
    proves: false,
    live: false,
    load: async () => (await import("./decomposed.js")).decomposed,
  },
  {
    id: "gated-optimum",
    name: "Gated optimum",
    description: "gates apart from weights, convex",
    family: "gated",
    colour: "gated",
    dashes: "20 4 2 4 2 4",
    proves: true,
    live: true,
    load: async () => (await import("./gated-optimum.js")).gatedOptimum,
  },
  {
    id: "reweighting",
    name: "Reweighted NTK",
    description: "kernel ridge again and again, better weights each time",
    family: "gated",
    colour: "reweighting",
    dashes: "4 4",
    proves: true,
    live: false,
    load: async () => (await import("./reweighting.js")).reweighting,
  },
  {
    id: "ntk-ridge",
    name: "NTK ridge",
    description: "kernel of the infinitely wide network",
    family: "gated",
    colour: "ntk",
    dashes: "9 3 2 3 2 3",
    proves: false,
    live: true,
    load: async () => (await import("./ntk-ridge.js")).ntkRidge,
  },
];

/** @throws when there is none of that name */
export function modelNamed(id: string): Model {
  const model = models.find((candidate) => candidate.id === id);
  if (!model) throw new Error(`no model "${id}"`);
  return model;
}
