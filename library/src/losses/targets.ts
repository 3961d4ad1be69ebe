import { InputError } from "../errors.js";
import type { Loss, LossData, LossFacts } from "./loss.js";

/**
 * Refuses targets that are not of the kind a loss is for: counts y ≥ 0, signs ±1 in one column, one-hot rows. Numbers may be anything.
 * @throws InputError "wrong-targets" for the first target that is wrong
 */
export function requireTargets({ name, targets }: Pick<LossFacts, "name" | "targets">, data: LossData): void {
  checks[targets](name, data);
}

/** What options ask of the losses that were not given. */
export type AskedFacts = Pick<Loss, "targets" | "classes" | "curvature">;

/**
 * These facts of the losses by the names of `named.ts`, without the losses themselves, for the messages of a page that trains with one of them.
 * A test compares.
 */
export const namedFacts: Readonly<Record<string, AskedFacts>> = {
  squared: { targets: "numbers", classes: "several", curvature: "constant" },
  logistic: { targets: "signs", classes: "two", curvature: "diagonal" },
  softmax: { targets: "one-hot", classes: "several", curvature: "coupled" },
  hinge: { targets: "signs", classes: "two", curvature: "none" },
  "squared-hinge": { targets: "signs", classes: "two", curvature: "diagonal" },
  huber: { targets: "numbers", classes: "none", curvature: "diagonal" },
  quantile: { targets: "numbers", classes: "none", curvature: "none" },
  poisson: { targets: "counts", classes: "none", curvature: "diagonal" },
};

const checks: Readonly<Record<LossFacts["targets"], (name: string, data: LossData) => void>> = {
  numbers: () => {},
  counts: requireCounts,
  signs: requireSigns,
  "one-hot": requireOneHot,
};

function requireCounts(name: string, { targets }: LossData): void {
  for (const y of targets) if (!(y >= 0)) throw wrong(y, `counts, at least 0, for the ${name} loss`);
}

function requireSigns(name: string, { outputs, targets }: LossData): void {
  if (outputs !== 1) throw wrong(`${outputs} outputs`, `one column of targets for the ${name} loss`);
  for (const y of targets) {
    if (y !== 1 && y !== -1) throw wrong(y, `−1 or 1 in every row for the ${name} loss`);
  }
}

function requireOneHot(name: string, { outputs, targets, sampleCount }: LossData): void {
  if (outputs < 2) throw wrong("one output", `a one-hot column a class, at least two, for the ${name} loss`);
  for (let j = 0; j < sampleCount; j++) {
    const row = targets.subarray(j * outputs, (j + 1) * outputs);
    const ones = row.reduce((count, y) => (y === 0 || y === 1 ? count + y : Number.NaN), 0);
    if (ones !== 1) throw wrong(`row ${j}, which is not one-hot`, `a single 1 among zeros for the ${name} loss`);
  }
}

function wrong(got: string | number, expected: string): InputError {
  return new InputError({ code: "wrong-targets", argument: "targets", got, expected });
}
