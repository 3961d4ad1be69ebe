import { type Matrix, matrix, randomGenerator } from "halfspace";

export const sampleCount = 5;

export interface LinePoints {
  readonly inputs: Matrix;
  readonly targets: readonly number[];
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** x uniform on [−1, 1] in five equal strips, so that no two points meet; y ~ N(0, 1); the second column is the bias. */
export function pointsOnALine(seed: number): LinePoints {
  const random = randomGenerator(seed);
  const points = Array.from({ length: sampleCount }, (_, j) => ({
    x: -1 + (2 * (j + 0.15 + 0.7 * random.uniform())) / sampleCount,
    y: random.gaussian(),
  }));
  return { inputs: onTheLine(points.map(({ x }) => x)), targets: points.map(({ y }) => y), points };
}

/** Rows (x, 1). */
export function onTheLine(xs: readonly number[]): Matrix {
  return matrix(
    xs.length,
    2,
    xs.flatMap((x) => [x, 1]),
  );
}
