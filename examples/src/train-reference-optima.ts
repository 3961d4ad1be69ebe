// Solve a problem with given gates and compare with an optimum from elsewhere. Run: node examples/dist/train-reference-optima.js
// Needs the reference data that may lie beside the project (../shared); without it, it says so and ends.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { train, verifyModel } from "halfspace";

const folder = join(import.meta.dirname, "../../../shared/data/reference");

function readRows(file: string): number[][] {
  const lines = readFileSync(join(folder, file), "utf8").trim().split("\n");
  return lines.map((line) => line.split(",").map(Number));
}

/** Our objective and the trusted one at a fraction of λ_max; undefined where the data is missing. */
export async function compareWithOptimum(problem: "a1" | "b", fraction: string) {
  if (!existsSync(folder)) return undefined;
  const [inputs, gates] = [readRows(`${problem}/X.csv`), readRows(`${problem}/G.csv`)];
  const targets = readRows(`${problem}/y.csv`).flat();
  // As the data is: no standardising, no bias, these gates.
  const result = await train({
    inputs,
    targets,
    gates,
    task: "regression",
    lambdaFraction: Number(fraction),
    standardise: false,
    // The trusted optima are those of the paper's program, without a constant.
    constant: false,
    bias: false,
    tolerance: 1e-8,
  });
  const trusted = JSON.parse(readFileSync(join(folder, "optima.json"), "utf8")).problems[problem].gatedRelu[fraction];
  return { result, trusted, verification: verifyModel(result, inputs, targets) };
}

if (process.argv[1] === import.meta.filename) {
  const found = await compareWithOptimum("a1", "0.1");
  if (!found) console.log("Skipped: ../shared is not beside the project.");
  else {
    const { result, trusted, verification } = found;
    console.log(`objective ${result.certificate.primalObjective}, trusted ${trusted.objective}`);
    console.log(`relative gap ${verification.relativeGap}, ${result.activeGates} of ${result.maskCount} gates active`);
  }
}
