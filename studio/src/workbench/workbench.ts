import {
  type Arrangement,
  enumerateArrangement,
  type GatedReluProgram,
  gatedReluProgram,
  InputError,
  lambdaMax,
  type Matrix,
  matrix,
  type SquaredLoss,
  sampleArrangement,
} from "halfspace";
import { drawnPoints, featureCount, type Problem } from "../problems/problem.js";

/** A problem prepared once for all models: rows with their constant column, the gates, the program they share. */
export interface Workbench {
  readonly problem: Problem;
  /** n×(d+1), a constant last column. */
  readonly design: Matrix;
  /** The drawn points in the same form. */
  readonly drawn: Matrix;
  /** The rows that no model learns from, in the same form. */
  readonly unseen: Matrix | undefined;
  readonly arrangement: Arrangement;
  readonly program: GatedReluProgram<SquaredLoss>;
}

/** What a workbench depends on besides the problem. */
export interface WorkbenchSettings {
  /** λ as a fraction of λ_max. */
  readonly lambdaFraction: number;
  /** Of drawn gates. */
  readonly seed: number;
}

/** Everything the models share, from a problem and the settings. */
export function prepare(problem: Problem, settings: WorkbenchSettings): Workbench {
  const columns = featureCount(problem);
  const design = withConstant(problem.inputs, columns);
  const { arrangement, lambdaMax: largest } = arrange(problem, design, settings.seed);
  return {
    problem,
    design,
    drawn: withConstant(drawnPoints(problem.kind), columns),
    unseen: problem.unseen && withConstant(problem.unseen.inputs, columns),
    arrangement,
    program: gatedReluProgram({
      inputs: design,
      targets: problem.targets,
      arrangement,
      lambda: settings.lambdaFraction * largest,
    }),
  };
}

/** Rows with a constant last column. */
function withConstant(raw: Float64Array, columns: number): Matrix {
  const rows = raw.length / columns;
  const result = matrix(rows, columns + 1);
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < columns; k++) result.values[j * (columns + 1) + k] = raw[j * columns + k];
    result.values[j * (columns + 1) + columns] = 1;
  }
  return result;
}

let last: { problem: Problem; seed: number; arrangement: Arrangement; lambdaMax: number } | undefined;

function arrange(problem: Problem, design: Matrix, seed: number): { arrangement: Arrangement; lambdaMax: number } {
  if (last && last.problem === problem && last.seed === seed) return last;
  const arrangement = allOrSampled(design, seed);
  const program = gatedReluProgram({ inputs: design, targets: problem.targets, arrangement, lambda: 1 });
  // Of targets that are all zero it is 0; every λ > 0 then has the same answer.
  last = { problem, seed, arrangement, lambdaMax: lambdaMax(program) || 1 };
  return last;
}

// Beyond this the proof would take longer than a person waits; the page then says that its gates are drawn.
const mostMasks = 30_000;
const drawnGates = 3000;

/** Every gate pattern of the rows where there are few enough, else a sample. */
function allOrSampled(design: Matrix, seed: number): Arrangement {
  try {
    return enumerateArrangement(design, { maxMasks: mostMasks });
  } catch (error) {
    if (error instanceof InputError) return sampleArrangement(design, { count: drawnGates, seed });
    throw error;
  }
}
