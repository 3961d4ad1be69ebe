import type { Matrix } from "../linear-algebra/matrix.js";
import type { ExactPricing } from "./dual-function.js";
import { enumeratedPricing } from "./enumerated-maxima.js";
import { rankThreePricing } from "./rank-three.js";

/**
 * The ways to prove a bound of max |φ(u)| over all unit u, the cheapest first. Each takes a table of full column rank
 * and is undefined where it cannot answer. A further way, such as branch and bound in rank 4 and 5, is a file of this
 * room and an entry here. Certificates and solvers then have it at once.
 */
const ways: readonly ((inputs: Matrix) => ExactPricing | undefined)[] = [rankThreePricing, enumeratedPricing];

/**
 * How to price one table with proof; undefined where no way is known (rank above 3 and too many masks).
 * @param inputs n×d of full column rank (`rowSpace` makes it so); d may be 0
 */
export function exactPricing(inputs: Matrix): ExactPricing | undefined {
  for (const way of ways) {
    const pricing = way(inputs);
    if (pricing) return pricing;
  }
  return undefined;
}
