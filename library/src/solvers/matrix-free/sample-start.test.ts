import { expect, test } from "vitest";
import { sampleArrangement } from "../../arrangements/sample.js";
import { matrix } from "../../linear-algebra/matrix.js";
import { gatedReluProgram } from "../../programs/gated-relu.js";
import { randomGenerator } from "../../random/generator.js";
import { solve } from "../solve.js";
import { sampleStart } from "./sample-start.js";

const [n, d] = [20_500, 3];
const random = randomGenerator(7);
const inputs = matrix(n, d, random.gaussians(n * d));
const targets = Float64Array.from(random.gaussians(n), (noise, j) => noise + Math.max(0, inputs.values[j * d]));
const arrangement = sampleArrangement(inputs, { count: 30, seed: 3 });
const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction: 0.1 });

test("row groups are the operator's own rows", () => {
  const { operator } = program;
  const groups = Int32Array.of(0, 7, 319);
  const part = operator.onRowGroups!(groups);
  const which = Int32Array.of(1, 4, 22);
  const blocks = Float64Array.from({ length: which.length * d }, (_, k) => Math.sin(k));
  const [all, some] = [new Float64Array(n), new Float64Array(part.sampleCount)];
  operator.forward(blocks, 1, which, all);
  part.forward(blocks, 1, which, some);
  expect([...some]).toEqual([...groups].flatMap((g) => [...all.subarray(64 * g, 64 * g + 64)]));
});

test("a start from a part of the rows leads to the optimum of all of them", async () => {
  const without = { ...program, operator: { ...program.operator, onRowGroups: undefined } };
  const [sampled, plain] = [await solve(program, { tolerance: 1e-8 }), await solve(without, { tolerance: 1e-8 })];
  expect(sampled.status).toBe("solved");
  expect(plain.status).toBe("solved");
  const difference = sampled.certificate.primalObjective / plain.certificate.primalObjective - 1;
  expect(Math.abs(difference)).toBeLessThan(2e-8);
});

test("few rows are not sampled", () => {
  const few = { ...program, data: { ...program.data, sampleCount: 19_999 } };
  const start = sampleStart(few, () => {
    throw new Error("no solver is wanted");
  }).next();
  expect(start).toEqual({ done: true, value: { objective: Number.POSITIVE_INFINITY, passes: 0 } });
});
