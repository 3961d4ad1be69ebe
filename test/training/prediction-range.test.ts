import { describe, expect, it } from "vitest";
import { matrix } from "../../library/src/linear-algebra/matrix.js";
import { shifted } from "../../library/src/losses/constant/shifted.js";
import { logistic } from "../../library/src/losses/logistic.js";
import type { Loss } from "../../library/src/losses/loss.js";
import { poisson } from "../../library/src/losses/poisson.js";
import { softmax } from "../../library/src/losses/softmax.js";
import { squared } from "../../library/src/losses/squared.js";
import { squaredHinge } from "../../library/src/losses/squared-hinge.js";
import type { GatedModel } from "../../library/src/models/gated-model.js";
import { gatedNetworkAt } from "../../library/src/models/gated-network.js";
import { rawNetwork } from "../../library/src/models/network-kinds.js";
import { startTask, type Task } from "../../library/src/numerics/threads/tasks.js";
import { predictionRange } from "../../library/src/prediction-range/prediction-range.js";
import { rangedParts } from "../../library/src/prediction-range/ranged-model.js";
import { type RangeQuestion, RowLots } from "../../library/src/prediction-range/row-lots.js";
import type { RangedRow } from "../../library/src/prediction-range/row-ranges.js";
import { groupNorm, predictionsOf, type SparseBlocks } from "../../library/src/programs/group-program.js";
import type { TrainedProgram } from "../../library/src/programs/trained-program.js";
import { type RandomGenerator, randomGenerator } from "../../library/src/random/generator.js";
import { runToEnd } from "../../library/src/solvers/drive.js";
import { allBlocks } from "../../library/src/solvers/working-blocks.js";
import { train } from "../../library/src/training/train.js";
import { problemCount } from "../problem-count.js";

const table = (random: RandomGenerator, rows: number, columns: number) =>
  matrix(rows, columns, random.gaussians(rows * columns));

type Trained = GatedModel & { readonly program: TrainedProgram };

async function trained(loss: Loss, seed: number, options: object = {}) {
  const random = randomGenerator(seed);
  const inputs = table(random, 40, 3);
  const values = Array.from({ length: 40 }, (_, j) => Math.max(0, inputs.values[3 * j]) + 0.5 * random.gaussian());
  const classes = values.map((value) => (value > 0.8 ? "c" : value > 0.1 ? "b" : "a"));
  const targets = {
    numbers: values,
    counts: values.map((value) => Math.max(0, Math.round(2 * value))),
    "one-hot": classes,
    signs: classes.map((label) => label === "a"),
  }[loss.targets];
  const settings = { gates: 20, lambdaFraction: 0.1, seed, tolerance: 1e-8, ...options };
  const model = (await train({ inputs, targets, loss, ...settings } as never)) as unknown as Trained;
  return { random, inputs, targets, model };
}

/** P(w, b) by its definition. */
function objectiveOf({ program }: Trained, point: SparseBlocks, constant: Float64Array): number {
  if (program.form !== "group") throw new Error("a group program is meant");
  const base = program.loss.constant?.base ?? program.loss;
  return base.value(shifted(predictionsOf(program, point), constant), program.data) + program.lambda * groupNorm(point);
}

/** A random model on the same gates whose objective is as large as is allowed: a step from the model's, towards the row or anywhere. */
function randomModel(model: Trained, random: RandomGenerator, limit: number): [SparseBlocks, Float64Array] {
  const { point, maskCount, program } = model;
  const size = program.operator.blockSize * program.data.outputs;
  const constant = model.constant ?? new Float64Array(program.data.outputs);
  const which = Int32Array.from({ length: maskCount }, (_, gate) => gate);
  const own = allBlocks(point, maskCount, size);
  const share = random.uniform();
  const active = new Set(point.which);
  const steps = own.map((_, k) =>
    active.has(Math.floor(k / size)) || random.uniform() < share * share ? random.gaussian() : 0,
  );
  const moves = constant.map(() => (model.constant ? random.gaussian() : 0));
  const at = (t: number): [SparseBlocks, Float64Array] => [
    { which, blocks: own.map((value, k) => value + t * steps[k]) },
    constant.map((value, k) => value + t * moves[k]),
  ];
  let [low, high] = [0, 4];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (objectiveOf(model, ...at(middle)) <= limit) low = middle;
    else high = middle;
  }
  return at(low);
}

/** Of each loss. */
const trials = problemCount(100);

