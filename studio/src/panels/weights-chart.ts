import { dot, type PlotOptions, ruleY } from "@observablehq/plot";

/** The NTK's weight of every gate against the learned one. */
export function weightsChart(before: Float64Array, after: Float64Array, colour: string): PlotOptions {
  const gates = Array.from(before, (share, gate) => ({ share, learned: after[gate] })).filter(({ share }) => share > 0);
  const used = gates.filter(({ learned }) => learned > 0);
  // Thousands of unused gates would only be one thick line.
  const unused = gates
    .filter(({ learned }) => learned === 0)
    .filter((_, k, all) => k % Math.ceil(all.length / 300) === 0);
  return {
    x: { type: "log", label: "NTK weight", tickFormat: "~e", ticks: 3, labelArrow: "none" },
    y: { label: "learned weight", grid: true, labelArrow: "none", ticks: 5 },
    marks: [
      ruleY([0], { stroke: "var(--line)" }),
      dot(unused, { x: "share", y: "learned", r: 2, fill: "var(--quiet)", fillOpacity: 0.7 }),
      dot(used, { x: "share", y: "learned", r: 3.5, fill: colour, fillOpacity: 0.85 }),
    ],
  };
}
