#!/usr/bin/env python3
"""Checks an evidence file as docs/certificate-format.md defines it, with Python's standard library alone.

    python3 checker/check.py evidence.json ...

Fractions are exact; square roots, exponentials and logarithms are enclosed by whole numbers of 2^-600.
"""

import hashlib
import json
import math
import struct
import sys
from fractions import Fraction


class Refused(Exception):
    pass


def require(holds, reason):
    if not holds:
        raise Refused(reason)


def exact(value):
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(float(value))
    require(fine, f"{value} is not a finite number")
    return Fraction(float(value))


def numbers(name, values, count):
    require(isinstance(values, list) and len(values) == count, f"{name} does not have {count} numbers")
    return [exact(value) for value in values]


def whole(name, value, least):
    fine = isinstance(value, int) and not isinstance(value, bool) and value >= least
    require(fine, f"{name} is {value}, not a whole number of at least {least}")
    return value


# Enclosures: a pair (low, high) of fractions.

BITS = 600
ONE = 1 << BITS
ROOM = Fraction(1, 1 << (BITS - 160))


def root_above(value):
    scaled = (value.numerator << (2 * BITS)) // value.denominator + 1
    return Fraction(math.isqrt(scaled) + 1, ONE)


def exponential(value):
    """(low, high) of e^value."""
    if value < -1500:
        return Fraction(0), ROOM
    require(value < 1 << 16, "an exponential is too large to be of use")
    # e^value = (e^(value / 2^k))^(2^k), with all of the series in units of 2^-BITS.
    halvings = 14
    small = abs(value) / (1 << halvings)
    unit = small.numerator * ONE // small.denominator
    total, term, k = ONE, ONE, 1
    while term:
        term = term * unit // (ONE * k)
        total += term
        k += 1
    for _ in range(halvings):
        total = total * total // ONE
    found = Fraction(total, ONE)
    low, high = found * (1 - ROOM), found * (1 + ROOM)
    return (low, high) if value >= 0 else (1 / high, 1 / low)


def area_tangent(ratio):
    """2 artanh(ratio) for 0 <= ratio <= 1/3, in units of 2^-BITS."""
    unit = ratio.numerator * ONE // ratio.denominator
    square = unit * unit // ONE
    total, term, k = 0, unit, 1
    while term:
        total += term // k
        term = term * square // ONE
        k += 2
    return 2 * total


LOG_TWO = area_tangent(Fraction(1, 3))


def logarithm(value):
    """(low, high) of ln value, value > 0."""
    power = value.numerator.bit_length() - value.denominator.bit_length()
    mantissa = value / (Fraction(2) ** power)
    if mantissa < 1:
        mantissa, power = mantissa * 2, power - 1
    found = Fraction(power * LOG_TWO + area_tangent((mantissa - 1) / (mantissa + 1)), ONE)
    return found - ROOM, found + ROOM


def entropy_below(a):
    """Never above -a ln a."""
    return Fraction(0) if a == 0 else -a * logarithm(a)[1]


# The losses: l from above, c d(z/c) from below, and whether z is in the domain.


parabola = lambda z, y, c: y * z - z * z / (4 * c)
of_one = lambda z, y, c: parabola(y * z, Fraction(1), c)
line = lambda z, y, c: y * z
missed = lambda u, y: max(Fraction(0), 1 - y * u)
two_classes = lambda z, y, c: 0 <= y * z <= c


def huber(parameters):
    delta = exact(parameters.get("delta"))
    flat = lambda r: r * r if r <= delta else 2 * delta * r - delta**2
    return lambda u, y: flat(abs(u - y)), parabola, lambda z, y, c: abs(z) <= 2 * delta * c


def quantile(parameters):
    high, low = exact(parameters.get("quantile")), exact(float(parameters["quantile"]) - 1)
    above = lambda u, y: max(low * (y - u), high * (y - u))
    return above, line, lambda z, y, c: low * c <= z <= high * c


def logistic(parameters):
    entropies = lambda a: entropy_below(a) + entropy_below(1 - a)
    above = lambda u, y: logarithm(1 + exponential(-y * u)[1])[1]
    return above, lambda z, y, c: c * entropies(y * z / c), two_classes


def poisson(parameters):
    known = lambda y, side: y * logarithm(y)[side] - y if y else Fraction(0)
    counted = lambda a: a + entropy_below(a)
    above = lambda u, y: exponential(u)[1] - y * u + known(y, 1)
    return above, lambda z, y, c: c * (known(y, 0) + counted(y - z / c)), lambda z, y, c: z <= c * y


