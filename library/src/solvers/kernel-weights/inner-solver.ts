import type { DiagonalLoss, SmoothLoss, SquaredLoss } from "../../losses/loss.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { bordered } from "./bordered-system.js";
import { derivativesOf, type InnerSolution, type InnerSolver } from "./kernel-inner.js";
import { newtonInner } from "./newton-inner.js";
import { type NewtonSystem, type SystemBuilder, separableSystem } from "./newton-system.js";
import { softmaxSystem } from "./softmax-system.js";

/** The inner solver that a program's loss needs. */
export function innerSolverFor(program: GroupProgram<SmoothLoss>): InnerSolver {
  const { loss } = program;
  switch (loss.curvature) {
    case "constant": {
      const linear = { ...program, loss };
      return (gram) => squaredInner(linear, gram);
    }
    case "diagonal": {
      const separable = { ...program, loss };
      const majorised = (gram: Float64Array, f: Float64Array) => majorisedHessian(separable, gram, f);
      return newtonInner(separable, systemBuilderFor(separable), majorised);
    }
    case "coupled":
      return newtonInner(program, systemBuilderFor(program));
  }
}

/** The Newton system of a program's loss, with the answer of its constant where it has one. */
export function systemBuilderFor(program: GroupProgram<SmoothLoss>): SystemBuilder {
  const { loss } = program;
  if (loss.curvature === "coupled") return bordered(program, softmaxSystem({ ...program, loss }));
  return bordered(program, separableSystem({ ...program, loss }));
}

/** Squared loss: the inner problem is linear. α = S B⁻¹ S y / λ, j = (λ/2) yᵀα. */
function* squaredInner(
  program: GroupProgram<SquaredLoss>,
  gram: Float64Array,
): Generator<undefined, InnerSolution | undefined> {
  const { data, lambda } = program;
  const system = yield* systemBuilderFor(program)(gram, data.targets);
  if (!system) return undefined;
  yield undefined;
  const alpha = system.apply(data.targets);
  let value = 0;
  for (let k = 0; k < alpha.length; k++) {
    alpha[k] /= lambda;
    value += data.targets[k] * alpha[k];
  }
  return { alpha, value: (lambda / 2) * value, ...derivativesOf(system, lambda) };
}

/** Undefined where the loss has no majoriser. */
function majorisedHessian(program: GroupProgram<DiagonalLoss>, gram: Float64Array, f: Float64Array) {
  if (!program.loss.majoriser) return undefined;
  const system = bordered(program, separableSystem(program, "majorised"));
  return (columns: Float64Array, count: number) => hessianOf(system(gram, f), columns, count);
}

function* hessianOf(
  building: Generator<undefined, NewtonSystem | undefined>,
  columns: Float64Array,
  count: number,
): Generator<undefined, Float64Array | undefined> {
  const system = yield* building;
  return system && (yield* system.hessian(columns, count));
}
