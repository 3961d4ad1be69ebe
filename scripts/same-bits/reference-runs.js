// The reference problems a1 and b of ../shared/data/reference, where they are on this machine.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "..", "..", "shared", "data", "reference");

const rows = (problem, name) =>
  readFileSync(join(folder, problem, `${name}.csv`), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(Number));

function load(halfspace, problem) {
  const inputs = rows(problem, "X");
  const targets = rows(problem, "y").flat();
  return { inputs, targets, arrangement: halfspace.arrangementFromGates(inputs, rows(problem, "G")) };
}

const parts = ({ certificate, iterations, blocks }) => ({ certificate, iterations, blocks: blocks.values });

const gated = (problem, lambdaFraction) => ({
  name: `reference ${problem}, gated at ${lambdaFraction}`,
  run: async (halfspace) => {
    const program = halfspace.gatedReluProgram({ ...load(halfspace, problem), lambdaFraction });
    return parts(await halfspace.solve(program, { tolerance: 1e-8 }));
  },
});

const all = [
  ...["a1", "b"].flatMap((problem) => [0.1, 0.01].map((fraction) => gated(problem, fraction))),
  {
    name: "reference a1, exact ReLU at 0.1",
    run: async (halfspace) => {
      const program = halfspace.exactReluProgram({ ...load(halfspace, "a1"), lambdaFraction: 0.1 });
      return parts(await halfspace.solve(program, { tolerance: 1e-6 }));
    },
  },
  {
    name: "reference a1, generation",
    run: (halfspace) => {
      const { inputs, targets } = load(halfspace, "a1");
      return halfspace.generateGates({ inputs, targets, lambda: 38.144, maxStarts: 200, maxIterations: 6 });
    },
  },
];

export const referenceRuns = existsSync(folder) ? all : [];
