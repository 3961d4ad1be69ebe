import { describe, expect, it } from "vitest";
import { drawnRange } from "../problems/problem.js";
import { linePath } from "./line-path.js";
import { viewOf } from "./view.js";

const view = viewOf({ width: 760, height: 460, margin: 6, x: drawnRange, y: 1.25 });
const places = Array.from({ length: 401 }, (_, k) => drawnRange * ((2 * k) / 400 - 1));

/** The points of a path. */
const pointsOf = (path: string) =>
  path
    .slice(1)
    .split("L")
    .map((point) => point.split(" ").map(Number));

function heightAt(points: readonly number[][], x: number): number {
  const after = Math.max(
    1,
    points.findIndex(([place]) => place >= x),
  );
  const [[x1, y1], [x2, y2]] = [points[after - 1], points[after]];
  return y1 + ((y2 - y1) * (x - x1)) / (x2 - x1);
}

describe("the path of a function's line", () => {
  it("has few points where the function has few bends", () => {
    expect(
      pointsOf(
        linePath(
          view,
          places.map((x) => 0.3 * x),
        ),
      ),
    ).toHaveLength(2);
    const bent = places.map((x) => Math.max(0, x) - 2 * Math.max(0, x - 0.5));
    expect(pointsOf(linePath(view, bent)).length).toBeLessThan(8);
  });

  it("stays within a third of a pixel of every value, of smooth and of bent functions", () => {
    for (const f of [(x: number) => x * x, (x: number) => Math.abs(x) - 0.4, (x: number) => x ** 3 - x / 2]) {
      const surface = places.map(f);
      const points = pointsOf(linePath(view, surface));
      surface.forEach((value, k) => {
        const x = Math.min(Math.max(view.xOf(places[k]), points[0][0]), points[points.length - 1][0]);
        expect(Math.abs(heightAt(points, x) - view.yOf(value))).toBeLessThan(0.35);
      });
    }
  });
});
