import { FormatError } from "halfspace";
import { type Encoding, readEncoding } from "../encoding.js";
import { loadDates } from "./date-writer.js";

/**
 * The encoding that a model file keeps, read for predictions alone: the bundle of `@halfspace/predict` has this file in the place of
 * `split-table.ts`. How the rows were split is not looked at.
 * @throws FormatError when there is none or it is damaged
 */
export async function readTableRecord(value: unknown): Promise<{ readonly encoding: Encoding }> {
  if (typeof value !== "object" || value === null || !("encoding" in value)) {
    throw new FormatError({
      source: "model file",
      got: "one that does not say how its table is read",
      expected: "one that was trained from a table and is not damaged",
    });
  }
  const encoding = readEncoding(value.encoding);
  if (encoding.columns.some(({ type }) => type === "date")) await loadDates();
  return { encoding };
}
