#!/usr/bin/env node
/**
 * An independent checker of evidence files (docs/certificate-format.md): node checker/check.mjs evidence.json
 *
 * It imports nothing of halfspace. All arithmetic is exact on BigInt, or rounded outward where a square root, an exponential or a logarithm is
 * needed. It says "proved: within …" and exits 0, or says what is wrong and exits 1.
 */
import { readFileSync } from "node:fs";
import { argv, exit, stdout } from "node:process";

class Refused extends Error {}
const refuse = (what) => {
  throw new Refused(what);
};

// Dyadic numbers n·2^−e: every double is one, and + − × stay exact.

const dyadic = (n, e) => ({ n, e });
const zero = dyadic(0n, 0n);

/** A finite double, exactly. */
function exact(x) {
  if (typeof x !== "number" || !Number.isFinite(x)) refuse(`${x} is not a finite number`);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : fraction | 0x10000000000000n;
  const power = exponent === 0n ? 1074n : 1075n - exponent;
  const n = bits >> 63n ? -magnitude : magnitude;
  return power >= 0n ? dyadic(n, power) : dyadic(n << -power, 0n);
}
const plus = (a, b) => (a.e >= b.e ? dyadic(a.n + (b.n << (a.e - b.e)), a.e) : plus(b, a));
const negative = (a) => dyadic(-a.n, a.e);
const minus = (a, b) => plus(a, negative(b));
const times = (a, b) => dyadic(a.n * b.n, a.e + b.e);
const sign = (a) => (a.n > 0n ? 1 : a.n < 0n ? -1 : 0);
const less = (a, b) => sign(minus(a, b)) < 0;
const larger = (a, b) => (less(a, b) ? b : a);
const one = dyadic(1n, 0n);
const magnitudeOf = (a) => (a.n < 0n ? negative(a) : a);
const floorDivision = (a, b) => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);

/** The largest multiple of 2^−bits that is at most a/b, for b > 0. */
function quotientBelow(a, b, bits) {
  const shift = bits + b.e - a.e;
  const n = shift >= 0n ? floorDivision(a.n << shift, b.n) : floorDivision(a.n, b.n << -shift);
  return dyadic(n, bits);
}
const quotientAbove = (a, b, bits) => negative(quotientBelow(negative(a), b, bits));

/** Never below √a, to 200 bits after those of a. */
function rootAbove(a) {
  const even = a.e % 2n === 0n ? a : dyadic(a.n * 2n, a.e + 1n);
  const wide = even.n << 400n;
  if (wide === 0n) return zero;
  let root = 1n << (BigInt(wide.toString(2).length) / 2n + 1n);
  for (let next = (root + wide / root) / 2n; next < root; next = (root + wide / root) / 2n) root = next;
  return dyadic(root + 1n, even.e / 2n + 200n);
}

// Exponentials and logarithms in fixed point with so many bits; every result is moved outward by `room`.

const bits = 512n;
const unit = 1n << bits;
const room = 1n << 128n;
const fixed = (a) => quotientBelow(a, one, bits).n;
const fromFixed = (n) => dyadic(n, bits);

/** e^x for fixed-point x, within room·(1 + e^x). */
function exponential(x) {
  if (x < -1000n * unit) return 0n;
  if (x > 1000n * unit) refuse("an exponential is too large to be of use");
  const small = (x < 0n ? -x : x) >> 12n;
  let [sum, term] = [unit, unit];
  for (let k = 1n; term > 0n; k++) {
    term = ((term * small) >> bits) / k;
    sum += term;
  }
  for (let k = 0; k < 12; k++) sum = (sum * sum) >> bits;
  return x < 0n ? (unit * unit) / sum : sum;
}
const exponentialAbove = (x) => {
  const value = exponential(x + 1n);
  return value + (value >> 380n) + room;
};

