import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../errors.js";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { type Arrangement, arrangementFromGates, maskBit } from "./arrangement.js";
import { coverCount } from "./cover-count.js";
import { enumerateArrangement, isComplete, isMinimallyComplete } from "./enumerate.js";
import { sampleArrangement } from "./sample.js";

/** Rank over the rationals, by fraction-free elimination. */
function exactRank(rows: readonly (readonly number[])[]): number {
  const a = rows.map((row) => row.map(BigInt));
  let rank = 0;
  for (let c = 0; c < (a[0]?.length ?? 0) && rank < a.length; c++) {
    const pivot = a.findIndex((row, i) => i >= rank && row[c] !== 0n);
    if (pivot < 0) continue;
    [a[rank], a[pivot]] = [a[pivot], a[rank]];
    for (let i = rank + 1; i < a.length; i++) {
      const [top, own] = [a[rank][c], a[i][c]];
      a[i] = a[i].map((value, k) => value * top - a[rank][k] * own);
    }
    rank++;
  }
  return rank;
}

/** Whitney and Zaslavsky: the cells of a central arrangement number Σ over sets B of its rows of (−1)^(|B| + rank B). */
function whitneyCount(rows: readonly (readonly number[])[]): number {
  const nonzero = rows.filter((row) => row.some((value) => value !== 0));
  let count = 0;
  for (let bits = 0; bits < 1 << nonzero.length; bits++) {
    const chosen = nonzero.filter((_, i) => (bits >> i) & 1);
    count += (chosen.length + exactRank(chosen)) % 2 === 0 ? 1 : -1;
  }
  return count;
}

function maskText(arrangement: Arrangement, gate: number): string {
  return Array.from({ length: arrangement.sampleCount }, (_, j) => (maskBit(arrangement, j, gate) ? 1 : 0)).join("");
}

const smallIntegerTables = fc
  .record({ n: fc.integer({ min: 1, max: 9 }), d: fc.integer({ min: 1, max: 5 }) })
  .chain(({ n, d }) =>
    fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
  );

