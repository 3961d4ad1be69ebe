import { otherStream, randomGenerator } from "../../random/generator.js";

/** Which rows of a table are centres: some of them drawn from the seed, ascending. */
export function drawnCentres(count: number, rows: number, seed: number): Int32Array {
  return randomGenerator(otherStream(seed, 104_729)).permutation(rows).slice(0, count).sort();
}
