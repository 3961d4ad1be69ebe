import { describe, expect, it } from "vitest";
import { arrangementFromGates } from "../../arrangements/arrangement.js";
import { shifted } from "../../losses/constant/shifted.js";
import { withConstant } from "../../losses/constant/with-constant.js";
import { huber } from "../../losses/huber.js";
import { logistic } from "../../losses/logistic.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { poisson } from "../../losses/poisson.js";
import { softmax } from "../../losses/softmax.js";
import { squared } from "../../losses/squared.js";
import { squaredHinge } from "../../losses/squared-hinge.js";
import { gatedReluNetwork, gatedReluPredictions } from "../../networks/gated-relu.js";
import { gatedReluProgram } from "../../programs/gated-relu.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { randomGenerator } from "../../random/generator.js";
import { solve } from "../solve.js";
import { leaveOneOut } from "./leave-one-out.js";

const losses: Record<string, () => SmoothLoss> = {
  squared,
  logistic,
  softmax,
  "squared hinge": squaredHinge,
  huber: () => huber({ delta: 1.2 }),
  poisson,
};
const n = 40;
const d = 3;

function problem(loss: SmoothLoss, seed: number) {
  const random = randomGenerator(seed);
  const x = random.gaussians(n * d);
  for (let j = 0; j < n; j++) x[j * d + d - 1] = 1;
  const outputs = loss.targets === "one-hot" ? 3 : 1;
  const y = new Float64Array(n * outputs);
  for (let j = 0; j < n; j++) {
    const f = Math.max(0, x[j * d]) - Math.max(0, x[j * d + 1]) + 0.7 * random.gaussian();
    if (outputs === 3) y[3 * j + (f > 0.4 ? 0 : f > -0.4 ? 1 : 2)] = 1;
    else
      y[j] =
        loss.targets === "signs"
          ? f > 0
            ? 1
            : -1
          : loss.targets === "counts"
            ? Math.floor(Math.max(0, 2 + 2 * f))
            : f;
  }
  return { x, y, outputs };
}

/** The approximation, and what a row's predictions are where it is left out for real. */
async function leftOut(loss: SmoothLoss, lambda: number, seed: number) {
  const { x, y, outputs } = problem(loss, seed);
  const gates = { rows: d, columns: 25, values: randomGenerator(9).gaussians(d * 25) };
  const rowsOf = (keep: number[]) => ({
    inputs: {
      rows: keep.length,
      columns: d,
      values: Float64Array.from(keep.flatMap((j) => [...x.subarray(j * d, (j + 1) * d)])),
    },
    targets: {
      rows: keep.length,
      columns: outputs,
      values: Float64Array.from(keep.flatMap((j) => [...y.subarray(j * outputs, (j + 1) * outputs)])),
    },
  });
  const programOn = (keep: number[]) => {
    const { inputs, targets } = rowsOf(keep);
    return gatedReluProgram({
      inputs,
      targets,
      arrangement: arrangementFromGates(inputs, gates, "sampled", true),
      loss,
      lambda,
    }) as GroupProgram<SmoothLoss>;
  };
  const all = Array.from({ length: n }, (_, j) => j);
  const whole = programOn(all);
  const { point } = await solve(whole, { tolerance: 1e-9 });
  const iterator = leaveOneOut(whole, point);
  let step = iterator.next();
  while (!step.done) step = iterator.next();
  const truths = new Float64Array(n * outputs);
  for (const j of all) {
    const part = programOn(all.filter((k) => k !== j));
    const left = await solve(part, { tolerance: 1e-9 });
    const blocks = { rows: left.point.which.length, columns: d * outputs, values: left.point.blocks };
    const active = {
      rows: d,
      columns: left.point.which.length,
      values: new Float64Array(d * left.point.which.length),
    };
    left.point.which.forEach((g, a) => {
      for (let k = 0; k < d; k++) active.values[k * active.columns + a] = gates.values[k * 25 + g];
    });
    const f = gatedReluPredictions(gatedReluNetwork(active as never, blocks as never), {
      rows: 1,
      columns: d,
      values: x.slice(j * d, (j + 1) * d),
    } as never).values;
    const u = new Float64Array(part.data.sampleCount * outputs);
    part.operator.forward(left.point.blocks, outputs, left.point.which, u);
    const b = loss.constant!.at(u, part.data);
    const truth = shifted(f, b);
    truths.set(truth, j * outputs);
  }
  return { ...step.value!, truths, targets: y };
}

describe("approximate leave-one-out", () => {
  for (const [name, make] of Object.entries(losses)) {
    it(`${name}: agrees with leaving each row out`, async () => {
      const loss = withConstant(make()) as SmoothLoss;
      const lambda = loss.name === "squared" ? 4 : loss.name === "huber" ? 5 : 2;
      const { predictions, heldOff, truths } = await leftOut(loss, lambda, 3);
      const errors = truths.map((truth, k) => Math.abs(truth - predictions[k])).sort();
      const size = truths.reduce((sum, truth) => sum + Math.abs(truth), 0);
      const median = errors[errors.length >> 1] / (size / errors.length);
      expect(heldOff).toBeLessThanOrEqual(0.1);
      expect(median).toBeLessThan(0.02);
    }, 60000);
  }

  it.each([3, 4, 5, 6, 7, 8])(
    "blocks that leave or grow without a row are seen (seed %i)",
    async (seed) => {
      const loss = withConstant(squared()) as SmoothLoss;
      const { predictions, truths, effectiveParameters, freedom, targets } = await leftOut(loss, 0.6, seed);
      const cost = (outputs: Float64Array) => outputs.reduce((sum, value, k) => sum + (value - targets[k]) ** 2, 0) / n;
      expect(effectiveParameters).toBeGreaterThan(0.5 * freedom);
      expect(Math.abs(cost(predictions) / cost(truths) - 1)).toBeLessThan(0.2);
    },
    60000,
  );

  it("says how many rows a Huber loss holds off", async () => {
    const loss = withConstant(huber({ delta: 0.4 })) as SmoothLoss;
    const { x, y } = problem(loss, 3);
    const inputs = { rows: n, columns: d, values: x };
    const gates = { rows: d, columns: 25, values: randomGenerator(9).gaussians(d * 25) };
    const arrangement = arrangementFromGates(inputs, gates, "sampled", true);
    const program = gatedReluProgram({ inputs, targets: y, arrangement, loss, lambda: 5 }) as GroupProgram<SmoothLoss>;
    const { point } = await solve(program, { tolerance: 1e-9 });
    const f = new Float64Array(n);
    program.operator.forward(point.blocks, 1, point.which, f);
    const u = shifted(f, loss.constant!.at(f, program.data));
    const off = u.filter((value, j) => Math.abs(value - y[j]) > 0.4).length;
    expect(off).toBeGreaterThan(n / 4);
    const iterator = leaveOneOut(program, point);
    let step = iterator.next();
    while (!step.done) step = iterator.next();
    expect(step.value!.heldOff).toBeCloseTo(off / n, 10);
  });
});