describe("tables full of ties", () => {
  it("has as many masks as Whitney's theorem counts, all distinct", () => {
    fc.assert(
      fc.property(smallIntegerTables, (rows) => {
        const all = enumerateArrangement(rows);
        expect(all.maskCount).toBe(whitneyCount(rows));
        expect(new Set(Array.from({ length: all.maskCount }, (_, i) => maskText(all, i))).size).toBe(all.maskCount);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it("counts the same whatever positive or negative scale rows and columns have, rounded or not", () => {
    fc.assert(
      fc.property(smallIntegerTables, fc.integer({ min: 1, max: 1e6 }), (rows, seed) => {
        const random = randomGenerator(seed);
        const columnScales = rows[0].map(() => 10 ** (12 * random.uniform() - 6));
        const scaled = rows.map((row) => {
          const scale = random.gaussian() * 10 ** (6 * random.uniform());
          return row.map((value, k) => value * scale * columnScales[k]);
        });
        expect(enumerateArrangement(scaled).maskCount).toBe(enumerateArrangement(rows).maskCount);
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  it("contains every mask that random gates make", () => {
    fc.assert(
      fc.property(smallIntegerTables, (rows) => {
        const all = enumerateArrangement(rows);
        const known = new Set(Array.from({ length: all.maskCount }, (_, i) => maskText(all, i)));
        const sampled = sampleArrangement(rows, { count: 300 });
        for (let i = 0; i < sampled.maskCount; i++) expect(known.has(maskText(sampled, i))).toBe(true);
      }),
      { numRuns: 50, seed: 5 },
    );
  });
});

describe("counts known from elsewhere", () => {
  /** All 0/1 rows of length d. */
  const corners = (d: number) =>
    Array.from({ length: 1 << d }, (_, i) => Array.from({ length: d }, (_, k) => (i >> k) & 1));

  it("threshold functions of d bits: 4, 14, 104, 1882 (gates on (1, ±1 …) rows)", () => {
    const counts = [1, 2, 3, 4].map(
      (d) => enumerateArrangement(corners(d).map((bits) => [1, ...bits.map((bit) => 2 * bit - 1)])).maskCount,
    );
    expect(counts).toEqual([4, 14, 104, 1882]);
  });

  it("the resonance arrangement, all sums of coordinates: 2, 6, 32, 370, 11292", () => {
    expect([1, 2, 3, 4, 5].map((d) => enumerateArrangement(corners(d)).maskCount)).toEqual([2, 6, 32, 370, 11292]);
  });

  it("one-hot columns beside a bias, before and after standardising", () => {
    const rows = Array.from({ length: 18 }, (_, i) => [
      +(i % 3 === 0),
      +(i % 3 === 1),
      +(i % 3 === 2),
      ((7 * i) % 11) / 11,
    ]);
    const standardised = rows.map((row) =>
      row.map((value, k) => {
        const mean = rows.reduce((sum, other) => sum + other[k], 0) / 18;
        const variance = rows.reduce((sum, other) => sum + (other[k] - mean) ** 2, 0) / 18;
        return (value - mean) / Math.sqrt(variance);
      }),
    );
    const withBias = (table: number[][]) => enumerateArrangement(table.map((row) => [...row, 1])).maskCount;
    expect(withBias(standardised)).toBe(withBias(rows));
  });
});

describe("rows that split nothing", () => {
  const base = [
    [1, 2, 0.5],
    [-1, 0.3, 2],
    [0.7, -1.1, 1],
    [0.2, 0.9, -1.3],
  ];
  it("duplicate, parallel and antiparallel rows follow their direction; a zero row is always open", () => {
    const rows = [...base, base[1], base[0].map((v) => 3 * v), base[2].map((v) => -v / 7), [0, 0, 0], [-0, 0, -0]];
    const all = enumerateArrangement(rows);
    expect(all.maskCount).toBe(coverCount(4, 3));
    for (let i = 0; i < all.maskCount; i++) {
      expect(maskBit(all, 4, i)).toBe(maskBit(all, 1, i));
      expect(maskBit(all, 5, i)).toBe(maskBit(all, 0, i));
      expect(maskBit(all, 6, i)).toBe(!maskBit(all, 2, i));
      expect(maskBit(all, 7, i) && maskBit(all, 8, i)).toBe(true);
    }
  });

  it("a table of zeros has one mask, all open; one row has two", () => {
    const zeros = enumerateArrangement(matrix(3, 2));
    expect([zeros.maskCount, maskText(zeros, 0)]).toEqual([1, "111"]);
    expect(enumerateArrangement([[0, -3, 0]]).maskCount).toBe(2);
  });

  it("fewer rows than columns, and rank below both, reduce to the row space", () => {
    const random = randomGenerator(2);
    expect(enumerateArrangement(matrix(6, 40, random.gaussians(240))).maskCount).toBe(64);
    const [a, b] = [random.gaussians(30), random.gaussians(14)];
    const product = matrix(15, 7);
    for (let j = 0; j < 15; j++) {
      for (let k = 0; k < 7; k++) product.values[j * 7 + k] = a[2 * j] * b[k] + a[2 * j + 1] * b[7 + k];
    }
    const all = enumerateArrangement(product);
    expect(all.maskCount).toBe(30);
    expect(isMinimallyComplete(all, product)).toBe(true);
  });
});

describe("thin but real cones", () => {
  it("rows 1e-10 apart are two directions, with a gate between them", () => {
    const rows = [
      [1, 0, 0.3],
      [1, 1e-10, 0.3],
      [0, 1, 0.4],
      [0.1, 0.2, 0.9],
    ];
    expect(enumerateArrangement(rows).maskCount).toBe(coverCount(4, 3));
  });

  it("years as a feature beside a bias", () => {
    const rows = Array.from({ length: 40 }, (_, j) => [1985 + j, 1]);
    expect(enumerateArrangement(rows).maskCount).toBe(80);
  });
});

describe("Definition 2.1 as a check", () => {
  const inputs = matrix(7, 3, randomGenerator(5).gaussians(21));
  const all = enumerateArrangement(inputs);
  it("holds for the enumeration, fails when one gate is taken away", () => {
    expect(isMinimallyComplete(all, inputs)).toBe(true);
    const fewer = matrix(3, all.maskCount - 1);
    for (let k = 0; k < 3; k++) {
      for (let i = 0; i < fewer.columns; i++)
        fewer.values[k * fewer.columns + i] = all.gates.values[k * all.maskCount + i];
    }
    expect(isComplete(arrangementFromGates(inputs, fewer), inputs)).toBe(false);
  });

  it("complete, not minimally, with a gate twice; merging makes it minimal again", () => {
    const twice = matrix(3, all.maskCount + 1);
    for (let k = 0; k < 3; k++) {
      for (let i = 0; i <= all.maskCount; i++) {
        twice.values[k * twice.columns + i] = all.gates.values[k * all.maskCount + (i % all.maskCount)];
      }
    }
    const merged = arrangementFromGates(inputs, twice);
    expect(isMinimallyComplete(merged, inputs)).toBe(true);
    const unmerged = { ...merged, gates: twice, maskCount: twice.columns };
    expect([isComplete(unmerged, inputs), isMinimallyComplete(unmerged, inputs)]).toEqual([true, false]);
  });

  it("a small sample of a large arrangement is not complete", () => {
    expect(isComplete(sampleArrangement(inputs, { count: 10 }), inputs)).toBe(false);
  });
});

describe("bad input", () => {
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error instanceof InputError ? error.code : error;
    }
  };
  it("refuses what cannot be held, before any work", () => {
    const large = matrix(500, 12, randomGenerator(1).gaussians(6000));
    expect(code(() => enumerateArrangement(large))).toBe("too-many-masks");
    expect(() => enumerateArrangement(large)).toThrow(/500 distinct nonzero rows of rank 12.*sampleArrangement/);
    expect(code(() => enumerateArrangement(matrix(30, 3, randomGenerator(1).gaussians(90)), { maxMasks: 100 }))).toBe(
      "too-many-masks",
    );
  });
  it("refuses unknown options, tables that are not finite, and gates of another width", () => {
    expect(code(() => enumerateArrangement([[1]], { limit: 3 } as object))).toBe("unknown-option");
    expect(code(() => enumerateArrangement([[Number.NaN]]))).toBe("not-finite");
    expect(code(() => isComplete(enumerateArrangement([[1, 2]]), [[1]]))).toBe("shape-mismatch");
  });
});
