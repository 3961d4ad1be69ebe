import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";
import { randomGenerator } from "halfspace";
import { gaussianNormTail } from "halfspace/theory";
import type { Claim } from "../reproduction.js";
import { clopperPearson } from "../statistics/clopper-pearson.js";

/** Spectra of Σ, each scaled to trace 1. The last ones are dominated by a single eigenvalue: the heaviest tails. */
const spectra: readonly { readonly name: string; readonly colour: string; readonly values: readonly number[] }[] = [
  { name: "20 equal eigenvalues", colour: palette.green, values: new Array(20).fill(1) },
  { name: "1/k, k = 1 … 20", colour: palette.blue, values: Array.from({ length: 20 }, (_, k) => 1 / (k + 1)) },
  { name: "2^(−k), k = 1 … 20", colour: palette.grey, values: Array.from({ length: 20 }, (_, k) => 2 ** -k) },
  { name: "one dominant (99 %) of 20", colour: palette.orange, values: [99, ...new Array(19).fill(1 / 19)] },
];

/** P[‖z‖ > r] as counted beside the bound of Lemma A.1. */
export interface TailPoint {
  readonly spectrum: string;
  /** r/√tr Σ */
  readonly radius: number;
  readonly exceeded: number;
  readonly bound: number;
  /** 99.9 % Clopper–Pearson interval of the true probability. */
  readonly interval: readonly [number, number];
}

export interface TailResult {
  readonly draws: number;
  readonly points: readonly TailPoint[];
}

const radii = Array.from({ length: 17 }, (_, k) => k / 4);

export function simulateTails(draws: number, seed: number): TailResult {
  const points = spectra.flatMap(({ name, values }, s) => {
    const random = randomGenerator(seed * 10 + s);
    const trace = values.reduce((a, b) => a + b, 0);
    const counts = new Array<number>(radii.length).fill(0);
    for (let draw = 0; draw < draws; draw++) {
      let square = 0;
      for (const value of values) square += value * random.gaussian() ** 2;
      const radius = Math.sqrt(square / trace);
      radii.forEach((limit, k) => {
        if (radius > limit) counts[k]++;
      });
    }
    return radii.map((radius, k) => ({
      spectrum: name,
      radius,
      exceeded: counts[k] / draws,
      bound: gaussianNormTail(radius, 1),
      interval: clopperPearson(counts[k], draws, 0.999),
    }));
  });
  return { draws, points };
}

export function tailClaims({ points, draws }: TailResult): Claim[] {
  return spectra.map(({ name }) => {
    const own = points.filter(({ spectrum }) => spectrum === name);
    const closest = own.reduce((a, b) => (b.exceeded / b.bound > a.exceeded / a.bound ? b : a));
    return {
      name: `Lemma A.1: ${name}`,
      expected: `P[‖z‖ > r] at most 2 exp(−r²/(2 tr Σ)) at ${radii.length} radii (no 99.9 % interval of ${draws.toLocaleString("en")} draws lies above it)`,
      measured: `largest ratio to the bound ${(closest.exceeded / closest.bound).toFixed(3)}, at r = ${closest.radius}√tr`,
      holds: own.every(({ interval, bound }) => interval[0] <= bound),
    };
  });
}

export function tailChart({ points, draws }: TailResult): Chart {
  const visible = points.filter(({ exceeded }) => exceeded * draws >= 5);
  const bound = radii.map((radius) => ({ radius, bound: gaussianNormTail(radius, 1) }));
  return {
    title: "Lemma A.1: the bound and the tails",
    subtitle: "one dominant eigenvalue has the heaviest tail; equal ones the lightest",
    legend: [{ label: "bound", colour: palette.ink }, ...spectra.map(({ name, colour }) => ({ label: name, colour }))],
    plot: {
      width: 900,
      height: 420,
      marginLeft: 84,
      x: { label: "r / √(tr Σ)", grid: true },
      y: { type: "log", label: "P[‖z‖ > r]", grid: true, ticks: 5, tickFormat: "~g", domain: [1e-5, 2.5] },
      marks: [
        Plot.line(bound, {
          x: "radius",
          y: "bound",
          stroke: palette.ink,
          strokeWidth: 2.5,
          strokeDasharray: "6 4",
          clip: true,
        }),
        ...spectra.flatMap(({ name, colour }) => {
          const own = visible.filter(({ spectrum }) => spectrum === name);
          return [
            Plot.line(own, { x: "radius", y: "exceeded", stroke: colour, strokeWidth: 2 }),
            Plot.dot(own, { x: "radius", y: "exceeded", fill: colour, r: 3 }),
          ];
        }),
      ],
    },
  };
}
