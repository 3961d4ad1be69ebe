import { describe, expect, it } from "vitest";
import {
  arccosine,
  arctangent2,
  exponential,
  hypotenuse,
  kernelExponential,
  logarithm,
  logarithmOfOnePlus,
  power,
} from "../../library/src/numerics/elementary/index.js";
import { randomGenerator } from "../../library/src/random/generator.js";
import { problemCount } from "../problem-count.js";
import {
  bigArctangent,
  bigExponential,
  bigLogarithm,
  bigRoot,
  exactly,
  halfPi,
  nearly,
  one,
  over,
  size,
  times,
} from "./high-precision.js";

const count = problemCount(500);
const random = randomGenerator(11);
/** Numbers of all sizes and both signs between 2^from and 2^to. */
const sizes = (from: number, to: number) =>
  Array.from({ length: count }, () => (1 + random.uniform()) * 2 ** Math.floor(from + (to - from) * random.uniform()));

/** |value − exact| / |exact| in units of 2^-53. */
function relativeError(value: number, exact: bigint): number {
  return nearly(over(size(exactly(value) - exact), size(exact)) << 53n);
}

/** The same for exact = m·2^k. */
const scaledError = (value: number, { m, k }: { m: bigint; k: number }): number =>
  relativeError(k < -900 ? value * 2 ** 900 * 2 ** (-k - 900) : value * 2 ** -k, m);

const largest = (errors: readonly number[]): number => errors.reduce((most, error) => Math.max(most, error), 0);

describe("elementary functions against whole numbers of 256 bits, in units of 2^-53", () => {
  it("exponential: 4 units proved, 2 seen", () => {
    const xs = Array.from({ length: 4 * count }, (_, k) => (k % 4 ? 1417 * random.uniform() - 708 : random.gaussian()));
    const ends = [0, -708.3, 709.78, 2 ** -30, -(2 ** -60), 0.5 * Math.LN2, -0.5 * Math.LN2];
    const errors = [...xs, ...ends].map((x) => scaledError(exponential(x), bigExponential(exactly(x))));
    expect(largest(errors)).toBeLessThan(2);
    expect([-800, 800, Number.NaN, Number.NEGATIVE_INFINITY, 0].map(exponential)).toEqual([0, Infinity, NaN, 0, 1]);
    // Subnormal results are rounded once more, by half of the smallest number.
    for (const x of [-745.13, -744, -740, -720]) {
      const { m, k } = bigExponential(exactly(x));
      expect(exponential(x) / Number.MIN_VALUE).toBe(Math.round(nearly(m) * 2 ** (k + 1074)));
    }
    // What the WebAssembly kernels have of it.
    expect(xs.filter((x) => x <= 0 && kernelExponential(x) !== exponential(x))).toEqual([]);
    expect([kernelExponential(-1e6), kernelExponential(Number.NaN)]).toEqual([0, 0]);
  });

  it("logarithm: 4 units proved, 2 seen", () => {
    const xs = [...sizes(-1022, 1023), ...sizes(-2, 2), ...[1, -1].map((sign) => 1 + sign * 2 ** -40)];
    const errors = xs.map((x) => {
      const k = Math.floor(Math.log2(x));
      return relativeError(
        logarithm(x),
        bigLogarithm(exactly((x * 2 ** -Math.trunc(k / 2)) / 2 ** (k - Math.trunc(k / 2))), k),
      );
    });
    expect(largest(errors)).toBeLessThan(2);
    expect([1, 0, Infinity, -1, Number.NaN].map(logarithm)).toEqual([0, -Infinity, Infinity, NaN, NaN]);
    expect(logarithm(Number.MIN_VALUE)).toBeCloseTo(-1074 * Math.LN2, 10);
  });

  it("logarithmOfOnePlus: 8 units proved, 4 seen", () => {
    const small = sizes(-150, 0);
    const xs = [...small, ...small.map((x) => -x / 2), ...sizes(0, 60)];
    const errors = xs.map((t) => relativeError(logarithmOfOnePlus(t), bigLogarithm(one + exactly(t))));
    expect(largest(errors)).toBeLessThan(4);
    expect([0, -1, Infinity, -2].map(logarithmOfOnePlus)).toEqual([0, -Infinity, Infinity, NaN]);
  });

  it("arccosine: 4 units of π seen, and relative ones near 1", () => {
    const near = sizes(-50, -1).map((t) => 1 - t / 2);
    const exact = (c: number) => 2n * bigArctangent(bigRoot(over(one - exactly(c), one + exactly(c))));
    for (const c of [...near, ...near.map((x) => -x), ...sizes(-60, -1), 0, 0.5, -0.5]) {
      const error = nearly(size(exactly(arccosine(c)) - exact(c)) << 53n);
      expect(error).toBeLessThan(4);
      if (c > 0.5) expect(error).toBeLessThan(3 * arccosine(c));
    }
    expect([arccosine(1), arccosine(7), arccosine(-1), arccosine(-7)]).toEqual([0, 0, Math.PI, Math.PI]);
  });

  it("arctangent2: 4 units of π seen, and relative ones near 0", () => {
    for (const x of sizes(-60, 60)) {
      for (const y of [random.uniform(), 1 / x, x * random.uniform()]) {
        const acute = bigArctangent(over(exactly(y), exactly(x)));
        const error = (value: number, exact: bigint) => nearly(size(exactly(value) - exact) << 53n);
        expect(error(arctangent2(y, x), acute)).toBeLessThan(4 * Math.min(1, arctangent2(y, x)));
        expect(error(arctangent2(y, -x), 2n * halfPi - acute)).toBeLessThan(4);
        expect(arctangent2(-y, x)).toBe(-arctangent2(y, x));
      }
    }
    expect([arctangent2(0, 0), arctangent2(0, -1), arctangent2(1, 0)]).toEqual([0, Math.PI, Math.PI / 2]);
  });

  it("hypotenuse: 2 units proved", () => {
    const errors = sizes(-60, 60).map((a) => {
      const b = a * random.gaussian();
      return relativeError(hypotenuse(a, b), bigRoot(times(exactly(a), exactly(a)) + times(exactly(b), exactly(b))));
    });
    expect(largest(errors)).toBeLessThan(2);
    expect(hypotenuse(3e200, 4e200) / 5e200 - 1).toBeCloseTo(0, 14);
    expect(hypotenuse(-3e-200, 4e-200) / 5e-200 - 1).toBeCloseTo(0, 14);
    expect([hypotenuse(Infinity, 1), hypotenuse(1, -5e-324), hypotenuse(0, 0)]).toEqual([Infinity, 1, 0]);
  });

  it("power: 8 + 8|p| units proved, of numbers of all sizes", () => {
    for (const x of sizes(-170, 170)) {
      const p = 3 * random.gaussian();
      const { m, k } = bigExponential(times(exactly(p), bigLogarithm(exactly(x))));
      if (Math.abs(k) < 1000) expect(scaledError(power(x, p), { m, k })).toBeLessThan(4 + 4 * Math.abs(p));
    }
    const squares = sizes(-100, 100);
    expect(squares.map((x) => power(x, 2))).toEqual(squares.map((x) => x * x));
    expect([power(0, 1.5), power(0, -1.5), power(Infinity, -0.3), power(-1, 0.3), power(0, 0)]).toEqual([
      ...[0, Infinity, 0, NaN, 1],
    ]);
    expect(power(Number.MIN_VALUE, 1 / 3) ** 3 / Number.MIN_VALUE).toBeCloseTo(1, 12);
    expect(power(1.4 * 0.5, 2001.5) / (power(0.7, 1000.75) * power(0.7, 1000.75))).toBeCloseTo(1, 10);
  });
});

