import type { AnyModel } from "../../models/trained-model.js";
import type { Player } from "../games.js";
import type { OutcomeBound } from "./outcome.js";

/** How the columns of a group may change. */
export type GroupChange =
  /** The first column of the group, to any number within the bounds; its others stay. */
  | { readonly kind: "number"; readonly least?: number; readonly most?: number }
  /** Any number of columns, to one of these (each as many numbers as the group has columns). */
  | { readonly kind: "choice"; readonly choices: readonly (readonly number[])[] }
  | { readonly kind: "fixed" };

/** The nearest row that was found, and what is proved of nearer ones. */
export interface NearestChange {
  /** The raw row with the wanted outcome; null where none was found. */
  readonly row: Float64Array | null;
  /** Σ |change| of the numbers in standardised units, and 1 for each choice; Infinity where none was found. */
  readonly distance: number;
  /** No row with the wanted outcome is nearer than this, to about 1e-8; 0 where nothing is proved. */
  readonly atLeast: number;
  /** Whether no nearer row exists, but for the rounding of its numbers to few digits. */
  readonly isNearest: boolean;
  /** "pieces": of the network, each searched exactly; "predictions": a search that proves nothing. */
  readonly method: "pieces" | "predictions";
}

/** A search for the nearest row, with everything settled. */
export interface NearestProblem {
  readonly model: AnyModel;
  readonly x: Float64Array;
  readonly groups: readonly Player[];
  readonly changes: readonly GroupChange[];
  readonly bounds: readonly OutcomeBound[];
  readonly pieces: number;
  /** Whether a raw row has the wanted outcome, as the model itself says. */
  holds(row: Float64Array): boolean;
}

/** Distance of a row from x: |change| times factor of the numbers, 1 for every group of choices that differs. */
export function distanceOf({ x, model, groups, changes }: NearestProblem, row: Float64Array): number {
  const { factor } = model.network.columns;
  return groups.reduce((total, { first, last }, group) => {
    if (changes[group].kind === "number") return total + Math.abs(row[first] - x[first]) * Math.abs(factor[first]);
    for (let c = first; c < last; c++) if (row[c] !== x[c]) return total + 1;
    return total;
  }, 0);
}
