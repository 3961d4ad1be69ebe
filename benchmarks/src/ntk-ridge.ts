import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { kernelRidgeRegression } from "halfspace";
import type { Benchmark } from "./benchmark.js";
import { type Contender, inTurns, row } from "./measure.js";
import { randomProblem } from "./problems.js";
import { python } from "./python.js";

/** Ridge regression with the NTK: one λ, and nine with the leave-one-out error of each, against one fit by scikit-learn. */
export const ntkRidge: Benchmark = async ({ tiny }) => {
  const [n, d] = tiny ? [60, 4] : [2000, 20];
  const { inputs, targets } = randomProblem(n, d, 1);
  const fit = (lambda: number[]) => () => void kernelRidgeRegression({ inputs, targets, lambda });
  const nine = Array.from({ length: 9 }, (_, k) => 10 ** (k - 4));
  const reference = await scikitLearn(`${n} ${d}`);
  const contenders: Contender[] = [
    { name: "one", run: fit([1]) },
    { name: "nine", run: fit(nine) },
  ];
  const [one, many, theirs] = await inTurns(reference ? [...contenders, reference] : contenders, tiny ? 1 : 3, 1);
  reference?.close();
  const name = reference?.name ?? "scikit-learn is missing";
  return [
    row(`one λ, n=${n}`, one, name, theirs),
    row(`nine λ with leave-one-out, n=${n}`, many, `${name}, one λ`, theirs),
  ];
};

/** KernelRidge in a Python process; HALFSPACE_PYTHON names an interpreter that has scikit-learn. */
async function scikitLearn(line: string): Promise<(Contender & { close(): void }) | undefined> {
  const script = join(import.meta.dirname, "..", "native", "kernel_ridge.py");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "ignore"] });
  child.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.value !== "ready") {
    console.error("scikit-learn is missing (set HALFSPACE_PYTHON to an interpreter that has it): no reference");
    return undefined;
  }
  return {
    name: "scikit-learn KernelRidge",
    run: async () => {
      child.stdin.write(`${line}\n`);
      return Number((await lines.next()).value);
    },
    close: () => {
      child.stdin.end();
    },
  };
}
