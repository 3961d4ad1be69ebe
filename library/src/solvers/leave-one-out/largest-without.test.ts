import { describe, expect, it } from "vitest";
import { sampleArrangement } from "../../arrangements/sample.js";
import { completed } from "../../linear-algebra/completed.js";
import { matrix } from "../../linear-algebra/matrix.js";
import { withConstant } from "../../losses/constant/with-constant.js";
import { logistic } from "../../losses/logistic.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { softmax } from "../../losses/softmax.js";
import { squared } from "../../losses/squared.js";
import { gatedReluProgram } from "../../programs/gated-relu.js";
import { type GroupProgram, lambdaMax } from "../../programs/group-program.js";
import { randomGenerator } from "../../random/generator.js";
import { largestWithoutRows } from "./largest-without.js";

const [n, d] = [40, 3];
const random = randomGenerator(3);
const inputs = matrix(n, d, random.gaussians(n * d));
const arrangement = sampleArrangement(inputs, { count: 30, seed: 1 });
const signal = Array.from({ length: n }, (_, j) => Math.abs(inputs.values[j * d]) - 0.8 + 0.3 * random.gaussian());

const cases: Record<string, [loss: SmoothLoss, targets: number[], outputs: number]> = {
  squared: [squared(), signal, 1],
  "squared without a constant": [squared(), signal, 1],
  logistic: [logistic(), signal.map((value) => (value > 0 ? 1 : -1)), 1],
  softmax: [softmax(), signal.flatMap((value) => [+(value > 0.4), +(value < 0), +(value <= 0.4 && value >= 0)]), 3],
};

describe("λ_max without a row", () => {
  for (const [name, [loss, values, outputs]] of Object.entries(cases)) {
    for (const weighted of [false, true]) {
      it(`${name}${weighted ? ", rows with weights" : ""}: is that of the program in which it occurs once less`, () => {
        const taken = (name.includes("without") ? loss : withConstant(loss)) as SmoothLoss;
        const sampleWeights = Float64Array.from({ length: n }, (_, j) => (weighted ? 1 + (j % 3) : 1));
        const stated = { inputs, targets: matrix(n, outputs, values), arrangement, loss: taken, lambda: 1 };
        const program = gatedReluProgram({ ...stated, sampleWeights }) as GroupProgram<SmoothLoss>;
        const ratios = completed(largestWithoutRows(program, sampleWeights)) as Float64Array;
        const largest = lambdaMax(program);
        for (let j = 0; j < n; j++) {
          const weights = sampleWeights.slice();
          weights[j] -= 1;
          const without = { ...program, data: { ...program.data, weights } };
          expect(ratios[j]).toBeCloseTo(lambdaMax(without) / largest, 10);
        }
      });
    }
  }
});