const valueAt = (coefficients: readonly bigint[], z: bigint): bigint =>
  coefficients.reduceRight((sum, coefficient) => times(sum, z) + coefficient, 0n);

const slopeOf = (coefficients: readonly bigint[]): bigint[] => coefficients.slice(1).map((c, k) => BigInt(k + 1) * c);

/** Never below |D(z)| on [0, end], D = Σ coefficients_k z^k: on a grid of step 2h, |D| + h|D'| + h²/2 sup |D''|. */
function largestOf(coefficients: readonly bigint[], end: bigint): number {
  const steps = 5000n;
  const h = end / (2n * steps) + 1n;
  const slopes = slopeOf(coefficients);
  let most = 0n;
  for (let k = 0n; k <= steps; k++) {
    const z = (end * k) / steps;
    const reach = size(valueAt(coefficients, z)) + times(h, size(valueAt(slopes, z)));
    if (reach > most) most = reach;
  }
  const bend = valueAt(slopeOf(slopes).map(size), end);
  return nearly((most + times(bend, times(h, h)) / 2n) << 60n) * 2 ** -60;
}

/** a/b as power series with as many terms as a has. */
function quotient(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  const out: bigint[] = [];
  a.forEach((value, n) => {
    const known = out.reduce((sum, each, k) => sum + times(each, b[n - k]), 0n);
    out.push(over(value - known, b[0]));
  });
  return out;
}

describe("the approximations behind them, proved on their whole intervals", () => {
  it("exponential: r²P(r²) is off by less than 2^-57 for |r| ≤ 0.3467", () => {
    // √z coth(√z/2) = 2 cosh/(sinh/h), h = √z/2; what 14 terms leave out is below 2^-90.
    const terms = Array.from({ length: 14 }, (_, k) => BigInt(k));
    const factorial = (n: bigint): bigint => (n < 2n ? 1n : n * factorial(n - 1n));
    const even = terms.map((k) => (2n * one) / factorial(2n * k) / 4n ** k);
    const odd = terms.map((k) => one / factorial(2n * k + 1n) / 4n ** k);
    const printed = [0, 1.6666666666666602e-1, -2.7777777777015593e-3, 6.6137563214379344e-5, -1.6533902205465252e-6];
    const ours = [...printed, 4.1381367970572385e-8].map(exactly);
    const difference = quotient(even, odd).map((value, k) => (k === 0 ? value - 2n * one : value) - (ours[k] ?? 0n));
    expect(largestOf(difference, exactly(0.3467 * 0.3467))).toBeLessThan(2 ** -57);
  });

  it("logarithm: R is off by less than 2^-57 for |s| ≤ 0.1717", () => {
    // What 24 terms leave out is below 2^-120.
    const exact = Array.from({ length: 24 }, (_, k) => (k === 0 ? 0n : (2n * one) / BigInt(2 * k + 1)));
    const ours = [
      ...[0, 6.666666666666735e-1, 3.999999999940942e-1, 2.8571428743662391e-1, 2.2222198432149784e-1],
      ...[1.818357216161805e-1, 1.5313837699209373e-1, 1.4798198605116586e-1],
    ].map(exactly);
    const difference = exact.map((value, k) => value - (ours[k] ?? 0n));
    expect(largestOf(difference, exactly(0.1717 * 0.1717))).toBeLessThan(2 ** -57);
  });
});