/** ln v for fixed-point v > 0, within room. */
function logarithm(v) {
  let power = 0n;
  let m = v;
  const length = BigInt(v.toString(2).length) - 1n - bits;
  m = length >= 0n ? v >> length : v << -length;
  power = length;
  return artanhTwice(m) + power * ln2();
}
function artanhTwice(v) {
  const s = ((v - unit) << bits) / (v + unit);
  const square = (s * s) >> bits;
  let [sum, term] = [0n, s];
  for (let k = 1n; term !== 0n && term !== -1n; k += 2n) {
    sum += term / k;
    term = (term * square) >> bits;
  }
  return 2n * sum;
}
let ln2Known;
function ln2() {
  ln2Known ??= artanhTwice(2n * unit);
  return ln2Known;
}
const logarithmAbove = (v) => logarithm(v) + room;

/** Never above −a log a over the fixed-point a in [low, high] of [0, 1] (concave: at one of the ends). */
const entropyBelow = (low, high) => [low, high].map(entropyAt).reduce((a, b) => (a < b ? a : b));
function entropyAt(given) {
  const a = given < 0n ? 0n : given > unit ? unit : given;
  if (a <= room) return 0n;
  return ((a * -logarithmAbove(a)) >> bits) - room;
}
/** Never above a − a log a. */
function countEntropyAt(given) {
  const a = given < 0n ? 0n : given;
  return a <= room ? 0n : ((a * (unit - logarithmAbove(a))) >> bits) - room;
}

// The losses: `above` is never below l(u), `below` never above c·d(z/c); `domain` says whether z may be.

const square = (a) => times(a, a);
/** Σ yz − z²/(4c) */
const parabola = (z, y, c) => minus(times(y, z), quotientAbove(square(z), times(dyadic(4n, 0n), c), 2n * z.e + 400n));
const between = (x, low, high) => !less(x, low) && !less(high, x);
const scaledEnds = (z, c) => [quotientBelow(z, c, bits).n, quotientAbove(z, c, bits).n];

const rowLosses = {
  squared: () => ({ above: (u, y) => square(minus(u, y)), below: parabola, domain: () => true }),
  huber: ({ delta }) => {
    const d = exact(delta);
    const twice = plus(d, d);
    return {
      above(u, y) {
        const r = magnitudeOf(minus(u, y));
        return less(d, r) ? minus(times(twice, r), square(d)) : square(r);
      },
      below: parabola,
      domain: (z, _y, c) => !less(times(twice, c), magnitudeOf(z)),
    };
  },
  "squared-hinge": () => ({
    above: (u, y) => square(larger(zero, minus(one, times(y, u)))),
    below: (z, y, c) => parabola(times(y, z), one, c),
    domain: (z, y) => sign(times(y, z)) >= 0,
  }),
  hinge: () => ({
    above: (u, y) => larger(zero, minus(one, times(y, u))),
    below: (z, y) => times(y, z),
    domain: (z, y, c) => between(times(y, z), zero, c),
  }),
  quantile: ({ quantile }) => {
    const [low, high] = [exact(quantile - 1), exact(quantile)];
    return {
      above: (u, y) => larger(times(low, minus(y, u)), times(high, minus(y, u))),
      below: (z, y) => times(y, z),
      domain: (z, _y, c) => between(z, times(low, c), times(high, c)),
    };
  },
  logistic: () => ({
    above: (u, y) => fromFixed(logarithmAbove(unit + exponentialAbove(-fixed(times(y, u))))),
    below(z, y, c) {
      const [low, high] = scaledEnds(times(y, z), c);
      return times(c, fromFixed(entropyBelow(low, high) + entropyBelow(unit - high, unit - low)));
    },
    domain: (z, y, c) => between(times(y, z), zero, c),
  }),
  poisson: () => ({
    above: (u, y) =>
      plus(minus(fromFixed(exponentialAbove(fixed(u))), times(y, u)), fromFixed(countConstant(y) + room)),
    below(z, y, c) {
      const [low, high] = scaledEnds(z, c).map((end) => fixed(y) - end);
      const [a, b] = [countEntropyAt(low), countEntropyAt(high + 1n)];
      return times(c, fromFixed(countConstant(y) - room + (a < b ? a : b)));
    },
    domain: (z, y, c) => !less(times(c, y), z),
  }),
};
/** y log y − y, within room. */
const countConstant = (y) => (sign(y) === 0 ? 0n : ((fixed(y) * logarithm(fixed(y))) >> bits) - fixed(y));

