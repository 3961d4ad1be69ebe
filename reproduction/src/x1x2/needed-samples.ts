import { exponential, logarithm } from "halfspace/numerics";
import { fittedLine } from "../statistics/fitted-line.js";
import { dimensions, type Point } from "./plan.js";
import type { Method, Needed } from "./sample-charts.js";

/** Samples for 1 % test error by dimension, and the power of d fitted to them. */
export function neededSamples(points: readonly Point[], method: Method): Needed {
  const samples = dimensions.flatMap((d) => {
    const line = points.filter((point) => point.method === method && point.d === d).sort((a, b) => a.n - b.n);
    const below = line.findIndex(({ mean }, k) => mean <= 0.01 && line.slice(k).every((later) => later.mean <= 0.01));
    if (below < 0) return [];
    if (below === 0) return [{ d, n: line[0].n }];
    const [before, after] = [line[below - 1], line[below]];
    const part = (before.mean - 0.01) / (before.mean - after.mean);
    return [{ d, n: exponential(logarithm(before.n) + part * logarithm(after.n / before.n)) }];
  });
  const { slope, height } = fittedLine(samples.map(({ d, n }) => [logarithm(d), logarithm(n)]));
  return { method, samples, exponent: slope, factor: exponential(height) };
}
