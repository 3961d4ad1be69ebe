import { readTable, splitTable } from "@halfspace/tables";
import { describe, expect, it } from "vitest";
import { packed, unpacked } from "../../command-line/src/commands/fit/packed-split.js";

const rows = Array.from({ length: 40 }, (_, row) => `${row / 7},${row % 3},${row % 2 ? "yes" : "no"},${row * row}`);
const text = `a,b,answer,c\n${rows.join("\n")}\n`;

describe("a split table as it passes between threads", () => {
  it.each([
    ["numbers", "c", {}],
    ["words", "answer", {}],
    ["codes", "b", { task: "classification" as const }],
    ["several targets, without a test", "a,c", { holdout: 0 }],
    ["weights", "c", { weights: "a" }],
  ])("is the same behind it: %s", async (_, target, options) => {
    const split = splitTable(await readTable(text), target, { holdout: 0.25, seed: 3, ...options });
    const { packed: question, given } = packed(split);
    expect(unpacked(structuredClone(question, { transfer: given }))).toEqual(
      splitTable(await readTable(text), target, { holdout: 0.25, seed: 3, ...options }),
    );
  });
});
