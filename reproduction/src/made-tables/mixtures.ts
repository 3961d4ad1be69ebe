/** Tables of numbers whose classes are mixtures of clusters. */
import type { RandomGenerator } from "halfspace";
import {
  between,
  indexOfLargest,
  numbered,
  pick,
  positivePart,
  squaredDraw,
  type TableMaker,
  tableMaker,
} from "./made-table.js";

/**
 * 26 letters in six typefaces each, described by 16 whole numbers from 0 to 15. A typeface is a cluster with a shape of its
 * own. Without noise a row is called by the nearest middle of all typefaces, in the metric of that typeface.
 */
export const letters: TableMaker = tableMaker({
  columnNames: [...numbered("f", 16), "letter"],
  seed: 1411,
  draw: (random) => {
    const names = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    const typefaces = names.flatMap((name) => {
      const middle = Float64Array.from({ length: 16 }, () => between(random, 5.5, 9.5));
      return Array.from({ length: 6 }, () => typeface(random, name, middle));
    });
    return () => {
      const drawn = pick(random, typefaces);
      const slant = random.gaussians(drawn.slants.length);
      const row = drawn.middle.map((centre, k) => {
        const slanted = drawn.slants.reduce((sum, direction, s) => sum + direction[k] * slant[s], centre);
        return Math.min(15, Math.max(0, Math.round(slanted + 0.9 * random.gaussian())));
      });
      const nearness = typefaces.map(({ middle }) => -squaredDistance(row, middle));
      return {
        cells: Array.from(row, String),
        target: drawn.name,
        withoutNoise: typefaces[indexOfLargest(nearness)].name,
      };
    };
  },
});

function typeface(random: RandomGenerator, name: string, middle: Float64Array) {
  return {
    name,
    middle: middle.map((value) => value + 2.1 * random.gaussian()),
    slants: Array.from({ length: 3 }, () => random.gaussians(16).map((value) => 0.55 * value)),
  };
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + (value - b[k]) * (value - b[k]), 0);
}

/** The middle of red, blue, green (0 to 255) and of roughness of each kind of ground, and how they spread. */
const grounds = [
  {
    name: "brick",
    parts: [
      [28, 32, 24, 1.6],
      [16, 19, 14, 1.0],
      [44, 49, 37, 2.4],
    ],
    spread: 0.1,
  },
  {
    name: "cement",
    parts: [
      [52, 66, 49, 2.2],
      [36, 46, 34, 3.0],
      [68, 86, 66, 1.4],
    ],
    spread: 0.12,
  },
  {
    name: "foliage",
    parts: [
      [6, 9, 4, 2.4],
      [20, 26, 15, 4.4],
      [2, 3, 1, 0.8],
    ],
    spread: 0.28,
  },
  {
    name: "grass",
    parts: [
      [15, 12, 19, 1.4],
      [18, 15, 24, 2.2],
    ],
    spread: 0.12,
  },
  {
    name: "path",
    parts: [
      [46, 57, 44, 1.4],
      [54, 68, 50, 1.0],
    ],
    spread: 0.1,
  },
  {
    name: "sky",
    parts: [
      [112, 135, 105, 0.5],
      [124, 140, 118, 0.8],
    ],
    spread: 0.1,
  },
  {
    name: "window",
    parts: [
      [14, 17, 11, 1.2],
      [28, 38, 26, 2.4],
      [7, 10, 6, 0.6],
    ],
    spread: 0.22,
  },
] as const;

/**
 * Patches of seven kinds of ground by 18 numbers: place, lines, edges, colours, and what is computed from the colours (so
 * that columns depend on one another exactly). 1 % of the patches carry another kind's name.
 */
export const patches: TableMaker = tableMaker({
  columnNames: [
    ...["column", "row", "short_lines_5", "short_lines_2", "edge_v_mean", "edge_v_sd", "edge_h_mean", "edge_h_sd"],
    ...["intensity", "red", "blue", "green", "excess_red", "excess_blue", "excess_green", "value", "saturation", "hue"],
    "ground",
  ],
  seed: 1412,
  draw: (random) => () => {
    const ground = pick(random, grounds);
    const place = groundPlace(random, ground.name);
    const light = 1 + ground.spread * random.gaussian();
    const [red, blue, green, rough] = pick(random, ground.parts as readonly (readonly number[])[]).map((middle) =>
      positivePart(middle * light * (1 + 0.022 * random.gaussian()) + 0.12 * random.gaussian()),
    );
    const cells = [...place, ...edges(random, rough), ...colours(red, blue, green)];
    return {
      cells: cells.map((value) => String(Math.round(1e4 * value) / 1e4)),
      target: random.uniform() < 0.01 ? pick(random, grounds).name : ground.name,
      withoutNoise: ground.name,
    };
  },
});

function groundPlace(random: RandomGenerator, name: string): number[] {
  const low = name === "sky" ? 20 : name === "grass" || name === "path" ? 150 : 60;
  return [Math.round(between(random, 1, 254)), Math.round(between(random, low, low + 100))];
}

/** Few patches have lines; means and deviations of the edges grow with the roughness. */
function edges(random: RandomGenerator, rough: number): number[] {
  const line = (share: number) => (random.uniform() < share ? 0.1111 : 0);
  const edge = () => {
    const mean = rough * (0.5 + 0.5 * squaredDraw(random));
    return [mean, mean * (0.3 + squaredDraw(random))];
  };
  return [line(0.1), line(0.04), ...edge(), ...edge()];
}

function colours(red: number, blue: number, green: number): number[] {
  const mean = (red + blue + green) / 3;
  const [most, least] = [Math.max(red, blue, green), Math.min(red, blue, green)];
  const span = most - least;
  const hue = span === 0 ? 0 : most === red ? (green - blue) / span : most === green ? 2 : -2 + (red - green) / span;
  const excess = [red, blue, green].map((colour) => 2 * (colour - mean));
  return [mean, red, blue, green, ...excess, most, most === 0 ? 0 : span / most, hue];
}

/**
 * Thirty correlated numbers and two classes of three clusters each. Two clusters of a class lie opposite each other about
 * zero, where no plane tells them apart from those of the other class. 5 % of the rows carry the other class's name.
 */
export const smallMixture: TableMaker = tableMaker({
  columnNames: [...numbered("v", 30), "state"],
  seed: 1413,
  draw: (random) => {
    const [a, b, c] = Array.from({ length: 3 }, () =>
      random.gaussians(30).map((value, column) => (column < 12 ? 0.8 * value : 0)),
    );
    const opposite = (middle: Float64Array) => middle.map((value) => -value);
    const clusters = [
      ...[a, opposite(a), c].map((middle) => ({ name: "healthy", middle })),
      ...[b, opposite(b), opposite(c)].map((middle) => ({ name: "ill", middle })),
    ];
    return () => {
      const drawn = pick(random, clusters);
      const shared = random.gaussian();
      const other = drawn.name === "ill" ? "healthy" : "ill";
      return {
        cells: Array.from(drawn.middle, (centre) => (centre + 0.5 * shared + 0.8 * random.gaussian()).toFixed(3)),
        target: random.uniform() < 0.05 ? other : drawn.name,
        withoutNoise: drawn.name,
      };
    };
  },
});