/** L from above and D from below of a loss that sums over entries. */
function sumOfRows(loss, { u, z, y, c, outputs }) {
  let [above, below] = [zero, zero];
  for (let k = 0; k < u.length; k++) {
    const weight = c[Math.floor(k / outputs)];
    above = plus(above, times(weight, loss.above(u[k], y[k])));
    if (sign(weight) === 0) {
      if (sign(z[k]) !== 0) refuse(`dual[${k}] is not 0 where the weight is 0`);
    } else {
      if (!loss.domain(z[k], y[k], weight)) refuse(`dual[${k}] is not in the domain of the loss`);
      below = plus(below, loss.below(z[k], y[k], weight));
    }
  }
  return { above, below };
}

/** Softmax cross-entropy, row by row. */
function softmaxRows({ u, z, y, c, outputs }) {
  let [above, below] = [zero, zero];
  for (let j = 0; j < c.length; j++) {
    const row = Array.from({ length: outputs }, (_, k) => j * outputs + k);
    const own = row.find((k) => sign(minus(y[k], one)) === 0);
    if (own === undefined || row.some((k) => k !== own && sign(y[k]) !== 0))
      refuse(`row ${j} of the targets is not one-hot`);
    let sum = 0n;
    for (const k of row) sum += exponentialAbove(fixed(minus(u[k], u[own])) + 1n);
    above = plus(above, times(c[j], fromFixed(logarithmAbove(sum))));
    if (sign(row.reduce((total, k) => plus(total, z[k]), zero)) !== 0) refuse(`row ${j} of dual does not sum to 0`);
    for (const k of row) {
      const a = minus(k === own ? c[j] : zero, z[k]);
      if (sign(a) < 0) refuse(`row ${j} of dual is not on the simplex`);
      if (sign(c[j]) > 0) below = plus(below, times(c[j], fromFixed(entropyBelow(...scaledEnds(a, c[j])))));
    }
  }
  return { above, below };
}

// The file.

const numbers = (name, list, count) => {
  if (!Array.isArray(list) || list.length !== count) refuse(`${name} does not have ${count} numbers`);
  return list.map(exact);
};
const whole = (name, value, least) => {
  if (!Number.isSafeInteger(value) || value < least)
    refuse(`${name} is ${value}, not a whole number of at least ${least}`);
  return value;
};

function check(file) {
  if (file?.format !== "halfspace-evidence" || file.version !== 1) refuse("not an evidence file of version 1");
  const [n, d, outputs] = [
    whole("rows", file.rows, 1),
    whole("columns", file.columns, 1),
    whole("outputs", file.outputs, 1),
  ];
  const x = numbers("inputs", file.inputs, n * d);
  const y = numbers("targets", file.targets, n * outputs);
  const c = file.weights === null ? Array(n).fill(one) : numbers("weights", file.weights, n);
  if (c.some((weight) => sign(weight) < 0)) refuse("a weight is negative");
  const z = numbers("dual", file.dual, n * outputs);
  const lambda = exact(file.lambda);
  if (sign(lambda) <= 0) refuse("lambda is not positive");
  const gates = openRows(file, n);
  const { which, blocks } = file.point ?? refuse("there is no point");
  if (!Array.isArray(which)) refuse("point.which is not a list");
  const w = numbers("point.blocks", blocks, which.length * d * outputs);
  which.forEach((gate, a) => {
    if (whole("point.which", gate, 0) >= gates.length || (a > 0 && gate <= which[a - 1]))
      refuse("point.which does not ascend among the gates");
  });
  const slopes = numbers("slopes", file.slopes, 2);
  const program = { n, d, outputs, x, gates, slopes };
  const { u, penalty } = predictions(program, which, w);
  addConstant(u, z, file.constant, outputs);
  requireFeasible(program, z, lambda);
  const rows = { u, z, y, c, outputs };
  const { name, parameters = {} } = file.loss ?? refuse("there is no loss");
  const signs = ["hinge", "squared-hinge", "logistic"].includes(name);
  if (signs && y.some((value) => sign(minus(square(value), one)) !== 0)) refuse("a target is not −1 or 1");
  if (name === "poisson" && y.some((value) => sign(value) < 0)) refuse("a count is negative");
  const known = Object.hasOwn(rowLosses, name);
  if (!known && name !== "softmax") refuse(`the loss "${name}" is not known`);
  const { above, below } = known ? sumOfRows(rowLosses[name](parameters), rows) : softmaxRows(rows);
  return verdict(plus(above, times(lambda, penalty)), below, file.claimed);
}

