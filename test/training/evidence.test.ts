import {
  type AnyModel,
  exactReluProgram,
  programEvidence,
  sampleArrangement,
  selectModel,
  solve,
  toEvidenceFile,
  train,
  verifyModel,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { mixedAverage } from "../mixed-average.js";
import { problemCount } from "../problem-count.js";
import { checkers } from "./evidence-files.js";
import { evidenceOf, inputs, kinds, line, signal } from "./evidence-kinds.js";
import { newerProblem, oddProblem } from "./odd-models.js";

/** Evidence files against the checkers, which share no code with the library: one in JavaScript, one in Python's standard library. */

/** Files that both checkers must prove, within the gap that they claim. */
function expectProved(files: Readonly<Record<string, string>>): void {
  const names = Object.keys(files);
  for (const { language, check } of checkers) {
    check(Object.values(files)).forEach(({ words }, k) => {
      const record = JSON.parse(files[names[k]]);
      const claims = record.members ? record.members.map((m: typeof record) => m.claimed) : [record.claimed];
      const gap = Math.max(...claims.map(({ relativeGap }: { relativeGap: number }) => relativeGap));
      // Python writes 1e-07 where JavaScript writes 1e-7.
      expect([language, names[k], words, Number(/^proved: within (.+)$/.exec(words)?.[1])]).toEqual([
        language,
        names[k],
        words,
        gap,
      ]);
    });
  }
}

describe("checkers that share no code with the library", () => {
  it("prove models of every kind", async () => {
    const files: Record<string, string> = {};
    for (const [name, options] of Object.entries(kinds)) files[name] = await evidenceOf(options);
    expectProved(files);
  });

  it("prove every member of an average, and the exact ReLU program", async () => {
    const { model } = await selectModel({
      inputs,
      targets: signal,
      families: ["neural-tangent", "gaussian"],
      members: 2,
    });
    expect(model.kind).toBe("average");
    const mixed = await mixedAverage({ inputs, targets: signal });
    const program = exactReluProgram({
      inputs: line.map(([a]) => [a, 1]),
      targets: signal,
      arrangement: sampleArrangement(
        line.map(([a]) => [a, 1]),
        { count: 20, seed: 2 },
      ),
      lambdaFraction: 0.05,
    });
    const { certificate } = await solve(program as never, { tolerance: 1e-8 });
    const exact = programEvidence(program, certificate);
    expect(JSON.parse(exact).claimed.relativeGap).toBeLessThan(1e-7);
    expectProved({
      average: toEvidenceFile(model as AnyModel, inputs, signal),
      "weighted sum": toEvidenceFile(mixed, inputs, signal),
      "exact ReLU": exact,
    });
  });

  const models = problemCount(20);
  it(`agree with verification on ${models} odd models`, async () => {
    const files: Record<string, string> = {};
    for (let seed = 1; seed <= models; seed++) {
      const { kind, options } = seed % 4 === 0 ? newerProblem(seed / 4) : oddProblem(seed);
      // The format has no signs of columns.
      if (kind.startsWith("monotone")) continue;
      const model = (await train(options)) as AnyModel;
      if (model.kind === "average") throw new Error("expected one program");
      const found = verifyModel(model, options.inputs, options.targets);
      expect([seed, kind, found.problems]).toEqual([seed, kind, []]);
      files[`${seed}, ${kind}`] = toEvidenceFile(model, options.inputs, options.targets);
      const { claimed, hashes } = JSON.parse(files[`${seed}, ${kind}`]);
      if (model.kind !== "plain") expect(claimed.objective).toBe(found.primalObjective);
      // The model file, its verification and the evidence name the same data.
      expect(hashes).toMatchObject(found.subject.hashes);
      expect(model.statement?.hashes).toEqual(found.subject.hashes);
    }
    expectProved(files);
  }, 3_600_000);
});
