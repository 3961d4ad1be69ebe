import { fromModelFile, randomGenerator, toModelFile, train, verifyModel } from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";

/** One table of each rank in every run; HALFSPACE_PROBLEMS=10 takes as many, which takes minutes. */
const tables = problemCount(1);

function table(seed: number, columns: number) {
  const random = randomGenerator(seed);
  const inputs = Array.from({ length: 100 }, () => [...random.gaussians(columns)]);
  const targets = inputs.map(
    (row) => Math.max(0, row[0] + row[1]) - Math.max(0, row[2] - row[0]) + 0.3 * random.gaussian(),
  );
  return { inputs, targets };
}

describe("bounds over ReLU networks of any width", () => {
  for (const rank of [4, 5]) {
    it(`leave at most 1 % open in rank ${rank}, at two λ of ${tables} tables of 100 rows, and are proved again`, async () => {
      for (let seed = 1; seed <= tables; seed++) {
        const given = table(seed, rank - 1);
        for (const lambdaFraction of [0.1, 0.01]) {
          const model = await train({ ...given, model: "relu", gates: "generate", lambdaFraction });
          const again = fromModelFile(toModelFile(model)) as typeof model;
          expect(verifyModel(again, given.inputs, given.targets).problems).toEqual([]);
          // Where all masks were few enough to look at, the certificate itself speaks of all networks.
          const gap = model.coverage === "complete" ? model.certificate.relativeGap : again.allNetworks?.relativeGap;
          expect([seed, lambdaFraction, gap]).toEqual([seed, lambdaFraction, expect.any(Number)]);
          expect(gap).toBeLessThanOrEqual(0.01);
        }
      }
    }, 3_600_000);
  }
});
