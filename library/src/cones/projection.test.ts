import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arrangement, arrangementFromGates, maskBit } from "../arrangements/arrangement.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { dot, norm } from "../linear-algebra/vectors.js";
import { randomGenerator } from "../random/generator.js";
import { maskBlockCones } from "./block-cones.js";
import { coneViolation } from "./membership.js";
import { type HalfSpaces, PolyhedronProjector } from "./polyhedron.js";
import { projectOnCone } from "./projection.js";

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  n: fc.integer({ min: 1, max: 40 }),
  d: fc.integer({ min: 1, max: 8 }),
  kind: fc.constantFrom("plain", "rank-deficient", "duplicates", "zero-row", "on-a-gate", "scales"),
});

/** A table with the given blemish, gates on it, and vectors to project. */
function problem({ seed, n, d, kind }: { seed: number; n: number; d: number; kind: string }) {
  const random = randomGenerator(seed);
  const x = random.gaussians(n * d);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < d; k++) {
      if (kind === "rank-deficient" && k > 0) x[j * d + k] = (k + 1) * x[j * d];
      if (kind === "duplicates" && j % 2 === 1) x[j * d + k] = x[(j - 1) * d + k] * (j % 4 === 1 ? 1 : -2);
      if (kind === "zero-row" && j === 0) x[k] = 0;
      if (kind === "on-a-gate" && k === 0 && j % 3 === 0) x[j * d] = 0;
      if (kind === "scales") x[j * d + k] *= 10 ** ((j % 9) - 4);
    }
  }
  const gates = random.gaussians(d * 3);
  if (kind === "on-a-gate") for (let k = 0; k < d; k++) gates[k * 3] = k === 0 ? 1 : 0;
  const inputs = matrix(n, d, x);
  return { inputs, arrangement: arrangementFromGates(inputs, matrix(d, 3, gates)), random };
}

/** Σ of the multipliers times the unit normals ±x_j/‖x_j‖. */
function normalsTimes(inputs: Matrix, arrangement: Arrangement, gate: number, rows: Int32Array, mu: Float64Array) {
  const d = inputs.columns;
  const out = new Float64Array(d);
  rows.forEach((j, i) => {
    const row = inputs.values.subarray(j * d, (j + 1) * d);
    const factor = ((maskBit(arrangement, j, gate) ? 1 : -1) * mu[i]) / norm(row);
    for (let k = 0; k < d; k++) out[k] += factor * row[k];
  });
  return out;
}

