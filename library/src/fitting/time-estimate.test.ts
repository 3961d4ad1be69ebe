import { expect, test } from "vitest";
import type { Stage } from "./progress.js";
import { TimeEstimate } from "./time-estimate.js";

const stage = (pathPoint: number, fold = 1): Stage => ({
  stage: "cross-validation",
  pathPoint,
  pathPoints: 4,
  fold,
  folds: 2,
  lambdaFraction: 0.1,
});
const progress = (dualityGap: number) => ({
  iteration: 1,
  primalObjective: 1,
  dualityGap,
  activeGates: 1,
  elapsedSeconds: 0,
});

test("inside the first solve the gap tells how far it is", () => {
  const estimate = new TimeEstimate();
  estimate.begin(stage(1), 1e-4, 2);
  expect(estimate.left(progress(0.9), 3)).toBeUndefined();
  // Half of the way in two seconds: two more, and then eight solves of four seconds.
  expect(estimate.left(progress(1e-2), 4)).toBeCloseTo(2 + 8 * 4, 9);
});

test("later solves are judged by those before, and the last fit leaves nothing", () => {
  const estimate = new TimeEstimate();
  estimate.begin(stage(1, 1), 1e-4, 0);
  estimate.begin(stage(1, 2), 1e-4, 3);
  expect(estimate.left(progress(Number.POSITIVE_INFINITY), 4)).toBeCloseTo(2 + 7 * 3, 9);
  estimate.begin({ ...stage(4, 2), stage: "refit" }, 1e-6, 6);
  expect(estimate.left(progress(1e-6), 8)).toBe(0);
});

test("without a solve nothing is said", () => {
  expect(new TimeEstimate().left(progress(1), 1)).toBeUndefined();
});
