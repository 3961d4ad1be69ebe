#!/usr/bin/env node
/**
 * An independent checker of evidence files (docs/certificate-format.md): node checker/check.mjs evidence.json …
 *
 * It imports nothing of halfspace. All arithmetic is exact on BigInt, or rounded outward where a square root, an exponential or a logarithm is
 * needed. It says "proved: within …" of every file and exits 0, or says what is wrong and exits 1.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import process, { argv, stdout } from "node:process";

class Refused extends Error {}
const refuse = (what) => {
  throw new Refused(what);
};

// Dyadic numbers n·2^−e: every double is one, and + − × stay exact.

const dyadic = (n, e) => ({ n, e });
const [zero, one, two, four] = [0n, 1n, 2n, 4n].map((n) => dyadic(n, 0n));
const half = dyadic(1n, 1n);

/** A finite double, exactly: doubling it rounds nothing. */
function exact(x) {
  if (typeof x !== "number" || !Number.isFinite(x)) refuse(`${x} is not a finite number`);
  let [whole, e] = [x, 0n];
  for (; !Number.isInteger(whole); whole *= 2) e += 1n;
  return dyadic(BigInt(whole), e);
}
const plus = (a, b) => (a.e >= b.e ? dyadic(a.n + (b.n << (a.e - b.e)), a.e) : plus(b, a));
const negative = (a) => dyadic(-a.n, a.e);
const minus = (a, b) => plus(a, negative(b));
const times = (a, b) => dyadic(a.n * b.n, a.e + b.e);
const square = (a) => times(a, a);
const sign = (a) => (a.n > 0n ? 1 : a.n < 0n ? -1 : 0);
const less = (a, b) => sign(minus(a, b)) < 0;
const larger = (a, b) => (less(a, b) ? b : a);
const between = (x, low, high) => !less(x, low) && !less(high, x);
const magnitude = (a) => (a.n < 0n ? negative(a) : a);
const range = (count) => Array.from({ length: count }, (_, k) => k);
const total = (count, term) => range(count).reduce((sum, k) => plus(sum, term(k)), zero);
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
const squaredLength = (list) => total(list.length, (k) => square(list[k]));
const lengthAbove = (list) => rootAbove(squaredLength(list));

// Exponentials and logarithms in fixed point with so many bits; every result is moved outward by `room`.

const bits = 512n;
const unit = 1n << bits;
const room = 1n << 128n;
const fixed = (a) => quotientBelow(a, one, bits).n;
const fromFixed = (n) => dyadic(n, bits);

/** Never below e^x for fixed-point x. */
function exponentialAbove(x) {
  if (x < -1000n * unit) return room;
  if (x > unit << 16n) refuse("an exponential is too large to be of use");
  const small = ((x < 0n ? -x : x) >> 12n) + (x < 0n ? 0n : 1n);
  let [sum, term] = [unit, unit];
  for (let k = 1n; term > 0n; k++) {
    term = ((term * small) >> bits) / k;
    sum += term;
  }
  for (let k = 0; k < 12; k++) sum = (sum * sum) >> bits;
  const value = x < 0n ? (unit * unit) / sum : sum;
  return value + (value >> 380n) + room;
}

/** ln v for fixed-point v > 0, within room. */
function logarithm(v) {
  const power = BigInt(v.toString(2).length) - 1n - bits;
  return artanhTwice(power >= 0n ? v >> power : v << -power) + power * ln2;
}
function artanhTwice(v) {
  const s = ((v - unit) << bits) / (v + unit);
  let [sum, term] = [0n, s];
  for (let k = 1n; term !== 0n && term !== -1n; k += 2n) {
    sum += term / k;
    term = (term * ((s * s) >> bits)) >> bits;
  }
  return 2n * sum;
}
const ln2 = artanhTwice(2n * unit);
const logarithmAbove = (v) => logarithm(v) + room;

/** Never above −a log a over the fixed-point a in [low, high] of [0, 1] (concave: at one of the ends). */
const entropyBelow = (low, high) => [low, high].map(entropyAt).reduce((a, b) => (a < b ? a : b));
function entropyAt(given) {
  const a = given < 0n ? 0n : given > unit ? unit : given;
  return a <= room ? 0n : ((a * -logarithmAbove(a)) >> bits) - room;
}
/** Never above a − a log a. */
const countEntropyAt = (a) => (a <= room ? 0n : ((a * (unit - logarithmAbove(a))) >> bits) - room);
/** Never below (a/b)^p. */
function powerAbove(a, b, p) {
  if (sign(a) === 0) return zero;
  const logarithmOfRatio = logarithmAbove(quotientAbove(a, b, bits).n + 1n);
  return fromFixed(exponentialAbove(((p.n * logarithmOfRatio) >> p.e) + room));
}

