// The digests of one fit of every kind of model and of every loss, in the engine that runs this file: Node, Bun, Deno, or a page that imports
// `digestsIn`. test/engines/engines.test.ts compares them.
//   ENGINE scripts/same-bits/engine-here.js
import { digest } from "./digest.js";
import { familyRuns } from "./selection-runs.js";
import { kindAndLossRuns } from "./training-runs.js";

/** The elementary functions that the library brings, and what engines are trusted to share: squares, powers of two and roots. */
function elementary({ exponential, hypotenuse, logarithm, logarithmOfOnePlus }) {
  const points = Array.from({ length: 4000 }, (_, k) => (k + 1) / 37);
  return {
    own: [exponential, logarithm, logarithmOfOnePlus].map((f) => points.map((x) => f(x))),
    negative: points.map((x) => exponential(-x)),
    lengths: points.map((x) => hypotenuse(x, 1 / x)),
    shared: points.map((x, k) => [x ** 2, 2 ** (k - 2000), Math.sqrt(x)]),
  };
}

/**
 * @param halfspace the names of the package's door
 * @param numerics those of `halfspace/numerics`
 * @returns name → 16 hexadecimal digits
 */
export async function digestsIn(halfspace, numerics) {
  const found = { "elementary functions": digest(elementary(numerics)) };
  for (const { name, run } of [...kindAndLossRuns, ...familyRuns]) found[name] = digest(await run(halfspace));
  return found;
}
