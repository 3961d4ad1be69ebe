import {
  enumerateArrangement,
  exactReluProgram,
  fista,
  type GatedReluProgram,
  gatedReluProgram,
  generateGates,
  iterativeReweighting,
  lambdaMax,
  type Matrix,
  matrix,
  randomGenerator,
  type SolveOptions,
  type SquaredLoss,
  sampleArrangement,
  simpleMkl,
  solve,
  verifyCertificate,
  workingSet,
} from "halfspace";
import { multipleKernelProgram } from "halfspace/kernels";
import { networkTraining } from "halfspace/programs";
import { iterativeReweightingAsPrinted, multipleKernelNewton, type Solver } from "halfspace/solvers";
import { conicOptimum } from "../references/conic-solver.js";

export type Limits = Omit<SolveOptions, "start">;

/** A table with gates and a penalty, of any size. */
export interface Table {
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly gates: number;
  readonly seed: number;
  readonly lambdaFraction: number;
}

/** What every solver's answer is held to. */
export interface Outcome {
  readonly status: string;
  readonly primalObjective: number;
  readonly dualityGap: number;
  readonly verified: boolean;
  /** Every number of the answer. */
  readonly bits: Float64Array;
}

/** A program stated for one solver. */
export interface Stated {
  run(limits: Limits): Promise<Outcome>;
  /** The same optimum by a way that shares no step with the solver; absent where the solver has no optimum of its own. */
  readonly optimum?: () => Promise<number>;
}

export interface Contract {
  readonly name: string;
  /** Relative gap that it reaches on small tables; undefined where its fixed point is not the program's optimum. */
  readonly tolerance?: number;
  /** Relative gap of the other way. */
  readonly otherTolerance?: number;
  /** Most outputs and columns that it takes. */
  readonly outputs: number;
  readonly columns: number;
  /** Small tables on which the optimum is compared. */
  readonly comparisons: number;
  state(table: Table): Stated;
}

/** A random table; some targets are bent, so that there is something to learn. */
export function table(
  seed: number,
  n: number,
  d: number,
  rest: Omit<Table, "inputs" | "targets" | "seed">,
  outputs = 1,
) {
  const random = randomGenerator(seed);
  const inputs = matrix(n, d, random.gaussians(n * d));
  const targets = matrix(n, outputs, random.gaussians(n * outputs));
  for (let j = 0; j < n; j++) targets.values[j * outputs] += Math.abs(inputs.values[j * d]);
  return { inputs, targets, seed, ...rest };
}

/** The gated program on sampled gates; with every gate closed λ_max is 0 and any penalty gives the zero network. */
function gatedProgram({ inputs, targets, gates, seed, lambdaFraction }: Table): GatedReluProgram<SquaredLoss> {
  const stated = { inputs, targets, arrangement: sampleArrangement(inputs, { count: gates, seed }) };
  const largest = lambdaMax(gatedReluProgram({ ...stated, lambda: 1 }));
  return gatedReluProgram({ ...stated, lambda: largest > 0 ? lambdaFraction * largest : 1 });
}

type Program = Parameters<typeof solve>[0];

/** One run of `solve`, as an outcome. */
async function outcomeOf<P extends Program>(program: P, solver: Solver<P>, limits: Limits): Promise<Outcome> {
  const { status, certificate, blocks } = await solve(program, { solver, ...limits });
  const { verified } = verifyCertificate(program, certificate);
  return { ...certificate, status, verified, bits: blocks.values };
}

async function objectiveOf<P extends Program>(program: P, solver: Solver<P>, tolerance: number): Promise<number> {
  return (await solve(program, { solver, tolerance, maxIterations: 20_000 })).certificate.primalObjective;
}

type GatedSolver = Solver<GatedReluProgram<SquaredLoss>>;

function onGated(name: string, solver: GatedSolver, tolerance: number, other: GatedSolver, otherTolerance: number) {
  const state = (given: Table): Stated => {
    const program = gatedProgram(given);
    return {
      run: (limits) => outcomeOf(program, solver, limits),
      optimum: () => objectiveOf(program, other, otherTolerance),
    };
  };
  return { name, tolerance, otherTolerance, outputs: 3, columns: 5, comparisons: 25, state };
}

