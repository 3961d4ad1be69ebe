import { matrix, randomGenerator, type TrainOptions, train } from "halfspace";
import { estimateNoise, predictionErrorRule } from "halfspace/theory";
import { describe, expect, it } from "vitest";

const random = randomGenerator(11);
const inputs = matrix(60, 3, random.gaussians(180));
const targets = Float64Array.from(
  { length: 60 },
  (_, j) => 5 + 100 * Math.max(inputs.values[3 * j], 0) + 20 * random.gaussian(),
);
const sides = Array.from(targets, (value) => (value > 30 ? "above" : "below"));
const common = { inputs, targets, gates: 50 };

describe("λ by the rule of Theorem 6.1 in train", () => {
  it("takes the noise in the units of the targets: the program's λ is that of the standardised rows", async () => {
    const { lambda, penaltyRule, program, reduction, notes, status } = await train({
      ...common,
      lambda: { rule: "theorem-6-1", noise: 20, confidence: 0.9 },
    });
    const mapped = predictionErrorRule(program.inputs, { noise: 20 / reduction.outputs.scale[0], confidence: 0.9 });
    expect(lambda).toBeCloseTo(mapped.lambda, 12);
    expect(penaltyRule).toMatchObject({ lambda, confidence: 0.9, noise: 20 });
    expect(status).toBe("solved");
    expect(notes.join()).toContain("Theorem 6.1");
  });

  it("estimates the noise where it is not given, and scales with the targets", async () => {
    const lambda = { rule: "theorem-6-1", confidence: 0.9 } as const;
    const first = await train({ ...common, lambda });
    const other = await train({ ...common, targets: targets.map((value) => 1000 * value), lambda });
    const [expected] = estimateNoise(first.program.inputs, first.program.data.targets);
    expect(first.penaltyRule?.noise).toBeCloseTo(expected * first.reduction.outputs.scale[0], 9);
    expect(other.lambdaFraction / first.lambdaFraction).toBeCloseTo(1, 9);
  });

  it("says so when the theorem allows only a constant network", async () => {
    const { notes, activeGates } = await train({
      ...common,
      lambda: { rule: "theorem-6-1", noise: 2000, confidence: 0.9 },
    });
    expect(activeGates).toBe(0);
    expect(notes.join()).toContain("above λ_max");
  });

  it.each<[string, Partial<TrainOptions>]>([
    ["noise", { lambda: { rule: "theorem-6-1", noise: 0, confidence: 0.9 } }],
    ["noise", { lambda: { rule: "theorem-6-1", noise: -2, confidence: 0.9 } }],
    ["confidence", { lambda: { rule: "theorem-6-1", noise: 1, confidence: 1 } }],
    ["confidence", { lambda: { rule: "theorem-6-1", noise: 1, confidence: 0 } }],
    ["rule", { lambda: { rule: "theorem-7" as "theorem-6-1", confidence: 0.5 } }],
    ["lambda", { lambda: { rule: "theorem-6-1", confidence: 0.5 }, lambdaFraction: 0.1 }],
    ["lambda", { lambda: { rule: "theorem-6-1", confidence: 0.5 }, task: "classification", targets: sides }],
  ])("refuses a wrong %s", async (argument, options) => {
    await expect(train({ ...common, ...options })).rejects.toMatchObject({ name: "InputError", argument });
  });
});
