import { describe, expect, it } from "vitest";
import type { TableOutcome } from "../table-outcome.js";
import { resultWords } from "./result-words.js";

const common = {
  relativeGap: 0,
  proof: "",
  asking: { first: "1", rowCount: 8, telling: [] },
  words: "",
  size: "",
  seconds: 1,
  notes: [],
  decided: undefined,
} as const;
const form = { fields: [], cells: [] };
const importance = { subtitle: "", measure: "", columns: [] };

function outcomeOfClasses(truth: string[], predicted: string[], line: number): TableOutcome {
  const right = truth.filter((label, row) => label === predicted[row]).length / truth.length;
  const score = (accuracy: number) => ({ accuracy, calibrationError: 0.02 }) as never;
  return {
    ...common,
    task: "classification",
    facts: {
      ...{ target: "leaves", labels: ["no", "yes"], crossValidation: null, importance },
      groups: [{ label: "test rows", truth, predicted }],
    },
    effects: [
      {
        ...{ name: "contract", measure: "probability of leaves = yes", at: ["monthly", "yearly"], rows: [] },
        curves: [{ label: "yes", mean: [0.32, 0.05] }],
      },
    ],
    scores: { train: score(1), test: score(right), straightLine: score(line), baseline: score(0.5) },
    rows: { count: truth.length, keptApart: true },
    form,
  };
}

describe("a result in words", () => {
  it("counts what it finds and misses, and says what the column that matters most does", () => {
    const truth = ["yes", "yes", "yes", "no", "no", "no", "no", "no"];
    const predicted = ["yes", "no", "no", "yes", "no", "no", "no", "no"];
    const { headline, sentences } = resultWords(outcomeOfClasses(truth, predicted, 0.1));
    expect(headline).toMatch(
      /^Right about leaves in 62.5\u00a0% of 8 rows that it never saw; a straight line in 10\u00a0%/,
    );
    expect(sentences.join(" ")).toContain("Of 3 rows that are truly “yes” it finds 1 and misses 2.");
    expect(sentences.join(" ")).toContain("It says “yes” 2 times, and is right once.");
    expect(sentences.join(" ")).toContain(
      "is 32\u00a0% in the mean where contract is “monthly”, 5\u00a0% where it is “yearly”",
    );
    expect(sentences.join(" ")).not.toContain("straight line is right as often");
  });

  it("does not praise what a straight line does as well", () => {
    const truth = Array.from({ length: 100 }, (_, row) => (row % 2 ? "yes" : "no"));
    const predicted = truth.map((label, row) => (row < 20 ? "no" : label));
    expect(resultWords(outcomeOfClasses(truth, predicted, 0.89)).sentences.join(" ")).toContain(
      "straight line is right as often",
    );
  });

  it("of numbers: large ones are written out", () => {
    const truth = [200_000, 400_000, 600_000];
    const score = (rmse: number) => ({ rmse, r2: 0.5, mae: rmse }) as never;
    const { headline, sentences } = resultWords({
      ...common,
      task: "regression",
      facts: {
        ...{ target: "price", labels: null, crossValidation: null, importance },
        groups: [{ label: "test rows", truth, predicted: [210_000, 420_000, 570_000] }],
      },
      effects: [],
      scores: { train: score(1), test: score(21_600), straightLine: score(43_210), baseline: score(204_000) },
      rows: { count: 3, keptApart: true },
      form,
    });
    expect(headline).toBe(
      "Predicts price to within 21,600 on 3 rows that it never saw; a straight line by 43,200, always saying the mean by 204,000.",
    );
    expect(sentences[0]).toBe("Half of these rows are missed by less than 20,000.");
  });
});