/** For every gate, which rows it is open on: x_jᵀg ≥ 0 exactly. */
function openRows(file, n) {
  const e = whole("gates.rows", file.gates?.rows, 1);
  const p = whole("gates.columns", file.gates.columns, 0);
  const g = numbers("gates.values", file.gates.values, e * p);
  const over = file.gateInputs === null ? file.inputs : file.gateInputs;
  const x = numbers("gateInputs", over, n * e);
  return Array.from({ length: p }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let sum = zero;
      for (let k = 0; k < e; k++) sum = plus(sum, times(x[j * e + k], g[k * p + i]));
      return sign(sum) >= 0;
    }),
  );
}

/** u = Σ Φ_iw_i exactly, and Σ‖w_i‖ from above. */
function predictions({ n, d, outputs, x, gates, slopes }, which, w) {
  const u = Array(n * outputs).fill(zero);
  let penalty = zero;
  which.forEach((gate, a) => {
    const block = w.slice(a * d * outputs, (a + 1) * d * outputs);
    penalty = plus(penalty, rootAbove(block.reduce((sum, value) => plus(sum, square(value)), zero)));
    for (let j = 0; j < n; j++) {
      const slope = slopes[gates[gate][j] ? 0 : 1];
      if (sign(slope) === 0) continue;
      for (let k = 0; k < d; k++) {
        const factor = times(slope, x[j * d + k]);
        for (let o = 0; o < outputs; o++)
          u[j * outputs + o] = plus(u[j * outputs + o], times(factor, block[k * outputs + o]));
      }
    }
  });
  return { u, penalty };
}

/** The free constant, where there is one: added to u; the dual point then sums to 0 exactly. */
function addConstant(u, z, constant, outputs) {
  if (constant === null) return;
  const b = numbers("constant", constant, outputs);
  for (let k = 0; k < u.length; k++) u[k] = plus(u[k], b[k % outputs]);
  for (let o = 0; o < outputs; o++) {
    const sum = z.reduce((total, value, k) => (k % outputs === o ? plus(total, value) : total), zero);
    if (sign(sum) !== 0) refuse(`dual does not sum to 0 in output ${o}, which a constant asks for`);
  }
}

/** ‖Φ_iᵀz‖ ≤ λ for every gate, exactly. */
function requireFeasible({ n, d, outputs, x, gates, slopes }, z, lambda) {
  gates.forEach((open, gate) => {
    let total = zero;
    for (let k = 0; k < d; k++) {
      for (let o = 0; o < outputs; o++) {
        let sum = zero;
        for (let j = 0; j < n; j++) {
          const slope = slopes[open[j] ? 0 : 1];
          if (sign(slope) !== 0) sum = plus(sum, times(slope, times(x[j * d + k], z[j * outputs + o])));
        }
        total = plus(total, square(sum));
      }
    }
    if (less(square(lambda), total)) refuse(`the dual point passes its constraint at gate ${gate}`);
  });
}

/** Whether the two bounds prove what is claimed. */
function verdict(primal, dual, claimed) {
  const [objective, bound, gap] = ["objective", "bound", "relativeGap"].map((name) => exact(claimed?.[name]));
  if (less(objective, primal)) refuse(`the objective is above the ${claimed.objective} that is claimed`);
  if (less(dual, bound)) refuse(`the bound does not reach the ${claimed.bound} that is claimed`);
  if (sign(objective) <= 0) return "proved: within 0";
  if (less(times(gap, objective), minus(objective, bound)))
    refuse(`the gap is wider than the ${claimed.relativeGap} that is claimed`);
  return `proved: within ${claimed.relativeGap}`;
}

try {
  stdout.write(`${check(JSON.parse(readFileSync(argv[2], "utf8")))}\n`);
} catch (error) {
  if (!(error instanceof Refused || error instanceof SyntaxError)) throw error;
  stdout.write(`NOT proved: ${error.message}\n`);
  exit(1);
}
