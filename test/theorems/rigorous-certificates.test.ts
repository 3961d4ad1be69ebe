import {
  type Certificate,
  type GatedReluProgram,
  gatedReluProgram,
  type Loss,
  matrix,
  namedLoss,
  randomGenerator,
  sampleArrangement,
  solve,
  verifyCertificate,
} from "halfspace";
import { maskBit } from "halfspace/geometry";
import { withConstant } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { asUnits } from "../../library/src/numerics/exact-sign.js";

/**
 * Certificates are theorems about doubles: both bounds against exact rational arithmetic (BigInt), on tables that cancel, of all scales, with
 * duplicates, rows of zeros and rows on gates.
 */

/** A rational number n/2^e with whole n: every double is one, and + − × stay exact. */
interface Dyadic {
  readonly n: bigint;
  readonly e: bigint;
}

const exact = (x: number): Dyadic => ({ n: asUnits(x), e: 1074n });
const times = (a: Dyadic, b: Dyadic): Dyadic => ({ n: a.n * b.n, e: a.e + b.e });
const plus = (a: Dyadic, b: Dyadic): Dyadic => (a.e >= b.e ? { n: a.n + (b.n << (a.e - b.e)), e: a.e } : plus(b, a));
const minus = (a: Dyadic, b: Dyadic): Dyadic => plus(a, { ...b, n: -b.n });
const atMost = (a: Dyadic, b: Dyadic): boolean => minus(b, a).n >= 0n;
const zero = exact(0);

/** A dyadic number that is never below √a, to 200 bits. */
function rootAbove({ n, e }: Dyadic): Dyadic {
  const even = e % 2n === 0n ? { n, e } : { n: n * 2n, e: e + 1n };
  const wide = even.n << 400n;
  if (wide === 0n) return zero;
  let root = 1n << (BigInt(wide.toString(2).length) / 2n + 1n);
  for (let next = (root + wide / root) / 2n; next < root; next = (root + wide / root) / 2n) root = next;
  return { n: root + 1n, e: even.e / 2n + 200n };
}

/** P of the squared loss from above by less than 2⁻¹⁵⁰ of the penalty, and D exactly, from the definition. */
function squaredBounds(program: GatedReluProgram, { primalPoint, dualPoint }: Certificate) {
  const { inputs, arrangement, data, lambda } = program;
  const [n, d, k] = [inputs.rows, inputs.columns, data.outputs];
  const x = Array.from(inputs.values, exact);
  const u: Dyadic[] = new Array(n * k).fill(zero);
  let penalty = zero;
  primalPoint.which.forEach((gate, a) => {
    const block = Array.from(primalPoint.blocks.subarray(a * d * k, (a + 1) * d * k), exact);
    penalty = plus(penalty, rootAbove(block.reduce((sum, w) => plus(sum, times(w, w)), zero)));
    for (let j = 0; j < n; j++) {
      if (!maskBit(arrangement, j, gate)) continue;
      for (let i = 0; i < d; i++)
        for (let o = 0; o < k; o++) u[j * k + o] = plus(u[j * k + o], times(x[j * d + i], block[i * k + o]));
    }
  });
  const weight = (at: number) => exact(data.weights?.[Math.floor(at / k)] ?? 1);
  const y = Array.from(data.targets, exact);
  let primal = times(exact(lambda), penalty);
  u.forEach((value, at) => {
    const r = minus(value, y[at]);
    primal = plus(primal, times(weight(at), times(r, r)));
  });
  const z = Array.from(dualPoint, exact);
  let [dual, largest] = [zero, zero];
  z.forEach((value, at) => {
    // yz − z²/4 for weight 1: the quarter is two bits.
    dual = plus(dual, minus(times(value, y[at]), { n: value.n * value.n, e: 2n * value.e + 2n }));
  });
  for (let gate = 0; gate < arrangement.maskCount; gate++) {
    let square = zero;
    for (let i = 0; i < d; i++) {
      for (let o = 0; o < k; o++) {
        let sum = zero;
        for (let j = 0; j < n; j++)
          if (maskBit(arrangement, j, gate)) sum = plus(sum, times(x[j * d + i], z[j * k + o]));
        square = plus(square, times(sum, sum));
      }
    }
    if (atMost(largest, square)) largest = square;
  }
  return { primal, dual, largest, lambda: exact(lambda), sums: sumsOf(z, k) };
}

function sumsOf(z: readonly Dyadic[], outputs: number): Dyadic[] {
  return Array.from({ length: outputs }, (_, o) =>
    z.reduce((sum, value, at) => (at % outputs === o ? plus(sum, value) : sum), zero),
  );
}

/** Small tables of every unpleasant kind. */
function table(seed: number) {
  const random = randomGenerator(seed);
  const [n, d, k] = [3 + random.integer(14), 1 + random.integer(3), 1 + random.integer(2)];
  const scale = [1, 1, 1e100, 1e-100, 1e-157][seed % 5];
  const values = random.gaussians(n * d).map((value) => scale * (seed % 3 === 0 ? Math.round(2 * value) : value));
  // A duplicate, a row of zeros, and two rows that cancel but for a little.
  for (let i = 0; i < d; i++) {
    values[d + i] = values[i];
    values[2 * d + i] = seed % 2 ? 0 : -values[i] * (1 + 1e-15);
  }
  const targets = random.gaussians(n * k).map((value) => value + (seed % 7 === 0 ? 1e8 : 0));
  return { inputs: matrix(n, d, values), targets: matrix(n, k, targets) };
}

