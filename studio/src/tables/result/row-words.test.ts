import { expect, it } from "vitest";
import { rowWords } from "./row-words.js";

const column = (name: string, cell: number | string, term: number | null, shapley: number | null = null) =>
  ({ name, cell, term, shapley, perUnit: null, from: null, to: null }) as never;
const output = (columns: readonly never[]) => ({ columns }) as never;

it("names the largest terms of either sign, the largest first", () => {
  const row = output([
    column("age", 47, 0.03),
    column("calls", 5, 2.1),
    column("contract", "monthly", 1.5),
    column("hours", 17.5, -0.65),
    column("since", 5, -0.18),
    column("region", "west", -0.02),
    column("grade", 3, 0),
  ]);
  expect(rowWords(row, "yes")).toBe(
    "Most for yes: calls (5) and contract (monthly); most against it: hours (17.5) and since (5).",
  );
  expect(rowWords(row, undefined)).toMatch(/^What raises it most: calls \(5\) .*; what lowers it most: hours/);
});

it("takes Shapley values where there is no formula, and leaves out the side that nothing is on", () => {
  expect(rowWords(output([column("a", 1, null, -2), column("b", 2, null, -3)]), "no")).toBe(
    "Most against it: b (2) and a (1).",
  );
  expect(rowWords(output([column("a", 1, 0)]), "no")).toBe("");
});