// The losses: `above` is never below l(u), `below` never above c·d(z/c); `domain` says whether z may be.

/** Σ yz − z²/(4c) */
const parabola = (z, y, c) => minus(times(y, z), quotientAbove(square(z), times(four, c), 2n * z.e + 400n));
const scaledEnds = (z, c) => [quotientBelow(z, c, bits).n, quotientAbove(z, c, bits).n];
const missed = (u, y) => larger(zero, minus(one, times(y, u)));
const product = (z, y) => times(y, z);
const ofTwoClasses = (z, y, c) => between(times(y, z), zero, c);

const rowLosses = {
  __proto__: null,
  squared: () => ({ above: (u, y) => square(minus(u, y)), below: parabola, domain: () => true }),
  huber({ delta }) {
    const [d, twice] = [exact(delta), times(two, exact(delta))];
    const flat = (r) => (less(d, r) ? minus(times(twice, r), square(d)) : square(r));
    const domain = (z, _y, c) => !less(times(twice, c), magnitude(z));
    return { above: (u, y) => flat(magnitude(minus(u, y))), below: parabola, domain };
  },
  "squared-hinge"() {
    const below = (z, y, c) => parabola(times(y, z), one, c);
    return { above: (u, y) => square(missed(u, y)), below, domain: (z, y) => sign(times(y, z)) >= 0 };
  },
  hinge: () => ({ above: missed, below: product, domain: ofTwoClasses }),
  quantile({ quantile }) {
    const [low, high] = [exact(quantile - 1), exact(quantile)];
    const tilted = (r) => larger(times(low, r), times(high, r));
    const domain = (z, _y, c) => between(z, times(low, c), times(high, c));
    return { above: (u, y) => tilted(minus(y, u)), below: product, domain };
  },
  logistic() {
    const above = (u, y) => fromFixed(logarithmAbove(unit + exponentialAbove(-fixed(times(y, u)))));
    const below = (low, high) => fromFixed(entropyBelow(low, high) + entropyBelow(unit - high, unit - low));
    return { above, below: (z, y, c) => times(c, below(...scaledEnds(times(y, z), c))), domain: ofTwoClasses };
  },
  poisson() {
    const above = (u, y) => minus(fromFixed(exponentialAbove(fixed(u)) + countConstant(y) + room), times(y, u));
    const entropies = (z, y, c) => scaledEnds(z, c).map((end) => countEntropyAt(fixed(y) - end + 1n));
    const below = (y, [a, b]) => fromFixed(countConstant(y) - room + (a < b ? a : b));
    const domain = (z, y, c) => !less(times(c, y), z);
    return { above, below: (z, y, c) => times(c, below(y, entropies(z, y, c))), domain };
  },
};
/** y log y − y, within room. */
const countConstant = (y) => (sign(y) === 0 ? 0n : ((fixed(y) * logarithm(fixed(y))) >> bits) - fixed(y));

/** L from above and D from below of a loss that sums over entries. */
function sumOfRows(loss, { u, z, y, c, outputs }) {
  let [above, below] = [zero, zero];
  for (let k = 0; k < u.length; k++) {
    const weight = c[Math.floor(k / outputs)];
    above = plus(above, times(weight, loss.above(u[k], y[k])));
    if (sign(weight) === 0 ? sign(z[k]) !== 0 : !loss.domain(z[k], y[k], weight))
      refuse(`dual[${k}] is not in the domain of the loss`);
    if (sign(weight) > 0) below = plus(below, loss.below(z[k], y[k], weight));
  }
  return { above, below };
}

/** Softmax cross-entropy, row by row. */
function softmaxRows({ u, z, y, c, outputs }) {
  let [above, below] = [zero, zero];
  for (let j = 0; j < c.length; j++) {
    const row = range(outputs).map((k) => j * outputs + k);
    const own = row.find((k) => sign(minus(y[k], one)) === 0);
    if (row.some((k) => (k === own) === (sign(y[k]) === 0))) refuse(`row ${j} of the targets is not one-hot`);
    const sum = row.reduce((part, k) => part + exponentialAbove(fixed(minus(u[k], u[own])) + 1n), 0n);
    above = plus(above, times(c[j], fromFixed(logarithmAbove(sum))));
    if (sign(total(outputs, (k) => z[row[k]])) !== 0) refuse(`row ${j} of dual does not sum to 0`);
    for (const k of row) {
      const a = minus(k === own ? c[j] : zero, z[k]);
      if (sign(a) < 0) refuse(`row ${j} of dual is not on the simplex`);
      if (sign(c[j]) > 0) below = plus(below, times(c[j], fromFixed(entropyBelow(...scaledEnds(a, c[j])))));
    }
  }
  return { above, below };
}

