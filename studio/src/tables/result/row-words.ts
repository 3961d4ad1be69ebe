import type { ExplainedRow } from "@halfspace/tables";
import { plain } from "../../figures.js";

type Output = ExplainedRow["outputs"][number];
type Column = Output["columns"][number];

const most = 2;

/** What a column adds: its term, or its Shapley value where the model has no formula. */
export const addedBy = ({ term, shapley }: Column): number => term ?? shapley ?? 0;

/** In a sentence, what speaks for a prediction and what against it. @param label of classes, whose score the output is */
export function rowWords({ columns }: Output, label: string | undefined): string {
  const sorted = columns.filter((column) => addedBy(column) !== 0).sort((a, b) => addedBy(b) - addedBy(a));
  const list = (some: readonly Column[]) =>
    some.slice(0, most).map(({ name, cell }) => `${name} (${typeof cell === "number" ? plain(cell, 4) : cell})`);
  const raising = list(sorted.filter((column) => addedBy(column) > 0)).join(" and ");
  const lowering = list(sorted.filter((column) => addedBy(column) < 0).toReversed()).join(" and ");
  const [up, down] =
    label === undefined ? ["What raises it most", "what lowers it most"] : [`Most for ${label}`, "most against it"];
  const parts = [...(raising ? [`${up}: ${raising}`] : []), ...(lowering ? [`${down}: ${lowering}`] : [])];
  const words = parts.join("; ");
  return words && `${words[0].toUpperCase()}${words.slice(1)}.`;
}

/** A probability in per cent; none is certain, however near to 1 it is. */
export function chanceWords(chance: number): string {
  return chance > 0.999 ? "over 99.9 %" : `${(100 * chance).toFixed(1)} %`;
}
