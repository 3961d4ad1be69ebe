import {
  describeModel,
  fromModelFile,
  matrix,
  randomGenerator,
  toModelFile,
  train,
  verifyCertificate,
  verifyModel,
} from "halfspace";
import { describe, expect, it } from "vitest";

function table(rows: number, columns: number) {
  const random = randomGenerator(columns);
  const inputs = matrix(rows, columns, random.gaussians(rows * columns));
  const targets = Float64Array.from(
    { length: rows },
    (_, j) => Math.abs(inputs.values[j * columns]) + 0.1 * random.gaussian(),
  );
  return { inputs, targets };
}

describe("train with generated gates", () => {
  it("certifies a table of two columns and a bias against all networks, and its file verifies", async () => {
    const { inputs, targets } = table(24, 2);
    const result = await train({
      inputs,
      targets,
      model: "relu",
      gates: "complete",
      lambdaFraction: 0.05,
      tolerance: 1e-8,
    });
    expect(result.status).toBe("solved");
    expect(result.coverage).toBe("complete");
    expect(result.network.kind).toBe("relu");
    if (!("network" in result.certificate)) throw new Error("expected a network's certificate");
    expect(verifyCertificate(result.program as never, result.certificate as never).verified).toBe(true);
    const file = toModelFile(result);
    const model = fromModelFile(file);
    expect(model.network.predict(inputs)).toEqual(result.network.predict(inputs));
    expect(verifyModel(model, inputs, targets).verified).toBe(true);
    const wrong = {
      ...model,
      certificate: { ...model.certificate, dualObjective: 1.001 * model.certificate.dualObjective },
    };
    expect(verifyModel(wrong, inputs, targets).verified).toBe(false);
  });

  it("certifies above rank 3 as well where the rows are few", async () => {
    const { inputs, targets } = table(12, 4);
    const options = { inputs, targets, model: "relu", lambdaFraction: 0.3 } as const;
    const result = await train({ ...options, gates: "complete" });
    expect([result.status, result.coverage]).toEqual(["solved", "complete"]);
    expect(verifyModel(fromModelFile(toModelFile(result)), inputs, targets).verified).toBe(true);
  });

  it("says above rank 3 that nothing is certified against all networks", async () => {
    const { inputs, targets } = table(40, 5);
    const options = { inputs, targets, model: "relu", lambdaFraction: 0.3 } as const;
    const result = await train({ ...options, gates: "generate", timeLimit: 5 });
    expect(result.coverage).toBe("generated");
    expect(verifyModel(fromModelFile(toModelFile(result)), inputs, targets).verified).toBe(true);
    await expect(train({ ...options, gates: "complete" })).rejects.toThrow(/40 rows of rank 6.*at most 50000 masks/);
    await expect(train({ ...options, model: "gated-relu", gates: "generate" })).rejects.toThrow(/model "relu"/);
  });

  it("bounds what any other network could gain in rank 5, and its file verifies where no field of that is altered", async () => {
    const { inputs, targets } = table(31, 4);
    const result = await train({ inputs, targets, model: "relu", gates: "generate", lambdaFraction: 0.5 });
    const { allNetworks } = result;
    if (!allNetworks) throw new Error("expected a bound over all networks");
    expect(result.coverage).toBe("generated");
    expect(allNetworks.relativeGap).toBeLessThan(0.01);
    expect(allNetworks.dualObjective).toBeLessThan(result.certificate.primalObjective);
    expect(describeModel(result)).toMatch(/^no ReLU network of any width is more than 0\.\d+ % better \(\d+ generated/);
    const model = fromModelFile(toModelFile(result)) as typeof result;
    expect(verifyModel(model, inputs, targets).problems).toEqual([]);
    const { dualObjective, relativeGap } = allNetworks;
    for (const forged of [
      { dualObjective: dualObjective * (1 + 1e-3), relativeGap },
      { dualObjective, relativeGap: relativeGap / 2 },
      { dualObjective: dualObjective / 2, relativeGap },
      { dualObjective: result.certificate.primalObjective, relativeGap: 0 },
    ]) {
      expect(verifyModel({ ...model, allNetworks: forged }, inputs, targets).problems.join()).toContain("allNetworks");
    }
  });

  it("beats the decomposed network on the same table and λ", async () => {
    const { inputs, targets } = table(30, 3);
    const options = { inputs, targets, model: "relu", lambdaFraction: 0.05 } as const;
    const sampled = await train({ ...options, gates: 300 });
    const generated = await train({
      inputs,
      targets,
      model: "relu",
      lambda: sampled.lambda,
      gates: "generate",
      timeLimit: 5,
    });
    expect(generated.certificate.primalObjective).toBeLessThan(sampled.decomposition?.objective as number);
  });
});