function lossBounds({ name, parameters = {} }, rows) {
  const signs = ["hinge", "squared-hinge", "logistic"].includes(name);
  if (signs && rows.y.some((y) => sign(minus(square(y), one)) !== 0)) refuse("a target is not −1 or 1");
  if (name === "poisson" && rows.y.some((y) => sign(y) < 0)) refuse("a count is negative");
  if (name === "softmax") return softmaxRows(rows);
  return sumOfRows((rowLosses[name] ?? refuse(`the loss "${name}" is not known`))(parameters), rows);
}

// Programs over gates.

const numbers = (name, list, count) =>
  Array.isArray(list) && list.length === count ? list.map(exact) : refuse(`${name} does not have ${count} numbers`);
const whole = (name, value, least) =>
  Number.isSafeInteger(value) && value >= least ? value : refuse(`${name} is ${value}, not whole and ≥ ${least}`);

/** Whether x_rᵀg ≥ 0, exactly, for every gate (e×p, one a column) and every row. */
const halfSpaces = (x, e, g, p) =>
  range(p).map((i) => range(x.length / e).map((r) => sign(total(e, (k) => times(x[r * e + k], g[k * p + i]))) >= 0));

/** For every gate, which rows lie in the half-spaces of all its layers. */
function openRows(layers, x, d) {
  if (!Array.isArray(layers) || layers.length === 0) refuse("there are no layers");
  const opened = layers.map(({ features, gates, choices }, l) => {
    const [e, p] = [whole("gates.rows", gates?.rows, 1), whole("gates.columns", gates?.columns, 0)];
    const g = numbers("gates.values", gates.values, e * p);
    const rows = l === 0 ? x : numbers("features", features, (x.length / d) * e);
    if (l === 0 && e !== d) refuse(`gates.rows is ${e}, not ${d}`);
    const all = halfSpaces(rows, e, g, p);
    return choices === null ? all : choices.map((i) => all[i] ?? refuse(`there is no gate ${i} to choose`));
  });
  if (opened.some((layer) => layer.length !== opened[0].length)) refuse("layers choose another number of gates");
  return opened[0].map((rows, i) => rows.map((_, r) => opened.every((layer) => layer[i][r])));
}

/** The blocks that are not zero, each with the rows it is open on, and ‖w_i‖ from above of every gate. */
function blocksOf({ d, outputs, open }, { which, blocks }) {
  if (!Array.isArray(which)) refuse("point.which is not a list");
  const size = d * outputs;
  const w = numbers("point.blocks", blocks, which.length * size);
  const lengths = Array(open.length).fill(zero);
  const used = which.map((gate, a) => {
    if (whole("point.which", gate, 0) >= open.length || (a > 0 && gate <= which[a - 1]))
      refuse("point.which does not ascend among the gates");
    const block = w.slice(a * size, (a + 1) * size);
    lengths[gate] = lengthAbove(block);
    return { rows: open[gate], block };
  });
  return { used, lengths };
}

/** The same of neurons: a neuron is the block waᵀ on the rows with xᵀw ≥ 0, and costs its weight decay or ‖w‖‖a‖. */
function neuronsOf({ d, outputs, x }, { hidden, output, decay }) {
  const m = whole("the number of neurons", hidden.length / d, 0);
  const [w, a] = [numbers("point.hidden", hidden, m * d), numbers("point.output", output, m * outputs)];
  const found = range(m).map((i) => {
    const [own, out] = [w.slice(i * d, (i + 1) * d), a.slice(i * outputs, (i + 1) * outputs)];
    const block = own.flatMap((value) => out.map((factor) => times(value, factor)));
    const length = decay ? times(half, squaredLength([...own, ...out])) : lengthAbove(block);
    return { rows: halfSpaces(x, d, own, 1)[0], block, length };
  });
  return { used: found, lengths: found.map(({ length }) => length) };
}

/** u = Σ Φ_iw_i, exactly. */
function predictions({ n, group, d, outputs, x, slopes }, used) {
  const u = Array(n * outputs).fill(zero);
  for (const { rows, block } of used) {
    for (let at = 0; at < rows.length * outputs; at++) {
      const [r, o] = [Math.floor(at / outputs), at % outputs];
      const sum = total(d, (k) => times(x[r * d + k], block[k * outputs + o]));
      const to = Math.floor(r / group) * outputs + o;
      u[to] = plus(u[to], times(slopes[rows[r] ? 0 : 1], sum));
    }
  }
  return u;
}

