import type { SplitScore, SplitScores } from "@halfspace/tables";
import {
  type ClassificationScore,
  type RegressionScore,
  type SelectedModel,
  score,
  selectModel,
  train,
} from "halfspace";
import type { FitModel, JobModel } from "./job.js";
import { bestOfFamilies, measureModel, type SplitRows, taskOfRows } from "./measure-model.js";

export const isFitModel = (model: JobModel): model is FitModel => model === "fit" || model === "fit-auto";

/** The time limit of `halfspace fit --model auto` unless told. */
const usualSeconds = 120;

/** What `halfspace fit` trains on the training rows; for auto beside it the best model of every family that it tried. */
export async function evaluateFit(
  model: FitModel,
  seed: number,
  rows: SplitRows,
): Promise<Omit<SplitScores, "trainRows" | "testRows">> {
  const { inputs, targets } = rows;
  const begin = process.cpuUsage();
  const asked = { inputs, targets, ...taskOfRows(rows), seed };
  if (model === "fit") {
    const trained = await train({ ...asked, fresh: "usual" });
    return { ...scored("fit", trained as SelectedModel, rows), seconds: secondsSince(begin) };
  }
  const selection = await selectModel({ ...asked, timeLimit: usualSeconds });
  const seconds = secondsSince(begin);
  const chosen = scored(selection.chosen.name, selection.model, rows);
  const families = new Set(selection.candidates.map(({ family }) => family));
  const best = await bestOfFamilies(selection, families, (name, found) => scored(name, found, rows));
  return { ...chosen, seconds, families: best };
}

/** Of this process: a thread beside it would be counted too. */
function secondsSince(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

function scored(name: string, model: SelectedModel, rows: SplitRows): SplitScore {
  const found = score(model, rows.testInputs, rows.testTargets) as Partial<RegressionScore & ClassificationScore>;
  return { ...measureModel(name, model, rows), r2: found.r2 ?? null, logLoss: found.logLoss ?? null };
}