describe("the range of predictions over all models that are about as good", () => {
  it.each([squared, logistic, softmax, poisson, squaredHinge])("%o: no random model lies outside", async (loss) => {
    const { random, inputs, targets, model } = await trained(loss(), 3);
    const rows = table(random, 3, 3);
    const found = await predictionRange(model, inputs, targets, rows, { within: 0.02, tolerance: 1e-3 });
    const { labels, reduction, calibration } = model;
    for (let trial = 0; trial < trials; trial++) {
      const [point, constant] = randomModel(model, random, found.limit);
      const inner = gatedNetworkAt(model, point, reduction.outputs.shift.length);
      const scores = rawNetwork(inner, reduction, { constant, calibration }).predict(rows);
      const count = scores.length / 3;
      found.rows.forEach(({ outputs, label }, j) => {
        outputs.forEach(({ label: other, least, greatest }, at) => {
          const k = other === undefined ? at : (labels ?? []).indexOf(other);
          const rest = other === undefined ? 0 : scores[j * count + (labels ?? []).indexOf(label as string)];
          const score = scores[j * count + k] - rest;
          expect(score).toBeGreaterThanOrEqual(least.bound);
          expect(score).toBeLessThanOrEqual(greatest.bound);
        });
      });
    }
    for (const { outputs } of found.rows) {
      for (const { least, greatest, prediction } of outputs) {
        expect(least.attained).toBeGreaterThanOrEqual(least.bound);
        expect(greatest.attained).toBeLessThanOrEqual(greatest.bound);
        expect(prediction).toBeGreaterThan(least.attained);
        expect(prediction).toBeLessThan(greatest.attained);
        if (loss !== poisson) expect(least.attained - least.bound).toBeLessThan(1.01e-3 * (prediction - least.bound));
      }
    }
  });

  it("a larger ε gives a larger range, and classes that turn are those whose range holds 0", async () => {
    const { random, inputs, targets, model } = await trained(logistic(), 5);
    const rows = table(random, 6, 3);
    const [narrow, wide] = await Promise.all(
      [0.005, 0.2].map((within) => predictionRange(model, inputs, targets, rows, { within, tolerance: 1e-3 })),
    );
    narrow.rows.forEach(({ outputs: [{ least, greatest }] }, j) => {
      const [outer] = wide.rows[j].outputs;
      expect(outer.least.attained).toBeLessThan(least.bound);
      expect(outer.greatest.attained).toBeGreaterThan(greatest.bound);
      const holds = outer.least.attained <= 0 && outer.greatest.attained > 0;
      expect(wide.rows[j].turn === "turns").toBe(holds);
    });
    const { turns, cannot, open } = wide.turning ?? { turns: 0, cannot: 0, open: 0 };
    expect(turns).toBeGreaterThan(narrow.turning?.turns ?? 0);
    expect(turns + cannot + open).toBeCloseTo(1, 12);
  });

  it("row weights, no constant, several targets, other activations and rows beyond the table", async () => {
    for (const options of [
      { sampleWeights: Float64Array.from({ length: 40 }, (_, j) => 1 + (j % 3)) },
      { activation: "leaky-relu" },
      { layers: 3 },
      { bias: false },
    ]) {
      const { random, inputs, targets, model } = await trained(squared(), 7, options);
      const rows = matrix(3, 3, Float64Array.from([0, 0, 0, 1e3, -1e3, 1e3, ...table(random, 1, 3).values]));
      const { rows: found } = await predictionRange(model, inputs, targets, rows, { tolerance: 1e-3 });
      for (const {
        outputs: [{ least, greatest, prediction }],
      } of found) {
        expect(least.bound).toBeLessThanOrEqual(prediction);
        expect(greatest.bound).toBeGreaterThanOrEqual(prediction);
        expect(least.attained - least.bound).toBeLessThanOrEqual(1.01e-3 * (prediction - least.bound) + 1e-12);
      }
    }
  });

  it.each([squared, softmax])("%o: the same bits with any number of threads", async (loss) => {
    const { random, inputs, targets, model } = await trained(loss(), 13, { layers: loss === squared ? 3 : 2 });
    const rows = table(random, 12, 3);
    const ranges = (threads: number) => predictionRange(model, inputs, targets, rows, { tolerance: 1e-2, threads });
    const [one, three] = [await ranges(1), await ranges(3)];
    expect(three).toEqual(one);
    expect(one.rows).toHaveLength(12);
    const first = await predictionRange(model, inputs, targets, matrix(5, 3, rows.values.slice(0, 15)), {
      tolerance: 1e-2,
    });
    expect(first.rows).toEqual(one.rows.slice(0, 5));
  });

  it("a thread answers as the caller's own would", async () => {
    const { random, inputs, targets, model } = await trained(logistic(), 15);
    const parts = Object.fromEntries(rangedParts.map((name) => [name, model[name]]));
    const question = { model: parts, inputs, targets, rows: table(random, 7, 3), within: 0.01, tolerance: 1e-2 };
    const lots = new RowLots(question as unknown as RangeQuestion);
    const answers = await new Promise<RangedRow[][]>((resolve, reject) => {
      const found: RangedRow[][] = [];
      const task = startTask("range-thread", question, {
        onReady: () => task?.send(1),
        onAnswer(answer) {
          found.push(answer as RangedRow[]);
          if (found.length < lots.count) return task?.send(0);
          task?.terminate();
          resolve(found);
        },
        onFailure: () => reject(new Error("the thread failed")),
      }) as Task;
    });
    expect(answers).toEqual([await runToEnd(lots.rangesOf(1)), await runToEnd(lots.rangesOf(0))]);
  });

  it("is cancelled while threads are at work", async () => {
    const { random, inputs, targets, model } = await trained(squared(), 17);
    const stopping = new AbortController();
    const options = { threads: 2, signal: stopping.signal, onProgress: () => stopping.abort(new Error("stopped")) };
    await expect(predictionRange(model, inputs, targets, table(random, 60, 3), options)).rejects.toThrow("stopped");
  });

  it("refuses what it does not take, in one line", async () => {
    const { inputs, targets, model } = await trained(squared(), 9);
    const refused = (table: unknown, options = {}) =>
      predictionRange(model, inputs, table as number[], inputs, options).catch((error: Error) => error.message);
    expect(await refused((targets as number[]).map((value) => 2 * value))).toMatch(
      /as on the table that the model was/,
    );
    expect(await refused(targets, { within: 0 })).toMatch(/within: got 0; expected a number from 1e-8/);
    const plain = await train({ inputs, targets: targets as number[], model: "relu", gates: 10, lambdaFraction: 0.1 });
    await expect(predictionRange(plain, inputs, targets as number[], inputs)).rejects.toThrow(
      /network of plain neurons/,
    );
  });
});
