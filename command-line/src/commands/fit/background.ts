import type { SplitTable } from "@halfspace/tables";
import { type AnyModel, withBackground } from "halfspace";
import type { FitOptions } from "./options.js";

/** The model with the rows that `--background` keeps, and what is to be said of them. */
export function keepingRows<Model extends AnyModel>(
  model: Model,
  { train, notes }: Pick<SplitTable, "train" | "notes">,
  { background: count, seed }: Pick<FitOptions, "background" | "seed">,
): { readonly model: Model; readonly notes: readonly string[] } {
  if (count === undefined) return { model, notes };
  const kept = withBackground(model, train.inputs, { count, seed });
  const { rows } = kept.background;
  const said = `The model file keeps ${rows} row${rows === 1 ? "" : "s"} of the table as a background (--background): whoever has the file can read them.`;
  return { model: kept, notes: [...notes, said] };
}
