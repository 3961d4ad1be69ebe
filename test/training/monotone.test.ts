import {
  type Arrangement,
  enumerateArrangement,
  exactReluProgram,
  fromModelFile,
  generateGates,
  InputError,
  type Matrix,
  matrix,
  randomGenerator,
  solve,
  type TrainResult,
  toEvidenceFile,
  toModelFile,
  train,
  verifyCertificate,
  verifyModel,
} from "halfspace";
import { descend } from "halfspace/baselines";
import { maskBit } from "halfspace/geometry";
import type { ReluNetwork } from "halfspace/networks";
import { certifyNetwork, networkTraining } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";

/** Gaussian rows of d columns; a target that rises and falls in each of them, so that the signs bind. */
function bentTable(seed: number, d: number) {
  const random = randomGenerator(seed);
  const n = 8 + (seed % 9);
  const x = random.gaussians(n * d);
  if (seed % 6 === 5) for (let at = 0; at < x.length; at += d) x[at] = Math.round(x[at]);
  const targets = Float64Array.from({ length: n }, (_, j) => {
    const [first, last] = [x[j * d], x[j * d + d - 1]];
    return Math.abs(first) - 0.7 * Math.abs(last - 0.5) + 0.5 * first * last + 0.2 * random.gaussian();
  });
  const monotone = Array.from({ length: d }, (_, k) => [1, -1, 0][(seed + k) % 3]);
  return { inputs: matrix(n, d, x), targets, monotone };
}

/** The columns that change and one that is 1. */
const withBias = ({ rows, columns, values }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, j) => [...values.subarray(j * columns, (j + 1) * columns), 1]);

/** Neurons that are nearly the same have cells too thin for doubles; with their directions rounded to twenty bits they are the same. */
function cellsOf(hidden: Matrix): Arrangement {
  try {
    return enumerateArrangement(hidden);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const d = hidden.columns;
    const rounded = hidden.values.map((value, at) => {
      const row = hidden.values.subarray(at - (at % d), at - (at % d) + d);
      const length = Math.sqrt(row.reduce((sum, entry) => sum + entry * entry, 0));
      return Math.round((value / length) * 2 ** 20) / 2 ** 20;
    });
    return enumerateArrangement(matrix(hidden.rows, d, rounded));
  }
}

/**
 * The slopes of f along every column on every piece of R^d: a piece is a pattern of open neurons, and the patterns are the cells of the neurons'
 * own hyperplanes in (x, 1). Neurons that never change and parallel ones are no trouble: cells are then fewer.
 */
function slopesOfPieces({ hidden, output }: ReluNetwork): number[][] {
  const d = hidden.columns;
  if (hidden.rows === 0) return [];
  const cells = cellsOf(hidden);
  return Array.from({ length: cells.maskCount }, (_, cell) =>
    Array.from({ length: d }, (_, k) => {
      let slope = 0;
      for (let i = 0; i < hidden.rows; i++) {
        if (maskBit(cells, i, cell)) slope += output.values[i] * hidden.values[i * d + k];
      }
      return slope;
    }),
  );
}

