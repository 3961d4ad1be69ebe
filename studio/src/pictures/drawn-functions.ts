import type { Model } from "../models/model.js";
import { nameOf } from "../ranking/standing.js";
import type { Studio } from "../studio.svelte.js";

/** What one visible method learned, as it should be drawn now. */
export interface DrawnFunction {
  readonly model: Model;
  readonly name: string;
  /** f at the drawn points. */
  readonly surface: Float64Array;
  /** Whether it belongs to the problem and λ as they are; drawn pale where not. */
  readonly current: boolean;
}

/** The visible methods' functions at `count` drawn points, the selected method last so that it lies on top. */
export function drawnFunctions(studio: Studio, count: number): DrawnFunction[] {
  return studio.standings
    .filter(({ visible }) => visible)
    .flatMap((standing) => {
      const surface = studio.surfaceOf(standing);
      if (surface?.length !== count) return [];
      return [{ model: standing.model, name: nameOf(standing), surface, current: studio.isCurrent(standing) }];
    })
    .sort((a, b) => Number(a.model.id === studio.selectedId) - Number(b.model.id === studio.selectedId));
}

/** One function's value under the pointer. */
export interface Reading {
  readonly model: Model;
  readonly name: string;
  readonly value: number;
}

/** Every function's value at one of the drawn points; undefined where that point is none of them. */
export function readingsAt(functions: readonly DrawnFunction[], index: number): Reading[] | undefined {
  if (functions.some(({ surface }) => !(index in surface))) return undefined;
  return functions.map(({ model, name, surface }) => ({ model, name, value: surface[index] }));
}
