import {
  type GatedReluProgram,
  gatedReluProgram,
  lambdaMax,
  matrix,
  randomGenerator,
  sampleArrangement,
  solve,
  squared,
} from "halfspace";
import { withConstant } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { conicLossOptimum } from "./conic-losses.js";
import { type LossCase, lossCases } from "./loss-cases.js";

function program({ loss, outputs, targets }: LossCase, seed: number): GatedReluProgram {
  const random = randomGenerator(seed);
  const [n, d] = [6 + random.integer(7), 1 + random.integer(3)];
  const inputs = matrix(n, d, random.gaussians(n * d));
  const y = matrix(n, outputs, targets(random, n));
  const arrangement = sampleArrangement(inputs, { count: 8, seed });
  const sampleWeights = seed % 2 ? random.gaussians(n).map((value) => 0.3 + value * value) : undefined;
  const stated = gatedReluProgram({ inputs, targets: y, arrangement, loss, sampleWeights, lambda: 1 });
  const fraction = [0.5, 0.2, 0.05][seed % 3];
  return { ...stated, lambda: fraction * lambdaMax(stated) };
}

const twoOutputs: LossCase = { loss: squared(), outputs: 2, targets: (random, n) => random.gaussians(2 * n) };

const cases = [...lossCases, twoOutputs];

async function expectConicOptimum(lossCase: LossCase, seed: number): Promise<void> {
  const stated = program(lossCase, seed);
  const { certificate, status } = await solve(stated, { tolerance: lossCase.loss.curvature === "none" ? 2e-6 : 1e-7 });
  expect(status, `seed ${seed}`).toBe("solved");
  const reference = await conicLossOptimum(stated);
  const difference = Math.abs(certificate.primalObjective - reference);
  expect(difference, `seed ${seed}`).toBeLessThan(1e-5 * Math.abs(reference));
  const bound = certificate.dualObjective;
  expect(bound, `seed ${seed}`).toBeLessThanOrEqual(reference + 1e-5 * Math.abs(reference));
}

/** The constant of a class without rows, or of signs that are all the same, has no bound: the conic solver would look for an optimum that is nowhere. */
function isAttained({ loss, data }: GatedReluProgram): boolean {
  const { outputs, targets } = data;
  if (loss.targets === "signs") return [-1, 1].every((sign) => targets.some((y) => Math.sign(y) === sign));
  if (loss.targets !== "one-hot") return true;
  return Array.from({ length: outputs }, (_, k) => targets.some((y, j) => j % outputs === k && y > 0)).every(Boolean);
}

const nameOf = ({ loss, outputs }: LossCase) => `${loss.name}, ${outputs === 1 ? "one output" : `${outputs} outputs`}`;

describe("the optimum of every loss is that of an independent conic solver to 1e-5", () => {
  for (const lossCase of cases) {
    it(nameOf(lossCase), async () => {
      for (let seed = 1; seed <= 6; seed++) await expectConicOptimum(lossCase, seed);
    });
  }
});

/** 12 of every loss in every run; HALFSPACE_PROBLEMS=100 takes as many. */
const programs = problemCount(12);

describe("with an unpenalised constant the optimum, and the dual with Σz = 0, are those of the conic solver", () => {
  for (const lossCase of cases) {
    it(
      nameOf(lossCase),
      async () => {
        const free = { ...lossCase, loss: withConstant(lossCase.loss) };
        for (let seed = 1, compared = 0; compared < programs; seed++) {
          if (!isAttained(program(free, seed))) continue;
          await expectConicOptimum(free, seed);
          compared++;
        }
      },
      10_000 * programs,
    );
  }
});