describe("monotone networks", () => {
  it("have no slope of the wrong sign on any piece; their certificate is complete up to three columns", async () => {
    let pieces = 0;
    for (let seed = 1; seed <= problemCount(6); seed++) {
      const d = 1 + (seed % 3);
      const { inputs, targets: numbers, monotone } = bentTable(seed, d);
      const lambdaFraction = [0.3, 0.1, 0.02][seed % 3];
      // Half of them are classes, by the log loss.
      const middle = numbers.slice().sort()[numbers.length >> 1];
      const classes = Array.from(numbers, (value) => (value >= middle ? "yes" : "no"));
      const targets = (seed % 2 === 0 ? Array.from(numbers) : classes) as number[];
      const options = { inputs, targets, monotone, lambdaFraction, tolerance: 1e-4, model: "relu" } as const;
      const result = (await train(options)) as TrainResult;
      expect(result.loss).toBe(seed % 2 === 0 ? "squared" : "logistic");
      const { certificate, network } = result;
      expect(certificate.program).toBe(monotone.some((sign) => sign !== 0) ? "monotone-relu-network" : "relu-network");
      expect([result.status, certificate.coverage]).toEqual(["solved", "complete"]);
      expect(certificate.relativeGap).toBeLessThanOrEqual(1e-4);
      expect(verifyModel(result, inputs, targets).problems).toEqual([]);
      for (const slopes of slopesOfPieces(network.inner as ReluNetwork)) {
        pieces++;
        monotone.forEach((sign, k) => void expect(sign * slopes[k]).toBeGreaterThanOrEqual(-0));
      }
      // Predictions of raw rows, one column moved at a time.
      monotone.forEach((sign, k) => {
        const moved = matrix(inputs.rows, d, inputs.values.slice());
        for (let at = k; at < moved.values.length; at += d) moved.values[at] += 0.37;
        const [before, after] = [network.predict(inputs), network.predict(moved)];
        const wrong = after.map((value, j) => sign * (value - before[j]));
        expect(Math.min(...wrong)).toBeGreaterThan(-1e-12);
      });
    }
    expect(pieces).toBeGreaterThan(40);
  }, 600_000);

  it("are the optimum of the exact program over all masks, with and without dependent columns", async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { inputs: columns, targets, monotone: signs } = bentTable(seed, 1 + (seed % 2));
      const rows = withBias(columns).map((row) => (seed > 6 ? [row[0], ...row] : row));
      const monotone = [...(seed > 6 ? [seed % 2 ? 1 : -1] : []), ...signs, 0];
      const lambda = [0.2, 1][seed % 2];
      const generated = await generateGates({ inputs: rows, targets, lambda, monotone, tolerance: 1e-7 });
      const arrangement = enumerateArrangement(rows);
      const program = exactReluProgram({ inputs: rows, targets, lambda, monotone, arrangement });
      const { certificate } = await solve(program, { tolerance: 1e-7 });
      expect([generated.status, generated.certificate.coverage]).toEqual(["solved", "complete"]);
      expect(verifyCertificate(program, certificate).verified).toBe(true);
      const ratio = generated.certificate.primalObjective / certificate.primalObjective;
      expect(Math.abs(ratio - 1)).toBeLessThan(3e-7);
    }
  });

  it("are proved by their weights: a sign that is turned around is refused, however small the weight", async () => {
    const { inputs, targets, monotone } = bentTable(2, 2);
    const model = (await train({ inputs, targets, monotone, lambdaFraction: 0.1, model: "relu" })) as TrainResult;
    const text = toModelFile(model);
    const read = fromModelFile(text);
    expect(read.options.monotone).toEqual(monotone);
    expect(verifyModel(read, inputs, targets).problems).toEqual([]);
    const record = JSON.parse(text);
    const { hidden, output } = record.neurons;
    const column = monotone.findIndex((sign) => sign !== 0);
    hidden.values[column] = -1e-30 * monotone[column] * Math.sign(output.values[0]);
    const forged = verifyModel(fromModelFile(JSON.stringify(record)), inputs, targets);
    expect(forged.problems.join("\n")).toMatch(/options.monotone does not hold for neuron 1/);
    const other = JSON.parse(text);
    other.options.monotone = monotone.map((sign) => -sign);
    expect(verifyModel(fromModelFile(JSON.stringify(other)), inputs, targets).verified).toBe(false);
    other.options.monotone = [1];
    expect(() => fromModelFile(JSON.stringify(other))).toThrow(/options.monotone/);
    expect(() => toEvidenceFile(read, inputs, targets)).toThrow(/a monotone network/);
  });

  it("cost nothing where the free network is monotone already, and never gain", async () => {
    const random = randomGenerator(3);
    const inputs = Array.from({ length: 40 }, () => [random.gaussian(), random.gaussian(), 1]);
    const targets = inputs.map(([a, b]) => Math.max(0, a) - Math.max(0, b - 0.3) + 0.05 * random.gaussian());
    const options = { inputs, targets, lambda: 3, tolerance: 1e-7 };
    const free = await generateGates(options);
    const bound = await generateGates({ ...options, monotone: [1, -1, 0] });
    expect(bound.certificate.primalObjective).toBeGreaterThan(free.certificate.dualObjective);
    expect(bound.certificate.primalObjective / free.certificate.primalObjective).toBeLessThan(1.02);
    // A network without the signs is no evidence for networks with them.
    const problem = networkTraining({ inputs, targets, lambda: 3, monotone: [-1, 1, 0] });
    expect(verifyCertificate(problem, certifyNetwork(problem, free.network)).verified).toBe(false);
    expect(() => descend(problem)).toThrow(/problem: got one of monotone networks/);
  });

  it("refuse what cannot be, in one line", async () => {
    const { inputs, targets } = bentTable(1, 2);
    const refused = async (options: object) => {
      const error = await train({ inputs, targets, monotone: [1, 0], model: "relu", ...options }).catch((e) => e);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).not.toContain("\n");
      return (error as InputError).message;
    };
    expect(await refused({ model: "gated-relu" })).toMatch(
      /monotone: got it with model gated-relu; expected model "relu"/,
    );
    expect(await refused({ model: "ntk" })).toMatch(/monotone: got it with model ntk/);
    expect(await refused({ gates: 50 })).toMatch(/monotone: got it with gates that are drawn or given/);
    expect(await refused({ monotone: [1] })).toMatch(/monotone: got 1 entries; expected 2/);
    expect(await refused({ monotone: [2, 0] })).toMatch(/monotone: got 2; expected 1 \(never falls\)/);
    expect(await refused({ activation: "threshold" })).toMatch(/activation threshold/);
    expect(await refused({ intervals: 0.9 })).toMatch(/intervals/);
  });
});
