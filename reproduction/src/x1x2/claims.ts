import type { Claim } from "../reproduction.js";
import type { Found } from "./methods.js";
import { dimensions, type Point } from "./plan.js";
import type { Method, Needed } from "./sample-charts.js";

export function claimsOf(points: readonly Point[], found: readonly Found[], needed: readonly Needed[]): Claim[] {
  const [network, , tangent] = needed;
  return [
    ...dimensions.flatMap((d) => dimensionClaims(d, points, found)),
    {
      name: "Theorem 12.6: the network's power of d",
      expected: "about 1 (checked: below 1.3)",
      measured: network.exponent,
      holds: network.exponent < 1.3,
    },
    {
      name: "Theorem 12.6: the NTK's power of d",
      expected: "about 2 (checked: above 1.7)",
      measured: tangent.exponent,
      holds: tangent.exponent > 1.7,
    },
  ];
}

/** What holds at n = 4d. */
function dimensionClaims(d: number, points: readonly Point[], found: readonly Found[]): Claim[] {
  const at = (method: Method) => points.find((point) => point.method === method && point.d === d && point.n === 4 * d)!;
  const { errors } = at("generated");
  const perfect = errors.filter((error) => error === 0).length;
  const tangent = at("ntk").mean;
  const four = found.filter((one) => one.d === d && one.all).length;
  return [
    {
      name: `d = ${d}: generated gates, n = ${4 * d}`,
      expected: "no test error in at least 9 of 10 seeds",
      measured: `${perfect} of ${errors.length}`,
      holds: perfect >= 0.9 * errors.length,
    },
    {
      name: `d = ${d}: NTK, n = ${4 * d}`,
      expected: "test error above 15 %",
      measured: tangent,
      holds: tangent > 0.15,
    },
    {
      name: `d = ${d}: the four neurons of (12.22)`,
      expected: "recognised in at least 9 of 10 seeds",
      measured: `${four} of ${errors.length}`,
      holds: four >= 0.9 * errors.length,
    },
  ];
}
