import { type Arrangement, gatedReluProgram, lambdaMax, type Matrix, matrix, sampleArrangement } from "halfspace";
import { drawnPoints, featureCount, type Problem } from "../problems/problem.js";
import type { Settings, Workbench } from "./model.js";

/** Everything the models share, from a problem and the settings. */
export function prepare(problem: Problem, settings: Pick<Settings, "lambdaFraction" | "seed">): Workbench {
  const columns = featureCount(problem);
  const design = withConstant(problem.inputs, columns);
  const { arrangement, lambdaMax: largest } = arrange(problem, design, settings.seed);
  return {
    problem,
    design,
    drawn: withConstant(drawnPoints(problem.kind), columns),
    arrangement,
    gateShares: sampledShares(arrangement),
    program: gatedReluProgram({
      inputs: design,
      targets: problem.targets,
      arrangement,
      lambda: settings.lambdaFraction * largest,
    }),
  };
}

/** Rows with a constant last column. */
export function withConstant(raw: Float64Array, columns: number): Matrix {
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
  const arrangement = sampleArrangement(design, { count: problem.kind === "curve" ? 4000 : 2000, seed });
  const program = gatedReluProgram({ inputs: design, targets: problem.targets, arrangement, lambda: 1 });
  last = { problem, seed, arrangement, lambdaMax: lambdaMax(program) };
  return last;
}

/** η̃ estimated by how many drawn gates fell into each cone. */
function sampledShares({ counts }: Arrangement): Float64Array {
  let total = 0;
  for (const count of counts) total += count;
  return Float64Array.from(counts, (count) => count / total);
}
