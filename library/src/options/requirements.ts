import type { SolverName } from "../models/model-facts.js";
import type { ModelKind } from "../models/trained-model.js";
import type { FilledOptions } from "./filled-options.js";

/** What a kind of model can be combined with. */
export interface ModelRequirements {
  /** The solvers it has, the default first; none where it is one factorisation. */
  readonly solvers: readonly SolverName[];
  /** The losses it can be trained by. */
  readonly loss: "any" | "squared";
  /** Whether gates are drawn or given for it. */
  readonly gates: boolean;
  /** Whether gates drawn after training can be priced at its dual point. */
  readonly freshGates: boolean;
  /** Whether gates can be generated for it. */
  readonly generation: boolean;
  /** Whether its neurons can be held to the signs that make it monotone. */
  readonly monotone: boolean;
  /** Whether it has the penalties between the group lasso and the NTK's ridge. */
  readonly exponents: boolean;
  /** Whether it has other activations, more layers and patches. */
  readonly shapes: boolean;
  /** Whether its folds are solved for prediction intervals. */
  readonly intervals: boolean;
  /** Whether Theorem 6.1, which speaks of the group lasso, can give its λ. */
  readonly theorem: boolean;
}

const gatedRelu: ModelRequirements = {
  solvers: ["working-set", "irls", "fista"],
  loss: "any",
  gates: true,
  freshGates: true,
  generation: false,
  monotone: false,
  exponents: true,
  shapes: true,
  intervals: true,
  theorem: true,
};

const kernelRidge: ModelRequirements = {
  solvers: [],
  loss: "squared",
  gates: false,
  freshGates: false,
  generation: false,
  monotone: false,
  exponents: false,
  shapes: false,
  intervals: false,
  theorem: false,
};

const multipleKernel: ModelRequirements = {
  ...kernelRidge,
  solvers: ["working-set", "simple-mkl"],
  gates: true,
  intervals: true,
};

/** The one place that says what goes together with which kind of model. */
export const modelRequirements: Readonly<Record<ModelKind, ModelRequirements>> = {
  "gated-relu": gatedRelu,
  relu: { ...gatedRelu, generation: true, monotone: true, exponents: false },
  mkl: multipleKernel,
  ntk: kernelRidge,
  gaussian: kernelRidge,
};

/** What a solver can be combined with. */
export interface SolverRequirements {
  readonly loss: "any" | "squared";
  /** Whether it solves the programs of other activations, more layers and patches. */
  readonly shapes: boolean;
}

/** The one place that says what goes together with which solver. */
export const solverRequirements: Readonly<Record<SolverName, SolverRequirements>> = {
  "working-set": { loss: "any", shapes: true },
  fista: { loss: "any", shapes: true },
  irls: { loss: "squared", shapes: false },
  "simple-mkl": { loss: "squared", shapes: false },
};

/** The solvers of a program, the default first: reweighting alone where q is above 1. */
export function solversFor({ model, q }: Pick<FilledOptions, "model" | "q">): readonly SolverName[] {
  const { solvers } = modelRequirements[model];
  return q > 1 ? solvers.filter((name) => name === "irls") : solvers;
}

/** The first of the options, in words, that only the squared loss goes with; undefined where any loss does. */
export function squaredLossBecauseOf({
  model,
  q,
  solver,
}: Pick<FilledOptions, "model" | "q" | "solver">): string | undefined {
  if (modelRequirements[model].loss === "squared") return `model ${model}`;
  if (q > 1) return `q = ${q}`;
  return solver && solverRequirements[solver].loss === "squared" ? `solver ${solver}` : undefined;
}
