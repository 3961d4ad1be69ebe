import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Arrangement,
  arrangementFromGates,
  type GatedReluProgram,
  gatedReluProgram,
  type Matrix,
  matrix,
  randomGenerator,
  type SquaredLoss,
  sampleArrangement,
} from "halfspace";
import type { Problem } from "./objective.js";

export interface Prepared {
  readonly inputs: Matrix;
  readonly targets: Float64Array;
  readonly arrangement: Arrangement;
}

/** Gaussian inputs and a noisy ReLU network of ten neurons as targets, seeded. */
export function randomProblem(n: number, d: number, p: number, seed = 1): Prepared {
  const random = randomGenerator(seed);
  const inputs = matrix(n, d, random.gaussians(n * d));
  const weights = random.gaussians(10 * d);
  const noise = random.gaussians(n);
  const targets = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let sum = 0.3 * noise[j];
    for (let neuron = 0; neuron < 10; neuron++) {
      let activation = 0;
      for (let k = 0; k < d; k++) activation += (inputs.values[j * d + k] * weights[neuron * d + k]) / Math.sqrt(d);
      sum += (neuron % 2 === 0 ? 1 : -1) * Math.max(0, activation);
    }
    targets[j] = sum;
  }
  return { inputs, targets, arrangement: sampleArrangement(inputs, { count: p, seed }) };
}

const shared = join(import.meta.dirname, "../../../shared/data/reference");

/** A problem of ../shared/data/reference with its trusted optimum, where the folder is there. */
export function referenceProblem(
  name: "a1" | "b",
): (Prepared & { readonly lambdaMax: number; optimum(fraction: number): number }) | undefined {
  if (!existsSync(shared)) return undefined;
  const table = (file: string) =>
    readFileSync(join(shared, name, file), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(",").map(Number));
  const rows = table("X.csv");
  const inputs = matrix(rows.length, rows[0].length, Float64Array.from(rows.flat()));
  const { gatedRelu: optima, lambdaMax } = JSON.parse(readFileSync(join(shared, "optima.json"), "utf8")).problems[name];
  return {
    inputs,
    targets: Float64Array.from(table("y.csv").flat()),
    arrangement: arrangementFromGates(inputs, table("G.csv")),
    lambdaMax,
    optimum: (fraction) => optima[String(fraction)].objective,
  };
}

export function programOf(prepared: Prepared, lambdaFraction: number): GatedReluProgram<SquaredLoss> {
  const { inputs, targets, arrangement } = prepared;
  return gatedReluProgram({ inputs, targets, arrangement, lambdaFraction });
}

/** The same problem as the referee wants it. */
export function problemOf({ inputs, targets, arrangement }: Prepared, lambda: number): Problem {
  const { gates, maskCount } = arrangement;
  return {
    n: inputs.rows,
    d: inputs.columns,
    inputs: inputs.values,
    targets,
    gates: gates.values,
    p: maskCount,
    lambda,
  };
}