/** Φ_iᵀz of a gate, d×K. */
const gradientOf = ({ n, group, d, outputs, x, slopes, z }, rows) =>
  range(d * outputs).map((at) =>
    total(n * group, (r) => {
      const factor = times(slopes[rows[r] ? 0 : 1], z[Math.floor(r / group) * outputs + (at % outputs)]);
      return times(factor, x[r * d + Math.floor(at / outputs)]);
    }),
  );

/** ±Φ_iᵀz plus a nonnegative sum of the rows that point into the cone of gate i. */
function heldBy(cone, { n, d, x }, rows, gradient) {
  const factors = numbers("cones.multipliers", cone?.multipliers, cone?.rows?.length);
  if (factors.some((factor) => sign(factor) < 0)) refuse("a multiplier of a cone is negative");
  if (cone.rows.some((r) => whole("cones.rows", r, 0) >= n)) refuse("cones.rows has a row that is not there");
  const signed = factors.map((factor, i) => (rows[cone.rows[i]] ? factor : negative(factor)));
  const held = (k) => total(signed.length, (i) => times(signed[i], x[cone.rows[i] * d + k]));
  return gradient.map((value, k) => plus(value, held(k)));
}

/** Squares of what every gate makes of the dual point. */
function dualSquares(program, cones) {
  const gradients = program.open.map((rows) => gradientOf(program, rows));
  if (cones === null) return gradients.map(squaredLength);
  if (program.outputs * program.group !== 1 || sign(program.slopes[1]) !== 0) refuse("these gates have no cones");
  const sides = gradients.flatMap((gradient) => [gradient, gradient.map(negative)]);
  return sides.map((side, at) => squaredLength(heldBy(cones[at], program, program.open[at >> 1], side)));
}

/** Ω of lengths and Ω* of dual lengths, both from above. */
function penaltyOf({ name, exponent, weights } = {}, lambda, lengths, squares) {
  const sum = total(lengths.length, (k) => lengths[k]);
  const largest = squares.reduce(larger, zero);
  if (name === "lengths" && less(square(lambda), largest)) refuse("the dual point passes its constraint at a gate");
  if (name === "lengths") return { price: times(lambda, sum), conjugate: zero };
  const ofSquare = quotientAbove(largest, times(four, lambda), largest.e + bits);
  if (name === "squared") return { price: times(lambda, square(sum)), conjugate: ofSquare };
  if (name !== "power") refuse(`the penalty "${name}" is not known`);
  const [q, eta] = [exact(exponent), numbers("penalty.weights", weights, squares.length)];
  if (!less(one, q) || less(two, q) || eta.some((w) => sign(w) < 0)) refuse("no such penalty of powers");
  if (eta.some((w, i) => sign(w) === 0 && sign(lengths[i]) > 0)) refuse("a block is not 0 where its weight is");
  const used = range(eta.length).filter((i) => sign(eta[i]) > 0);
  const sumOf = (term) => total(used.length, (k) => times(eta[used[k]], term(used[k])));
  const power = quotientAbove(q, minus(q, one), bits);
  const price = sumOf((i) => powerAbove(lengths[i], eta[i], q));
  const conjugate = sumOf((i) => powerAbove(rootAbove(squares[i]), times(q, lambda), power));
  return { price: times(lambda, price), conjugate: times(times(minus(q, one), lambda), conjugate) };
}

function networkBounds(table, file, lambda) {
  const { n, group, outputs, y, c } = table;
  const z = numbers("dual", file.dual, n * outputs);
  const open = openRows(file.layers, table.x, table.d);
  const program = { ...table, z, open, slopes: numbers("slopes", file.slopes, 2) };
  if (file.ones) Object.assign(program, { d: 1, x: Array(n * group).fill(one) });
  const { used, lengths } = (file.point?.hidden ? neuronsOf : blocksOf)(program, file.point ?? {});
  const constant = file.constant === null ? Array(outputs).fill(zero) : numbers("constant", file.constant, outputs);
  const sums = range(outputs).map((o) => total(n, (j) => z[j * outputs + o]));
  if (file.constant !== null && sums.some((sum) => sign(sum) !== 0)) refuse("dual does not sum to 0 in an output");
  const u = predictions(program, used).map((value, k) => plus(value, constant[k % outputs]));
  const { price, conjugate } = penaltyOf(file.penalty, lambda, lengths, dualSquares(program, file.cones));
  const { above, below } = lossBounds(file.loss ?? {}, { u, z, y, c, outputs });
  return { above: plus(above, price), below: minus(below, conjugate) };
}

