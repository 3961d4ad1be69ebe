import { matrix, randomGenerator, train } from "halfspace";
import { reluPredictions } from "halfspace/networks";
import { norm, rootMeanSquareDistance } from "../statistics/distances.js";
import { deviations, type ProblemSize, ruleAt, teacherProblem } from "./teacher-problem.js";

/** Root mean square distance from f* on new rows, over the root mean square of f* there. */
export interface TestErrors {
  readonly crossValidated: number;
  /** In the order of `deviations`. */
  readonly rule: readonly number[];
  /** λ of the rule over the λ of cross-validation. */
  readonly lambdaRatio: readonly number[];
}

/** The theorem's λ against cross-validation's, on the same problem and gates, for 500 new rows. */
export async function testErrors(size: ProblemSize, seed: number): Promise<TestErrors> {
  const { inputs, teacher, targets, noise, gates } = teacherProblem(size, seed);
  const rows = matrix(500, inputs.columns, randomGenerator(seed + 0.5e9).gaussians(500 * inputs.columns));
  const truth = reluPredictions(teacher, rows).values;
  const scale = norm(truth) / Math.sqrt(truth.length);
  const common = { inputs, targets, gates, standardise: false, bias: false, tolerance: 1e-4 };
  const errorOf = (predictions: Float64Array) => rootMeanSquareDistance(predictions, truth) / scale;
  const chosen = await train(common);
  const rule: number[] = [];
  const lambdaRatio: number[] = [];
  for (const t of deviations) {
    const { lambda } = ruleAt(inputs, noise, t);
    const { network } = await train({ ...common, lambda });
    rule.push(errorOf(network.predict(rows)));
    lambdaRatio.push(lambda / chosen.lambda);
  }
  return { crossValidated: errorOf(chosen.network.predict(rows)), rule, lambdaRatio };
}