LOSSES = {
    "squared": lambda parameters: (lambda u, y: (u - y) ** 2, parabola, lambda z, y, c: True),
    "huber": huber,
    "squared-hinge": lambda parameters: (lambda u, y: missed(u, y) ** 2, of_one, lambda z, y, c: y * z >= 0),
    "hinge": lambda parameters: (missed, line, two_classes),
    "quantile": quantile,
    "logistic": logistic,
    "poisson": poisson,
}


def entry_bounds(loss, u, z, y, c, outputs):
    above = below = Fraction(0)
    loss_above, dual_below, holds = loss
    for k, value in enumerate(u):
        weight = c[k // outputs]
        above += weight * loss_above(value, y[k])
        fits = holds(z[k], y[k], weight) if weight else z[k] == 0
        require(fits, f"dual[{k}] is not in the domain of the loss")
        below += dual_below(z[k], y[k], weight) if weight else 0
    return above, below


def softmax_bounds(u, z, y, c, outputs):
    above = below = Fraction(0)
    for j, weight in enumerate(c):
        row = range(j * outputs, (j + 1) * outputs)
        require(sorted(y[k] for k in row) == [0] * (outputs - 1) + [1], f"row {j} of the targets is not one-hot")
        own = next(k for k in row if y[k] == 1)
        above += weight * logarithm(sum(exponential(u[k] - u[own])[1] for k in row))[1]
        require(sum(z[k] for k in row) == 0, f"row {j} of dual does not sum to 0")
        for k in row:
            a = (weight if k == own else 0) - z[k]
            require(a >= 0, f"row {j} of dual is not on the simplex")
            if weight > 0:
                below += weight * entropy_below(a / weight)
    return above, below


def loss_bounds(loss, u, z, y, c, outputs):
    name, parameters = loss.get("name"), loss.get("parameters") or {}
    signs = name in ("hinge", "squared-hinge", "logistic")
    require(not signs or all(abs(value) == 1 for value in y), "a target is not -1 or 1")
    require(name != "poisson" or min(y) >= 0, "a count is negative")
    if name == "softmax":
        return softmax_bounds(u, z, y, c, outputs)
    require(name in LOSSES, f'the loss "{name}" is not known')
    return entry_bounds(LOSSES[name](parameters), u, z, y, c, outputs)


squares = lambda values: sum(value * value for value in values)
length_above = lambda values: root_above(squares(values))
product = lambda a, b: sum(map(lambda x, y: x * y, a, b))
half_space = lambda rows, gate, e: [product(rows[r : r + e], gate) >= 0 for r in range(0, len(rows), e)]
power_above = lambda value, exponent: exponential(exponent * logarithm(value)[1])[1] if value else Fraction(0)


class Table:
    """What every kind of file has: rows, targets, weights and lambda."""
    def __init__(self, file):
        sizes = (whole(name, file.get(name), 1) for name in ("rows", "columns", "outputs", "group"))
        self.n, self.d, self.outputs, self.group = sizes
        self.count = self.n * self.group
        self.x = numbers("inputs", file.get("inputs"), self.count * self.d)
        self.y = numbers("targets", file.get("targets"), self.n * self.outputs)
        weights = file.get("weights")
        self.c = [Fraction(1)] * self.n if weights is None else numbers("weights", weights, self.n)
        require(all(weight >= 0 for weight in self.c), "a weight is negative")
        self.lam = exact(file.get("lambda"))
        require(self.lam > 0, "lambda is not positive")


class Gates(Table):
    """A program over gates: what each is open on, and the dual point."""
    def __init__(self, file):
        super().__init__(file)
        self.z = numbers("dual", file.get("dual"), self.n * self.outputs)
        self.slopes = numbers("slopes", file.get("slopes"), 2)
        masks = [self.masks(layer, number == 0) for number, layer in enumerate(file["layers"])]
        require(len({len(layer) for layer in masks}) == 1, "layers choose another number of gates")
        self.open = [[all(column) for column in zip(*rows)] for rows in zip(*masks)]
        if file.get("ones"):
            self.d, self.x = 1, [Fraction(1)] * self.count

    def masks(self, layer, first):
        gates = layer["gates"]
        e, p = whole("gates.rows", gates.get("rows"), 1), whole("gates.columns", gates.get("columns"), 0)
        require(not first or e == self.d, f"gates.rows is {e}, not {self.d}")
        g = numbers("gates.values", gates.get("values"), e * p)
        rows = self.x if first else numbers("features", layer.get("features"), self.count * e)
        found = [half_space(rows, g[i::p], e) for i in range(p)]
        choices = range(p) if layer.get("choices") is None else layer["choices"]
        require(all(whole("choices", i, 0) < p for i in choices), "there is no such gate to choose")
        return [found[i] for i in choices]

    def predictions(self, used):
        u = [Fraction(0)] * (self.n * self.outputs)
        for rows, block in used:
            for r, is_open in enumerate(rows):
                slope, row = self.slopes[0 if is_open else 1], self.x[r * self.d : (r + 1) * self.d]
                for o in range(self.outputs if slope else 0):
                    u[r // self.group * self.outputs + o] += slope * product(row, block[o :: self.outputs])
        return u

    def gradient(self, rows):
        """What a gate makes of the dual point, d x K."""
        out = [Fraction(0)] * (self.d * self.outputs)
        for r, is_open in enumerate(rows):
            slope = self.slopes[0 if is_open else 1]
            for at in range(len(out) if slope else 0):
                k, o = divmod(at, self.outputs)
                out[at] += slope * self.x[r * self.d + k] * self.z[r // self.group * self.outputs + o]
        return out

    def dual_squares(self, cones):
        gradients = [self.gradient(rows) for rows in self.open]
        if cones is None:
            return [squares(gradient) for gradient in gradients]
        fits = self.outputs == self.group == 1 and self.slopes[1] == 0
        require(fits and len(cones) == 2 * len(gradients), "these gates do not have such cones")
        sides = [(gradient, rows, side) for gradient, rows in zip(gradients, self.open) for side in (1, -1)]
        return [squares(self.held(cone, *side)) for cone, side in zip(cones, sides)]

    def held(self, cone, gradient, rows, side):
        held = cone.get("rows")
        factors = numbers("cones.multipliers", cone.get("multipliers"), len(held))
        require(all(factor >= 0 for factor in factors), "a multiplier of a cone is negative")
        out = [side * value for value in gradient]
        for factor, r in zip(factors, held):
            require(whole("cones.rows", r, 0) < self.n, "cones.rows has a row that is not there")
            for k in range(self.d):
                out[k] += (factor if rows[r] else -factor) * self.x[r * self.d + k]
        return out


def blocks_of(problem, point):
    """The blocks that are not zero, each with the rows it is open on, and the lengths of all from above."""
    which, size = point.get("which"), problem.d * problem.outputs
    blocks = numbers("point.blocks", point.get("blocks"), len(which) * size)
    used, lengths = [], [Fraction(0)] * len(problem.open)
    for a, gate in enumerate(which):
        fine = whole("point.which", gate, 0) < len(problem.open) and (a == 0 or gate > which[a - 1])
        require(fine, "point.which does not ascend among the gates")
        block = blocks[a * size : (a + 1) * size]
        used.append((problem.open[gate], block))
        lengths[gate] = length_above(block)
    return used, lengths


def neurons_of(problem, point):
    d, outputs = problem.d, problem.outputs
    m = len(point["hidden"]) // d
    w = numbers("point.hidden", point["hidden"], m * d)
    a = numbers("point.output", point.get("output"), m * outputs)
    used, lengths = [], []
    for i in range(m):
        own, out = w[i * d : (i + 1) * d], a[i * outputs : (i + 1) * outputs]
        block = [value * factor for value in own for factor in out]
        used.append((half_space(problem.x, own, d), block))
        lengths.append(squares(own + out) / 2 if point.get("decay") else length_above(block))
    return used, lengths


def penalty_bounds(penalty, lam, lengths, dual_squares):
    """The penalty of the lengths, and its conjugate of the dual lengths, from above."""
    name, largest = penalty.get("name"), max(dual_squares, default=Fraction(0))
    if name == "lengths":
        require(largest <= lam * lam, "the dual point passes its constraint at a gate")
        return lam * sum(lengths), Fraction(0)
    if name == "squared":
        return lam * sum(lengths) ** 2, largest / (4 * lam)
    require(name == "power", f'the penalty "{name}" is not known')
    q, eta = exact(penalty.get("exponent")), numbers("penalty.weights", penalty.get("weights"), len(dual_squares))
    require(1 < q <= 2 and min(eta, default=0) >= 0, "no such penalty of powers")
    price = conjugate = Fraction(0)
    for weight, length, square in zip(eta, lengths, dual_squares):
        require(weight > 0 or length == 0, "a block is not 0 where its weight is")
        if weight > 0:
            price += weight * power_above(length / weight, q)
            conjugate += weight * power_above(root_above(square) / (q * lam), q / (q - 1))
    return lam * price, (q - 1) * lam * conjugate


def network_bounds(file):
    problem = Gates(file)
    outputs, z, point = problem.outputs, problem.z, file.get("point") or {}
    used, lengths = (neurons_of if "hidden" in point else blocks_of)(problem, point)
    u = problem.predictions(used)
    if file.get("constant") is not None:
        b = numbers("constant", file["constant"], outputs)
        u = [value + b[k % outputs] for k, value in enumerate(u)]
        require(all(sum(z[o::outputs]) == 0 for o in range(outputs)), "dual does not sum to 0 in an output")
    dual_squares = problem.dual_squares(file.get("cones"))
    price, conjugate = penalty_bounds(file.get("penalty") or {}, problem.lam, lengths, dual_squares)
    above, below = loss_bounds(file.get("loss") or {}, u, z, problem.y, problem.c, outputs)
    return above + price, below - conjugate


def ridge_bounds(file):
    """P and D of min |K a - Y|^2 + lambda tr a'Ka, for any positive semidefinite K within the radius of the matrix."""
    table, kernel, point = Table(file), file["kernel"], file.get("point") or {}
    require(file["loss"]["name"] == "squared" and file["weights"] is None, "kernels have the squared loss and no weights")
    n, outputs, lam = table.n, table.outputs, table.lam
    k, radius = (numbers(f"kernel.{name}", kernel.get(name), n * n) for name in ("matrix", "radius"))
    alpha = numbers("point.coefficients", point.get("coefficients"), n * outputs)
    above = below = gap = high = low = Fraction(0)
    for at, y in enumerate(table.y):
        j, o = divmod(at, outputs)
        column, row = alpha[o::outputs], slice(j * n, (j + 1) * n)
        fitted = product(k[row], column)
        off = product(map(abs, radius[row]), map(abs, column))
        residual, own = fitted - y, alpha[at]
        above, below = above + (abs(residual) + off) ** 2, below + max(Fraction(0), abs(residual) - off) ** 2
        high, low = high + own * fitted + abs(own) * off, low + own * fitted - abs(own) * off
        gap += (abs(residual + lam * own) + off) ** 2
    return above + lam * max(0, high), below + lam * max(0, low) - gap


def bytes_of(value):
    """A value as its hash sees it: # and a little-endian double, words as JSON, brackets around what is inside."""
    if isinstance(value, (bool, str)) or value is None:
        return json.dumps(value, ensure_ascii=False).encode()
    if isinstance(value, (int, float)):
        return b"#" + struct.pack("<d", value)
    if isinstance(value, list):
        return b"[" + b"".join(map(bytes_of, value)) + b"]"
    return b"{" + b"".join(bytes_of(part) for entry in value.items() for part in entry) + b"}"


def check(file):
    """The gap that a file proves."""
    known = isinstance(file, dict) and file.get("format") == "halfspace-evidence" and file.get("version") == 3
    require(known, "not an evidence file of version 3")
    hashes = file["hashes"]
    for name in {**file, **hashes}:
        fits = name == "hashes" or hashlib.sha256(bytes_of(file.get(name, "gone"))).hexdigest() == hashes.get(name)
        require(fits, f"{name} is not what its hash names")
    if isinstance(file.get("members"), list):
        require(file["members"], "there are no members")
        return max(map(check, file["members"]))
    primal, dual = ridge_bounds(file) if file.get("kernel") else network_bounds(file)
    claimed = file.get("claimed") or {}
    objective, bound, gap = (exact(claimed.get(name)) for name in ("objective", "bound", "relativeGap"))
    require(primal <= objective, f"the objective is above the {claimed['objective']} that is claimed")
    require(dual >= bound, f"the bound does not reach the {claimed['bound']} that is claimed")
    fits = objective - bound <= gap * objective
    require(objective <= 0 or fits, f"the gap is wider than the {claimed['relativeGap']} that is claimed")
    return claimed["relativeGap"] if objective > 0 else 0


if __name__ == "__main__":
    code = len(sys.argv) < 2
    for path in sys.argv[1:]:
        try:
            with open(path, encoding="utf-8") as evidence:
                print(f"proved: within {check(json.load(evidence))}")
        except (Refused, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
            what = "" if isinstance(error, Refused) else "this is not such a file: "
            code = print(f"NOT proved: {what}{error}") or 1
    sys.exit(code)