describe("the certificate of the squared loss against exact rationals", () => {
  it("on 400 tables: P is not above its bound, z̃ is feasible exactly, D is not below its bound, and the gap follows", async () => {
    const slack: number[] = [];
    for (let seed = 1; seed <= 400; seed++) {
      const { inputs, targets } = table(seed);
      const squared = namedLoss("squared") as Loss;
      const loss = seed % 4 === 0 ? withConstant(squared) : squared;
      const arrangement = sampleArrangement(inputs, { count: 12, seed });
      const lambda = 0.05 * (1 + (seed % 3)) * Math.max(1e-200, Math.abs(inputs.values[0]));
      const stated = gatedReluProgram({
        inputs,
        targets,
        arrangement,
        loss: loss as never,
        lambda,
      }) as GatedReluProgram;
      const { certificate } = await solve(stated, { tolerance: 1e-6, maxIterations: 50 });
      const bounds = squaredBounds(stated, certificate);
      if (!loss.constant && Number.isFinite(certificate.primalObjective)) {
        expect(atMost(bounds.primal, plus(exact(certificate.primalObjective), exact(1e-300)))).toBe(true);
      }
      expect(atMost(bounds.largest, times(bounds.lambda, bounds.lambda))).toBe(true);
      expect(certificate.dualObjective === -Infinity || atMost(exact(certificate.dualObjective), bounds.dual)).toBe(
        true,
      );
      if (loss.constant) expect(bounds.sums.every(({ n }) => n === 0n)).toBe(true);
      const { primalObjective, dualObjective, dualityGap } = certificate;
      if (Number.isFinite(dualityGap)) {
        expect(atMost(minus(exact(primalObjective), exact(dualObjective)), exact(dualityGap))).toBe(true);
        const lost = minus(exact(dualityGap), minus(bounds.primal, bounds.dual));
        if (!loss.constant)
          slack.push(Number((lost.n << 60n) / (bounds.primal.n << (lost.e - bounds.primal.e))) / 2 ** 60);
      }
      expect([seed, verifyCertificate(stated, certificate).verified]).toEqual([seed, true]);
    }
    slack.sort((a, b) => a - b);
    expect(slack[slack.length >> 1]).toBeLessThanOrEqual(1e-12);
  }, 120_000);
});

describe("the certificate of a thousand rows", () => {
  it("is looser than the rounded gap by less than 1e-12 of the objective", async () => {
    for (const [name, rows] of [
      ["squared", 1000],
      ["logistic", 997],
    ] as const) {
      const random = randomGenerator(rows);
      const inputs = matrix(rows, 8, random.gaussians(rows * 8));
      const signal = Float64Array.from({ length: rows }, (_, j) => inputs.values[8 * j] + 0.3 * random.gaussian());
      const targets = name === "squared" ? signal : signal.map(Math.sign);
      const arrangement = sampleArrangement(inputs, { count: 100, seed: 1 });
      const loss = namedLoss(name) as Loss;
      const stated = gatedReluProgram({ inputs, targets, arrangement, loss: loss as never, lambdaFraction: 0.1 });
      const { certificate } = await solve(stated as GatedReluProgram, { tolerance: 1e-6 });
      const { primalObjective, dualObjective } = certificate;
      const { primal, dual } = roundedBounds(stated as GatedReluProgram, certificate);
      expect((primalObjective - primal + dual - dualObjective) / primal).toBeLessThan(1e-12);
    }
  });
});

/** P and D at the certificate's point as they round, D at the multiple of z = −∇L that just fits. */
function roundedBounds(program: GatedReluProgram, { primalPoint }: Certificate) {
  const { operator, loss, data, lambda } = program as unknown as {
    operator: GatedReluProgram["operator"];
    loss: Loss;
    data: GatedReluProgram["data"];
    lambda: number;
  };
  const u = new Float64Array(data.sampleCount);
  operator.forward(primalPoint.blocks, 1, primalPoint.which, u);
  const size = operator.blockSize;
  const lengths = Array.from(primalPoint.which, (_, a) =>
    Math.hypot(...primalPoint.blocks.subarray(a * size, (a + 1) * size)),
  );
  const z = new Float64Array(u.length);
  loss.negativeGradient(u, data, z);
  const norms = new Float64Array(operator.blockCount);
  operator.norms(z, 1, norms);
  const scale = Math.min(1, lambda / norms.reduce((most, norm) => Math.max(most, norm), 0));
  const primal = loss.value(u, data) + lambda * lengths.reduce((sum, length) => sum + length, 0);
  return {
    primal,
    dual: loss.dualValue(
      z.map((value) => scale * value),
      data,
    ),
  };
}
