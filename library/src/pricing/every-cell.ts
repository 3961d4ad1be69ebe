import type { Matrix } from "../linear-algebra/matrix.js";
import type { ExactPricing } from "./dual-function.js";
import { enumeratedPricing } from "./enumerated-maxima.js";
import { rankThreePricing } from "./rank-three.js";

/**
 * The ways to find the maxima of |φ(u)| over all unit u by looking at every cell, the cheapest first. Each takes a table of full column rank and is
 * undefined where it cannot answer. Solvers take their directions from here. Orders of crossings, and which rows are parallel, are decided in
 * floating point.
 * Does not do: proofs (`bounded-maximum.ts`).
 */
const ways: readonly ((inputs: Matrix, barriers: number) => ExactPricing | undefined)[] = [
  rankThreePricing,
  enumeratedPricing,
];

/**
 * How to price one table by all of its cells; undefined where no way is known (rank above 3 and too many masks).
 * @param inputs n×d of full column rank (`rowSpace` makes it so); d may be 0
 * @param barriers how many of the last rows are barriers
 */
export function exactPricing(inputs: Matrix, barriers = 0): ExactPricing | undefined {
  for (const way of ways) {
    const pricing = way(inputs, barriers);
    if (pricing) return pricing;
  }
  return undefined;
}
