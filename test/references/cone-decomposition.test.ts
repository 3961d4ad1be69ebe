import { readFileSync } from "node:fs";
import { join } from "node:path";
import { arrangementFromGates, coneDecomposition, gatedReluProgram, predictionsOf, solve } from "halfspace";
import { jointDecomposition, type ReluNetwork, reluPredictions } from "halfspace/networks";
import { describe, expect, it } from "vitest";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
import { folder, rows } from "./reference-data.js";

async function solvedA1() {
  const inputs = rows(join(folder, "a1", "X.csv"));
  const targets = rows(join(folder, "a1", "y.csv")).flat();
  const arrangement = arrangementFromGates(inputs, rows(join(folder, "a1", "G.csv")));
  const reference = JSON.parse(readFileSync(join(folder, "optima.json"), "utf8")).problems.a1;
  const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction: 0.1 });
  const solution = await solve(program, { tolerance: 1e-8 });
  const expected = predictionsOf(program, solution.point);
  const difference = (network: ReluNetwork) => {
    const found = reluPredictions(network, inputs).values;
    return Math.max(...found.map((value, j) => Math.abs(value - expected[j]))) / Math.max(...expected.map(Math.abs));
  };
  return { solution, difference, exact: reference.exactRelu["0.1"].objective as number };
}

describe.skipIf(!sharedFolder)(`cone decomposition of a1 at 0.1${sharedFolderNote}`, () => {
  it("block by block: the training predictions to 1e-10, the least norm never above the cheaper strategies", async () => {
    const { solution, difference } = await solvedA1();
    const [norms, squares, gate] = (["least-norm", "least-squares", "along-gate"] as const).map((strategy) => {
      const result = coneDecomposition(solution, { strategy });
      expect(difference(result.network)).toBeLessThan(1e-10);
      return result.objective;
    });
    expect(norms).toBeLessThanOrEqual(squares);
    expect(squares).toBeLessThan(gate);
  });

  // A looser tolerance than the default, for the time of it: 0.05 gives 2.5 ×.
  it("all blocks together: below 3 × the exact program's optimum", async () => {
    const { solution, difference, exact } = await solvedA1();
    const result = await jointDecomposition(solution, { tolerance: 0.25, timeLimit: 600 });
    expect(result.strategy).toBe("joint");
    expect(difference(result.network)).toBeLessThan(1e-10);
    expect(result.maxConeViolation).toBeLessThanOrEqual(1e-10);
    expect(result.objective).toBeLessThan(3 * exact);
  }, 600_000);
});