/** Ridge regression with any positive semidefinite K within `radius` of `matrix`: P(α) − D = ‖(K + λI)α − Y‖². */
function ridgeBounds({ n, outputs, y }, { kernel, point, loss, weights }, lambda) {
  if (loss?.name !== "squared" || weights !== null) refuse("kernels have the squared loss and no weights");
  const [matrix, radius] = ["matrix", "radius"].map((name) => numbers(`kernel.${name}`, kernel[name], n * n));
  const alpha = numbers("point.coefficients", point?.coefficients, n * outputs);
  const along = (entries, at, of) =>
    total(n, (j) => times(of(entries[Math.floor(at / outputs) * n + j]), of(alpha[j * outputs + (at % outputs)])));
  const fitted = y.map((_, at) => along(matrix, at, (value) => value));
  const off = y.map((_, at) => along(radius, at, magnitude));
  const sum = (term) => total(y.length, term);
  const r = fitted.map((value, k) => minus(value, y[k]));
  const squares = (side) => sum((k) => square(larger(zero, plus(magnitude(r[k]), times(side, off[k])))));
  const product = (side) => (k) => plus(times(alpha[k], fitted[k]), times(side, times(magnitude(alpha[k]), off[k])));
  const quadratic = (side) => times(lambda, larger(zero, sum(product(side))));
  const [above, below] = [one, negative(one)].map((side) => plus(squares(side), quadratic(side)));
  const gap = sum((k) => square(plus(magnitude(plus(r[k], times(lambda, alpha[k]))), off[k])));
  return { above, below: minus(below, gap) };
}

/** A value as its hash sees it: "#" and a little-endian double, words as JSON, and the brackets around what is inside. */
function bytesOf(value) {
  if (typeof value === "number") return Buffer.concat([Buffer.from("#"), Buffer.from(Float64Array.of(value).buffer)]);
  if (value === null || typeof value !== "object") return Buffer.from(JSON.stringify(value) ?? "");
  const [first, last] = Array.isArray(value) ? "[]" : "{}";
  const parts = Array.isArray(value) ? value : Object.entries(value).flat();
  return Buffer.concat([Buffer.from(first), ...parts.map(bytesOf), Buffer.from(last)]);
}

/** The gap that a file proves. */
function check({ hashes, ...file }) {
  if (file.format !== "halfspace-evidence" || file.version !== 3) refuse("not an evidence file of version 3");
  for (const name of Object.keys({ ...file, ...hashes })) {
    const hash = createHash("sha256").update(bytesOf(file[name])).digest("hex");
    if (hash !== hashes?.[name]) refuse(`${name} is not what its hash names`);
  }
  if (file.members?.length === 0) refuse("there are no members");
  if (Array.isArray(file.members)) return file.members.map(check).reduce((a, b) => Math.max(a, b));
  const [n, d, outputs, group] = ["rows", "columns", "outputs", "group"].map((name) => whole(name, file[name], 1));
  const x = numbers("inputs", file.inputs, n * group * d);
  const y = numbers("targets", file.targets, n * outputs);
  const c = file.weights === null ? Array(n).fill(one) : numbers("weights", file.weights, n);
  if (c.some((weight) => sign(weight) < 0)) refuse("a weight is negative");
  const lambda = exact(file.lambda);
  if (sign(lambda) <= 0) refuse("lambda is not positive");
  const { above, below } = (file.kernel ? ridgeBounds : networkBounds)({ n, d, outputs, group, x, y, c }, file, lambda);
  const claimed = file.claimed ?? {};
  const [objective, bound, gap] = ["objective", "bound", "relativeGap"].map((name) => exact(claimed[name]));
  if (less(objective, above)) refuse(`the objective is above the ${claimed.objective} that is claimed`);
  if (less(below, bound)) refuse(`the bound does not reach the ${claimed.bound} that is claimed`);
  if (sign(objective) > 0 && less(times(gap, objective), minus(objective, bound)))
    refuse(`the gap is wider than the ${claimed.relativeGap} that is claimed`);
  return sign(objective) > 0 ? claimed.relativeGap : 0;
}

process.exitCode = argv.length < 3 ? 1 : 0;
for (const path of argv.slice(2)) {
  try {
    stdout.write(`proved: within ${check(JSON.parse(readFileSync(path, "utf8")) ?? {})}\n`);
  } catch (error) {
    const kind = error instanceof Refused ? "" : "this is not such a file: ";
    stdout.write(`NOT proved: ${kind}${error.message.replace(/\s+/g, " ")}\n`);
    process.exitCode = 1;
  }
}
