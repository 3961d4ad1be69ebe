import type { Candidate, SelectionResult } from "halfspace";
import { expect, it } from "vitest";
import { givenUp } from "./auto-report.js";

const candidate = (name: string, metric: number, size: number): Candidate => ({
  ...{ family: "gaussian", name, score: 0, standardError: 0 },
  ...{ metric, size },
});
const chosen = (rule: SelectionResult["rule"], metric: SelectionResult["metric"], found: Candidate) =>
  givenUp({ rule, metric, chosen: found, best: candidate("best", 0.5, 1000) } as SelectionResult);

it("says what a smaller model gives up, and that it gives up nothing where it is no worse", () => {
  expect(chosen("best", "rmse", candidate("small", 0.6, 100))).toEqual([]);
  expect(chosen("one-standard-error", "rmse", candidate("best", 0.5, 1000))).toEqual([]);
  expect(chosen("one-standard-error", "rmse", candidate("small", 0.6, 100))[0]).toMatch(
    /^It needs 10 times fewer numbers .* gives up RMSE 0\.5 for 0\.6 on rows/,
  );
  expect(chosen("one-standard-error", "accuracy", candidate("small", 0.6, 100))[0]).toMatch(
    /gives up nothing, with accuracy 0\.6 against 0\.5, on rows/,
  );
});
