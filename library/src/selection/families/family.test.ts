import { describe, expect, it } from "vitest";
import { startBudget } from "../../fitting/budget.js";
import { readSelection } from "../../options/select-options.js";
import { randomGenerator } from "../../random/generator.js";
import { selectModel } from "../select-model.js";
import { selectionFolds } from "../selection-folds.js";
import { type Family, tryOnFold } from "./family.js";

const random = randomGenerator(8);
const inputs = Array.from({ length: 24 }, () => [random.gaussian(), random.gaussian()]);
const targets = inputs.map(([a, b]) => Math.abs(a) - b);
const budget = startBudget({ timeLimit: undefined, signal: undefined, onProgress: undefined });
const [fold] = selectionFolds(readSelection({ inputs, targets, gates: 10 }));

/** Counts the runs that are open; the setting "stop" fails as an aborted solve does. */
function countingFamily(settings: readonly string[]) {
  const counts = { open: 0, tried: 0 };
  const family: Family<string> = {
    family: "gated-relu",
    name: "counting",
    settings,
    nameOf: (setting) => setting,
    foldCount: (folds) => folds,
    begin: ({ heldOut }) => {
      counts.open++;
      return {
        async tryOut(setting) {
          if (setting === "stop") throw new Error("aborted");
          counts.tried++;
          return { outputs: heldOut.targets.values, size: 1 };
        },
        dispose: () => counts.open--,
      };
    },
    refit: () => Promise.reject(new Error("not asked for")),
  };
  return { family, counts };
}

describe("a family on a fold", () => {
  it("tries its settings in order and frees its run", async () => {
    const { family, counts } = countingFamily(["first", "second"]);
    const tried = await tryOnFold(family, fold, budget);
    expect(tried.map(({ outputs }) => outputs)).toEqual([fold.heldOut.targets.values, fold.heldOut.targets.values]);
    expect(counts).toEqual({ open: 0, tried: 2 });
  });

  it("frees its run where a setting fails, as it does when aborted", async () => {
    const { family, counts } = countingFamily(["first", "stop", "third"]);
    await expect(tryOnFold(family, fold, budget)).rejects.toThrow("aborted");
    expect(counts).toEqual({ open: 0, tried: 1 });
  });
});

describe("an abort of the selection", () => {
  for (const family of ["gaussian", "reweighting", "q-family", "gated-relu", "generated-relu"] as const) {
    it(`rejects with the signal's reason while ${family} is tried`, async () => {
      const signal = { aborted: false, reason: new Error("enough") };
      const onProgress = () => {
        signal.aborted = true;
      };
      const options = { inputs, targets, gates: 10, families: [family], signal, onProgress };
      await expect(selectModel(options)).rejects.toThrow("enough");
    });
  }
});