const newton = workingSet({ system: "dense" });
const reweighting = (inner: "direct" | "lsqr" | "lsmr") => iterativeReweighting({ inner }) as GatedSolver;

/** Algorithm 1 as printed has its own fixed points (test/theorems/irls-reaches-newton.test.ts), so that no optimum can be asked of it. */
const asPrinted: Contract = {
  ...{ name: "reweighting as printed", outputs: 3, columns: 5, comparisons: 0 },
  state(given) {
    const program = gatedProgram(given);
    return { run: (limits) => outcomeOf(program, iterativeReweightingAsPrinted(), limits) };
  },
};

type KernelSolver = ReturnType<typeof simpleMkl>;

function onKernels(name: string, solver: KernelSolver, tolerance: number, other: KernelSolver, otherTolerance: number) {
  const state = ({ inputs, targets, gates, seed, lambdaFraction }: Table): Stated => {
    const arrangement = sampleArrangement(inputs, { count: gates, seed });
    const program = multipleKernelProgram({ inputs, targets, arrangement, lambda: 5 * lambdaFraction });
    return {
      run: (limits) => outcomeOf(program, solver, limits),
      optimum: () => objectiveOf(program, other, otherTolerance),
    };
  };
  return { name, tolerance, otherTolerance, outputs: 3, columns: 5, comparisons: 25, state };
}

const augmentedLagrangian: Contract = {
  name: "augmented Lagrangian",
  ...{ tolerance: 1e-9, otherTolerance: 1e-7, outputs: 1, columns: 4, comparisons: 8 },
  state(given) {
    const { arrangement, lambda } = gatedProgram(given);
    const { inputs, targets } = given;
    const program = exactReluProgram({ inputs, targets, arrangement, lambda });
    return {
      async run(limits) {
        const { status, certificate, blocks } = await solve(program, limits);
        return {
          ...certificate,
          status,
          verified: verifyCertificate(program, certificate).verified,
          bits: blocks.values,
        };
      },
      optimum: () => conicOptimum(program),
    };
  },
};

/** Compared with the exact program over all masks, whose optimum is the non-convex problem's. */
const gateGeneration: Contract = {
  name: "gate generation",
  ...{ tolerance: 1e-8, otherTolerance: 1e-9, outputs: 1, columns: 3, comparisons: 15 },
  state({ inputs, targets, seed, lambdaFraction }) {
    const size = Math.sqrt(targets.values.reduce((sum, value) => sum + value * value, 0));
    const lambda = lambdaFraction * size * Math.sqrt(inputs.rows);
    return {
      async run(limits) {
        const { network, certificate, status } = await generateGates({ inputs, targets, lambda, seed, ...limits });
        const { verified } = verifyCertificate(networkTraining({ inputs, targets, lambda }), certificate);
        const bits = Float64Array.from([...network.hidden.values, ...network.output.values]);
        return { ...certificate, status, verified, bits };
      },
      async optimum() {
        const arrangement = enumerateArrangement(inputs);
        const exact = await solve(exactReluProgram({ inputs, targets, arrangement, lambda }), { tolerance: 1e-9 });
        return exact.certificate.primalObjective;
      },
    };
  },
};

/** Every solver of the library. */
export const contracts: readonly Contract[] = [
  onGated("working set, dense", newton, 1e-9, fista(), 1e-4),
  onGated("working set, matrix-free", workingSet({ system: "matrix-free" }), 1e-6, newton, 1e-9),
  onGated("working set, blocks", workingSet({ system: "blocks" }), 1e-7, newton, 1e-9),
  onGated("FISTA", fista(), 1e-4, newton, 1e-9),
  ...(["direct", "lsqr", "lsmr"] as const).map((inner) =>
    onGated(`reweighting, ${inner}`, reweighting(inner), 1e-4, newton, 1e-9),
  ),
  asPrinted,
  onKernels("SimpleMKL", simpleMkl(), 1e-3, multipleKernelNewton(), 1e-8),
  onKernels("multiple kernels, Newton", multipleKernelNewton(), 1e-8, simpleMkl(), 1e-3),
  augmentedLagrangian,
  gateGeneration,
];