describe("projection on a cone of a mask", () => {
  it("Moreau: a = Π_K(a) + q with Π in the cone, q in the polar cone, orthogonal; whatever the shape", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { inputs, arrangement, random } = problem(shape);
        for (let gate = 0; gate < arrangement.maskCount; gate++) {
          const a = random.gaussians(shape.d);
          const { projection, upperBound, rows, multipliers } = projectOnCone(inputs, arrangement, gate, a);
          if (norm(projection) > 1e-2) {
            expect(coneViolation(inputs, arrangement, gate, projection)).toBeLessThan(1e-9);
          }
          expect(Math.min(0, ...multipliers)).toBe(0);
          const minusQ = normalsTimes(inputs, arrangement, gate, rows, multipliers);
          for (let k = 0; k < shape.d; k++) expect(Math.abs(projection[k] - a[k] - minusQ[k])).toBeLessThan(1e-8);
          expect(Math.abs(dot(projection, minusQ))).toBeLessThan(1e-9 * (1 + norm(minusQ)) ** 2);
          expect(Math.abs(upperBound - norm(projection))).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("no point of the cone is nearer, and a point of the cone stays where it is", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { inputs, arrangement, random } = problem(shape);
        const a = random.gaussians(shape.d);
        const { projection } = projectOnCone(inputs, arrangement, 0, a);
        const distance = norm(a.map((value, k) => value - projection[k]));
        const inside = Float64Array.from(
          { length: shape.d },
          (_, k) => arrangement.gates.values[k * arrangement.maskCount],
        );
        for (const t of [0.1, 1, 3]) {
          const other = projection.map((value, k) => value + t * inside[k]);
          expect(norm(a.map((value, k) => value - other[k]))).toBeGreaterThanOrEqual(distance - 1e-9);
        }
        const again = projectOnCone(inputs, arrangement, 0, inside).projection;
        for (let k = 0; k < shape.d; k++) expect(Math.abs(again[k] - inside[k])).toBeLessThan(1e-9);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it("a bound that stopped early is never below the norm of the projection", () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 0, max: 1, noNaN: true }), (shape, fraction) => {
        const { inputs, arrangement, random } = problem(shape);
        const cones = maskBlockCones(inputs, arrangement);
        const a = random.gaussians(shape.d);
        const exact = projectOnCone(inputs, arrangement, 0, a).upperBound;
        const early = cones.dualNorm(0, a, fraction * norm(a));
        expect(early).toBeGreaterThanOrEqual(exact - 1e-10);
        expect(early).toBeLessThanOrEqual(Math.max(exact, fraction * norm(a)) + 1e-10);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it("in the plane it is the nearest of vector, edges and origin", () => {
    // Rows e₁, e₂ and the gate (1, 1): the cone is the positive quadrant.
    const inputs = [
      [1, 0],
      [0, 1],
    ];
    const arrangement = arrangementFromGates(inputs, [[1], [1]]);
    expect([...projectOnCone(inputs, arrangement, 0, [3, -2]).projection]).toEqual([3, 0]);
    expect([...projectOnCone(inputs, arrangement, 0, [-3, -2]).projection]).toEqual([0, 0]);
    expect([...projectOnCone(inputs, arrangement, 0, [3, 2]).projection]).toEqual([3, 2]);
  });

  it("rejects a gate that is not there and a vector of another length", () => {
    const arrangement = arrangementFromGates([[1, 0]], [[1], [1]]);
    expect(() => projectOnCone([[1, 0]], arrangement, 1, [1, 2])).toThrow(/gate: got 1; expected 0 … 0/);
    expect(() => projectOnCone([[1, 0]], arrangement, 0, [1])).toThrow(/vector: got 1 values; expected 2/);
  });
});

describe("projection on a polyhedron", () => {
  it("meets its optimality conditions from cold and warm starts", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, m, d) => {
          const random = randomGenerator(seed);
          // Half-spaces that all hold at one point, with some of them through it.
          const normals = Array.from({ length: m }, () => {
            const g = random.gaussians(d);
            return g.map((value) => value / norm(g));
          });
          const inside = random.gaussians(d);
          const offsets = normals.map((g, j) => dot(g, inside) - (j % 3 === 0 ? 0 : random.uniform()));
          const spaces = halfSpaces(normals, offsets);
          const c = random.gaussians(d).map((value) => 3 * value);
          const projector = new PolyhedronProjector(d);
          projector.project(spaces, c);
          expect(projector.converged).toBe(true);
          const cold = projector.point.slice();
          const rest = cold.map((value, k) => value - c[k]);
          for (let i = 0; i < projector.rowCount; i++) {
            const j = projector.rows[i];
            expect(projector.multipliers[i]).toBeGreaterThanOrEqual(0);
            expect(Math.abs(dot(normals[j], cold) - offsets[j])).toBeLessThan(1e-9);
            for (let k = 0; k < d; k++) rest[k] -= projector.multipliers[i] * normals[j][k];
          }
          expect(norm(rest)).toBeLessThan(1e-8);
          normals.forEach((g, j) => {
            expect(dot(g, cold)).toBeGreaterThanOrEqual(offsets[j] - 1e-10);
          });
          const everyRow = Int32Array.from({ length: m }, (_, j) => (j * 7) % m);
          projector.project(spaces, c, everyRow);
          expect(projector.converged).toBe(true);
          for (let k = 0; k < d; k++) expect(Math.abs(projector.point[k] - cold[k])).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 300, seed: 4 },
    );
  });

  it("says so when there is no point", () => {
    const spaces = halfSpaces([Float64Array.of(1), Float64Array.of(-1)], [1, 1]);
    const projector = new PolyhedronProjector(1);
    projector.project(spaces, Float64Array.of(0));
    expect(projector.converged).toBe(false);
  });
});

function halfSpaces(normals: Float64Array[], offsets: number[]): HalfSpaces {
  return {
    dimension: normals[0].length,
    mostViolated(x, tolerance) {
      const slacks = normals.map((g, j) => dot(g, x) - offsets[j]);
      const worst = Math.min(...slacks);
      return worst < -tolerance ? slacks.indexOf(worst) : -1;
    },
    row(index, out) {
      out.set(normals[index]);
      return offsets[index];
    },
  };
}
