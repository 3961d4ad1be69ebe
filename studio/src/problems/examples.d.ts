import { type RandomGenerator } from "halfspace";
import type { Problem } from "./problem.js";
/** A problem to start from: n rows from a seeded generator, the same on every machine. */
export interface Example {
  readonly id: string;
  readonly name: string;
  readonly kind: Problem["kind"];
  readonly rows: number;
  /** One row: raw inputs, then the target. `j` counts from 0 to n − 1. */
  readonly row: (random: RandomGenerator, j: number, n: number) => readonly number[];
}
export declare const examples: readonly Example[];
export declare const fourDecimals: (value: number) => number;
/** The rows of an example; the same seed gives the same rows. */
export declare function drawExample({ kind, rows, row }: Example, seed: number, count?: number): Problem;
//# sourceMappingURL=examples.d.ts.map
