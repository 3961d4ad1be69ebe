import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { inShell: halfspace } = folder;

/** Fits, predicts with probabilities, and returns a class and its row of probabilities for each row of the table. */
async function fitAndPredict(table: string, target: string, ...flags: string[]) {
  const fitted = await halfspace("fit", table, "--target", target, "--gates", "60", "--json", ...flags);
  expect(fitted.code).toBe(0);
  const predicted = await halfspace("predict", "model.json", table, "--probabilities", "--json");
  expect(predicted.code).toBe(0);
  const { predictions, probabilities } = JSON.parse(predicted.stdout);
  return {
    fitted: JSON.parse(fitted.stdout),
    predictions: predictions as string[],
    labels: probabilities.map(({ label }: { label: string }) => label) as string[],
    rowOf: (row: number) =>
      probabilities.map((each: { probabilities: number[] }) => each.probabilities[row]) as number[],
  };
}

function expectAgreement({ predictions, labels, rowOf }: Awaited<ReturnType<typeof fitAndPredict>>) {
  predictions.forEach((label, row) => {
    expect(rowOf(row)[labels.indexOf(label)]).toBe(Math.max(...rowOf(row)));
  });
}

describe("predict: a label is the class of the highest probability beside it", () => {
  const noise = (row: number) => ((row * 7919) % 101) / 101;
  const lines = Array.from({ length: 40 }, (_, row) => {
    const level = noise(row) + 0.7 * noise(3 * row + 1);
    return `${noise(row)},${noise(row + 5)},${level > 1.1 ? "ill" : "well"},${level > 1.1 ? "c" : level > 0.6 ? "b" : "a"}`;
  });

  it("of two classes and of three, with λ chosen and given", async () => {
    folder.write("patients.csv", `x,z,state,grade\n${lines.join("\n")}\n`);
    expectAgreement(await fitAndPredict("patients.csv", "state", "--drop", "grade"));
    expectAgreement(await fitAndPredict("patients.csv", "state", "--drop", "grade", "--loss", "squared"));
    const verified = await halfspace("verify", "model.json", "patients.csv");
    expect(verified.stdout).toMatch(/^Verified/);
    expect(verified.stdout).toContain("the calibration, which moves labels and probabilities");
    expectAgreement(await fitAndPredict("patients.csv", "state", "--drop", "grade", "--lambda", "0.1"));
    expect((await halfspace("verify", "model.json", "patients.csv")).stdout).not.toContain("calibration");
    expectAgreement(await fitAndPredict("patients.csv", "grade", "--drop", "state"));
  });

  it.skipIf(!sharedFolder)(
    `of states.csv, whose 11th row was called the less likely class${sharedFolderNote}`,
    async () => {
      const source = join(sharedFolder ?? "", "data", "cases", "11-label-against-its-own-probability", "states.csv");
      copyFileSync(source, folder.path("states.csv"));
      for (const flags of [[], ["--lambda", "0.1"], ["--loss", "hinge"], ["--lambda", "1"]]) {
        const loss = flags[0] === "--loss" ? [...flags, "--folds", "3"] : flags;
        const found = await fitAndPredict("states.csv", "state", "--seed", "3", ...loss);
        expectAgreement(found);
        if (flags[1] !== "1") continue;
        // Zero weights: the shares of the classes, and the class that is more frequent.
        expect(new Set(found.predictions)).toEqual(new Set(["good"]));
        expect(found.fitted.train.accuracy).toBeGreaterThan(0.5);
      }
    },
  );
});
