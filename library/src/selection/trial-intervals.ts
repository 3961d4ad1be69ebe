import type { Budget } from "../fitting/budget.js";
import { reduceRowsInSteps } from "../fitting/reduced-rows.js";
import { onRows, type TableSettings } from "../fitting/settings.js";
import { averageOver } from "../models/average/average-model.js";
import type { AverageNetwork } from "../models/inner-network.js";
import type { Network } from "../models/raw-network.js";
import type { SelectionSettings } from "../options/select-options.js";
import { type FoldIntervals, type FoldPlace, foldIntervals, gatedIntervals } from "../training/fold-networks.js";
import type { Contender } from "./chosen-trial.js";
import { comparedRows } from "./families/members.js";
import type { HeldOutRows } from "./held-out.js";
import type { SelectedModel } from "./selection-result.js";
import { membersWithoutFold } from "./trials.js";

/**
 * Prediction intervals of the model that was chosen (`models/intervals/intervals.ts`). An average is made anew without each fold: every member is
 * fitted to the other rows, with units and a metric of its own. Weights and calibration are found anew from the held-out outputs of the other rows.
 * Does not do: choose anew without each fold. Which members there are, their ridges and the λ of a network have seen all rows, and the models that
 * gave the held-out outputs have seen rows of the fold.
 */

/** The intervals that were asked for, if any. @throws `signal.reason` when aborted */
export async function intervalsOf(
  contender: Contender,
  model: SelectedModel,
  { table, network, intervals }: SelectionSettings,
  rows: HeldOutRows,
  budget: Budget,
): Promise<FoldIntervals> {
  if (!intervals) return { notes: [] };
  if (model.kind !== "average") return gatedIntervals({ ...network, intervals }, model, budget);
  const without = (place: FoldPlace) => averageWithout(contender, table, rows, place, budget);
  return foldIntervals({ ...table, intervals }, without, budget);
}

/** The average of all rows but those of a fold. */
async function averageWithout(
  { trial, outputsBy }: Contender,
  table: TableSettings,
  rows: HeldOutRows,
  place: FoldPlace,
  budget: Budget,
): Promise<Network<AverageNetwork>> {
  const weighed = await membersWithoutFold(trial, place, budget);
  const members = weighed.map(({ member, share }) => ({ ...member, weight: share }));
  const seen = rows.within(place.train);
  const { reduction, inputs } = await budget.run(reduceRowsInSteps(onRows(table, place.train)));
  return averageOver({
    reduction,
    ...comparedRows(members, inputs, table.seed),
    members,
    calibration: rows.calibrationOf(outputsBy(seen), seen),
  });
}
