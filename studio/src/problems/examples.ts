import { type RandomGenerator, randomGenerator } from "halfspace";
import type { Problem, Rows } from "./problem.js";

/** A problem to start from: n rows from a seeded generator, the same on every machine. */
export interface Example {
  readonly id: string;
  readonly name: string;
  readonly kind: Problem["kind"];
  readonly rows: number;
  /** One row: raw inputs, then the target. `j` counts from 0 to n − 1. */
  readonly row: (random: RandomGenerator, j: number, n: number) => readonly number[];
}

const turn = 2 * Math.PI;
const even = (j: number, n: number) => -0.95 + (1.9 * j) / (n - 1);
const disc = (random: RandomGenerator): [number, number] => [
  1.9 * random.uniform() - 0.95,
  1.9 * random.uniform() - 0.95,
];

export const examples: readonly Example[] = [
  {
    id: "points",
    name: "Points",
    kind: "curve",
    rows: 14,
    row: (random, j, n) => [
      even(j, n),
      0.55 * Math.sin(1.1 * turn * even(j, n)) + 0.25 * even(j, n) + 0.09 * random.gaussian(),
    ],
  },
  {
    id: "step",
    name: "Step",
    kind: "curve",
    rows: 16,
    row: (random, j, n) => [even(j, n), (even(j, n) > 0.1 ? 0.6 : -0.5) + 0.05 * random.gaussian()],
  },
  {
    id: "moons",
    name: "Two moons",
    kind: "plane",
    rows: 60,
    row: (random, j) => {
      const angle = (turn / 2) * random.uniform();
      const [x, y] =
        j % 2 === 0 ? [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25] : [0.5 - Math.cos(angle), 0.25 - Math.sin(angle)];
      return [0.6 * x + 0.06 * random.gaussian(), 0.75 * y + 0.06 * random.gaussian(), j % 2 === 0 ? 1 : -1];
    },
  },
  {
    id: "circles",
    name: "Circles",
    kind: "plane",
    rows: 60,
    row: (random, j) => {
      const [angle, radius] = [turn * random.uniform(), (j % 2 === 0 ? 0.35 : 0.8) + 0.06 * random.gaussian()];
      return [radius * Math.cos(angle), radius * Math.sin(angle), j % 2 === 0 ? 1 : -1];
    },
  },
  {
    id: "spirals",
    name: "Spirals",
    kind: "plane",
    rows: 80,
    row: (random, j, n) => {
      const t = (Math.floor(j / 2) + 0.5) / (n / 2);
      const angle = 1.5 * turn * t + (j % 2 === 0 ? 0 : turn / 2);
      const radius = 0.1 + 0.8 * t;
      return [
        radius * Math.cos(angle) + 0.02 * random.gaussian(),
        radius * Math.sin(angle) + 0.02 * random.gaussian(),
        j % 2 === 0 ? 1 : -1,
      ];
    },
  },
  {
    id: "xor",
    name: "XOR",
    kind: "plane",
    rows: 60,
    row: (random, j) => {
      const [x, y] = [j % 2 === 0 ? 0.5 : -0.5, j % 4 < 2 ? 0.5 : -0.5];
      return [x + 0.15 * random.gaussian(), y + 0.15 * random.gaussian(), x * y > 0 ? 1 : -1];
    },
  },
  {
    id: "product",
    name: "x₁x₂",
    kind: "plane",
    rows: 60,
    row: (random) => {
      const [x, y] = disc(random);
      return [x, y, x * y > 0 ? 1 : -1];
    },
  },
];

export const fourDecimals = (value: number): number => Math.round(value * 1e4) / 1e4;

const unseenRows = 200;
/** Far from the seeds that people type, so that rows to be judged on are not rows that were learned. */
const unseenSeed = 1_000_003;

/** The rows of an example, and others of the same source to be judged on; the same seed gives the same rows. */
export function drawExample(example: Example, seed: number): Problem {
  const { kind, rows } = example;
  return { kind, ...rowsOf(example, seed, rows), unseen: rowsOf(example, seed + unseenSeed, unseenRows) };
}

function rowsOf({ row }: Example, seed: number, count: number): Rows {
  const random = randomGenerator(seed);
  // Rounded: short links, and the same bits where an engine's sine differs in the last one.
  const drawn = Array.from({ length: count }, (_, j) => row(random, j, count).map(fourDecimals));
  return {
    inputs: Float64Array.from(drawn.flatMap((values) => values.slice(0, -1))),
    targets: Float64Array.from(drawn, (values) => values[values.length - 1]),
  };
}
