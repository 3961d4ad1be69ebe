import {
  type GatedReluProgram,
  huber,
  type Loss,
  logistic,
  matrix,
  predictionRange,
  type RandomGenerator,
  randomGenerator,
  softmax,
  squared,
  squaredHinge,
  type TrainResult,
  train,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { conicDelta, conicLeastOutput } from "./conic-losses.js";

const count = problemCount(6);
const losses: readonly (() => Loss)[] = [
  squared,
  logistic,
  () => huber({ delta: conicDelta }),
  softmax,
  squared,
  squaredHinge,
];

const table = (random: RandomGenerator, rows: number, columns: number) =>
  matrix(rows, columns, random.gaussians(rows * columns));

/** A small problem of a loss: a table, targets, a model, and a new row. */
async function problemOf(seed: number) {
  const random = randomGenerator(1000 + seed);
  const loss = losses[seed % losses.length]();
  const [n, d] = [12 + Math.floor(29 * random.uniform()), 1 + Math.floor(4 * random.uniform())];
  const inputs = table(random, n, d);
  const values = Array.from({ length: n }, (_, j) => Math.max(0, inputs.values[j * d]) + 0.5 * random.gaussian());
  const classes = values.map((value) => (value > 0.8 ? "c" : value > 0.1 ? "b" : "a"));
  const targets =
    loss.targets === "numbers" ? values : loss.targets === "one-hot" ? classes : classes.map((label) => label === "a");
  const settings = {
    gates: 4 + Math.floor(5 * random.uniform()),
    lambdaFraction: 0.02 + 0.3 * random.uniform(),
    // The solver knows the Huber loss by its δ on targets as they are.
    standardiseTargets: loss.name !== "huber",
    seed: seed + 1,
  };
  const result = (await train({ inputs, targets, loss, tolerance: 1e-9, ...settings } as never)) as TrainResult;
  return { inputs, targets, result, row: table(random, 1, d), within: [0.01, 0.05, 0.001][seed % 3], random };
}

/** The mapped row and its gates, by their definitions. */
function rowOf({ reduction, gates }: TrainResult, row: Float64Array) {
  const { shift, factor, bias } = reduction.columns;
  const mapped = Array.from(row, (value, k) => (value - shift[k]) * factor[k]);
  const values = Float64Array.from(bias ? [...mapped, 1] : mapped);
  const along = (gate: number) =>
    values.reduce((sum, value, k) => sum + value * gates.values[k * gates.columns + gate], 0);
  return { values, isOpen: (gate: number) => along(gate) >= 0 };
}

describe("the prediction range against an independent conic solver", () => {
  it.each(Array.from({ length: count }, (_, seed) => seed))(
    "problem %i: both ends from inside and outside",
    async (seed) => {
      const { inputs, targets, result, row, within } = await problemOf(seed);
      const tolerance = 1e-6;
      const found = await predictionRange(result, inputs, targets, row, { within, tolerance });
      const program = result.program as GatedReluProgram;
      const outputs = found.rows[0].outputs;
      const { label } = found.rows[0];
      const K = program.data.outputs;
      for (const [at, output] of outputs.entries()) {
        const k = output.label === undefined ? at : (result.labels ?? []).indexOf(output.label);
        const scale = result.network.outputs.scale[k];
        for (const [sign, end] of [[1, output.least] as const, [-1, output.greatest] as const]) {
          const direction = new Float64Array(K);
          direction[k] = sign;
          if (output.label !== undefined) direction[(result.labels ?? []).indexOf(label as string)] = -sign;
          const least = await conicLeastOutput(program, { ...rowOf(result, row.values), direction }, found.limit);
          const shift = output.label === undefined ? result.reduction.outputs.shift[k] : 0;
          const exact = shift + scale * sign * least;
          const size = 1e-5 * Math.max(1, Math.abs(exact));
          expect(Math.abs(end.bound - exact), `bound ${end.bound} of ${exact}`).toBeLessThan(size);
          expect(Math.abs(end.attained - exact), `attained ${end.attained} of ${exact}`).toBeLessThan(size);
          expect(sign * end.attained).toBeGreaterThanOrEqual(sign * end.bound);
        }
      }
    },
  );
});
