import { expect, it } from "vitest";
import { gaussianGates } from "../arrangements/sample.js";
import { matrix, selectColumns } from "../linear-algebra/matrix.js";
import { affordableGates } from "./affordable-gates.js";
import { startBudget } from "./budget.js";
import type { ProblemSettings } from "./settings.js";

const rows = 50_000;
const inputs = matrix(
  rows,
  2,
  Float64Array.from({ length: 2 * rows }, (_, k) => Math.sin(k)),
);
const targets = Float64Array.from({ length: rows }, (_, j) => inputs.values[2 * j]);
// What is read of the settings.
const read: Pick<ProblemSettings, "inputs" | "targets" | "gates"> = {
  inputs,
  targets: matrix(rows, 1, targets),
  gates: gaussianGates(3, 500, 4),
};
const settings = read as ProblemSettings;
const within = (timeLimit: number | undefined) => startBudget({ timeLimit, signal: undefined, onProgress: undefined });

it("little time keeps the gates that are wanted, then the first ones, in the order of their draw", () => {
  const { settings: kept, notes } = affordableGates(settings, within(1e-6), [400, 7, 30]);
  const first = Array.from({ length: 18 }, (_, gate) => gate).filter((gate) => gate !== 7);
  const expected = selectColumns(
    gaussianGates(3, 500, 4),
    Int32Array.from([...first, 7, 30, 400].sort((a, b) => a - b)),
  );
  expect(kept.gates).toEqual(expected);
  expect(notes).toEqual([`Under the time limit 20 of the 500 gates were used on ${rows} rows.`]);
});

it("without a limit all are kept", () => {
  expect(affordableGates(settings, within(undefined), [3])).toEqual({ settings, notes: [] });
});
