import { encode, readTableRecord, type Table } from "@halfspace/tables";
import { type AnyModel, InputError, rearranged } from "halfspace";
import { readAnyModel } from "../../model-on-disk.js";
import type { Predictions } from "./predictions.js";

/**
 * Predictions of several levels of one target, a column a level in their order, sorted in every row so that they do not cross.
 * @param paths the files of the other levels
 * @returns the predictions, and what was sorted
 * @throws InputError for a model that is no quantile, of another target, or of a level that is there already
 */
export async function predictedTogether(
  first: AnyModel,
  paths: readonly string[],
  table: Table,
): Promise<{ readonly predictions: Predictions; readonly notes: readonly string[] }> {
  const models = [first, ...(await Promise.all(paths.map(readAnyModel)))];
  const levels = models.map((model) => ({ level: levelOf(model, first), model }));
  levels.sort((a, b) => a.level - b.level);
  requireDistinct(levels.map(({ level }) => level));
  const found = levels.map(({ model }) => model.network.predict(encode(readTableRecord(model.table).encoding, table)));
  const { predictions, crossed } = rearranged(found);
  const note = `In ${crossed} of ${table.rowCount} rows predictions of two levels crossed, and were sorted.`;
  return {
    predictions: {
      task: "regression",
      rowCount: table.rowCount,
      names: [readTableRecord(first.table).encoding.target.name],
      levels: levels.map(({ level }) => level),
      columns: predictions.map((each) => [...each]),
    },
    notes: crossed > 0 ? [note] : [],
  };
}

function levelOf(model: AnyModel, first: AnyModel): number {
  const level = model.kind === "average" ? undefined : model.lossParameters?.quantile;
  const [own, other] = [model, first].map(({ table }) => readTableRecord(table).encoding.target.name);
  if (level !== undefined && own === other) return level;
  throw new InputError({
    code: "unsupported-model",
    argument: "with",
    got: level === undefined ? "a model of another loss than quantile" : `a model of ${own} beside one of ${other}`,
    expected: "models of one target, each of its own quantile level",
  });
}

function requireDistinct(levels: readonly number[]): void {
  const twice = levels.find((level, k) => levels.indexOf(level) !== k);
  if (twice === undefined) return;
  throw new InputError({
    code: "conflicting-options",
    argument: "with",
    got: `the level ${twice} twice`,
    expected: "every level once",
  });
}
