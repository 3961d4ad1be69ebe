import type { dateWriter as Writer } from "../date-writer.js";

/** Dates where only predictions are made: what reads them is loaded when a model has a column of them (`table-record.ts`). */
let loaded: typeof Writer | undefined;

export async function loadDates(): Promise<void> {
  loaded ??= (await import("../date-writer.js")).dateWriter;
}

export const dateWriter: typeof Writer = (column, cells) => {
  if (!loaded) throw new Error("dates were not loaded");
  return loaded(column, cells);
};
