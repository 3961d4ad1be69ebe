#!/usr/bin/env python3
"""Checks an evidence file as docs/certificate-format.md defines it, with Python's standard library alone.

    python3 checker/check.py evidence.json

Fractions are exact; square roots, exponentials and logarithms are enclosed by whole numbers of 2^-600.
"""

import json
import math
import sys
from fractions import Fraction


class Refused(Exception):
    """A claim that does not hold, with the reason."""


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
# What a chain of roundings in the last place may amount to, with much to spare.
ROOM = Fraction(1, 1 << (BITS - 160))


def root_above(value):
    scaled = (value.numerator << (2 * BITS)) // value.denominator + 1
    return Fraction(math.isqrt(scaled) + 1, ONE)


def exponential(value):
    """(low, high) of e^value."""
    if value < -1500:
        return Fraction(0), ROOM
    require(value < 1500, "an exponential is too large to be of use")
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


def parabola(z, y, c):
    return y * z - z * z / (4 * c)


class Squared:
    def __init__(self, parameters):
        pass

    def above(self, u, y):
        return (u - y) ** 2

    def below(self, z, y, c):
        return parabola(z, y, c)

    def holds(self, z, y, c):
        return True


class Huber(Squared):
    def __init__(self, parameters):
        self.delta = exact(parameters.get("delta"))

    def above(self, u, y):
        r = abs(u - y)
        return r * r if r <= self.delta else 2 * self.delta * r - self.delta**2

    def holds(self, z, y, c):
        return abs(z) <= 2 * self.delta * c


class SquaredHinge(Squared):
    def above(self, u, y):
        return max(Fraction(0), 1 - y * u) ** 2

    def below(self, z, y, c):
        return parabola(y * z, Fraction(1), c)

    def holds(self, z, y, c):
        return y * z >= 0


class Hinge(Squared):
    def above(self, u, y):
        return max(Fraction(0), 1 - y * u)

    def below(self, z, y, c):
        return y * z

    def holds(self, z, y, c):
        return 0 <= y * z <= c


class Quantile(Squared):
    def __init__(self, parameters):
        level = parameters.get("quantile")
        self.high = exact(level)
        self.low = exact(float(level) - 1)

    def above(self, u, y):
        return max(self.low * (y - u), self.high * (y - u))

    def below(self, z, y, c):
        return y * z

    def holds(self, z, y, c):
        return self.low * c <= z <= self.high * c


class Logistic(Squared):
    def above(self, u, y):
        return logarithm(1 + exponential(-y * u)[1])[1]

    def below(self, z, y, c):
        a = y * z / c
        return c * (entropy_below(a) + entropy_below(1 - a))

    def holds(self, z, y, c):
        return 0 <= y * z <= c


class Poisson(Squared):
    def above(self, u, y):
        known = y * logarithm(y)[1] - y if y else Fraction(0)
        return exponential(u)[1] - y * u + known

    def below(self, z, y, c):
        known = y * logarithm(y)[0] - y if y else Fraction(0)
        a = y - z / c
        return c * (known + a + entropy_below(a))

    def holds(self, z, y, c):
        return z <= c * y


LOSSES = {
    "squared": Squared,
    "huber": Huber,
    "squared-hinge": SquaredHinge,
    "hinge": Hinge,
    "quantile": Quantile,
    "logistic": Logistic,
    "poisson": Poisson,
}


def entry_bounds(loss, u, z, y, c, outputs):
    above = below = Fraction(0)
    for k, value in enumerate(u):
        weight = c[k // outputs]
        above += weight * loss.above(value, y[k])
        if weight == 0:
            require(z[k] == 0, f"dual[{k}] is not 0 where the weight is 0")
            continue
        require(loss.holds(z[k], y[k], weight), f"dual[{k}] is not in the domain of the loss")
        below += loss.below(z[k], y[k], weight)
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


class Problem:
    """The rows, the gates and what they open, exactly."""

    def __init__(self, file):
        self.rows = whole("rows", file.get("rows"), 1)
        self.columns = whole("columns", file.get("columns"), 1)
        self.outputs = whole("outputs", file.get("outputs"), 1)
        n, d = self.rows, self.columns
        self.x = numbers("inputs", file.get("inputs"), n * d)
        self.slopes = numbers("slopes", file.get("slopes"), 2)
        gates = file.get("gates") or {}
        e, p = whole("gates.rows", gates.get("rows"), 1), whole("gates.columns", gates.get("columns"), 0)
        g = numbers("gates.values", gates.get("values"), e * p)
        seen = file.get("gateInputs")
        over = numbers("gateInputs", file.get("inputs") if seen is None else seen, n * e)
        self.slope = [
            [self.slopes[0 if sum(over[j * e + k] * g[k * p + i] for k in range(e)) >= 0 else 1] for j in range(n)]
            for i in range(p)
        ]

    def predictions(self, which, blocks):
        """u, and the sum of the lengths of the blocks from above."""
        n, d, outputs = self.rows, self.columns, self.outputs
        u = [Fraction(0)] * (n * outputs)
        size = Fraction(0)
        for a, gate in enumerate(which):
            block = blocks[a * d * outputs : (a + 1) * d * outputs]
            size += root_above(sum(w * w for w in block))
            for j in range(n):
                slope = self.slope[gate][j]
                for o in range(outputs if slope else 0):
                    u[j * outputs + o] += slope * sum(self.x[j * d + k] * block[k * outputs + o] for k in range(d))
        return u, size

    def squared_norm(self, gate, z):
        n, d, outputs = self.rows, self.columns, self.outputs
        return sum(
            sum(self.slope[gate][j] * self.x[j * d + k] * z[j * outputs + o] for j in range(n)) ** 2
            for k in range(d)
            for o in range(outputs)
        )


def read_point(file, problem):
    point = file.get("point") or {}
    which = point.get("which")
    require(isinstance(which, list), "point.which is not a list")
    size = problem.columns * problem.outputs
    blocks = numbers("point.blocks", point.get("blocks"), len(which) * size)
    for a, gate in enumerate(which):
        fine = whole("point.which", gate, 0) < len(problem.slope) and (a == 0 or gate > which[a - 1])
        require(fine, "point.which does not ascend among the gates")
    return which, blocks


def check(file):
    require(isinstance(file, dict), "not an evidence file of version 1")
    known = file.get("format") == "halfspace-evidence" and file.get("version") == 1
    require(known, "not an evidence file of version 1")
    problem = Problem(file)
    n, outputs = problem.rows, problem.outputs
    y = numbers("targets", file.get("targets"), n * outputs)
    weights = file.get("weights")
    c = [Fraction(1)] * n if weights is None else numbers("weights", weights, n)
    require(all(weight >= 0 for weight in c), "a weight is negative")
    z = numbers("dual", file.get("dual"), n * outputs)
    lam = exact(file.get("lambda"))
    require(lam > 0, "lambda is not positive")
    which, blocks = read_point(file, problem)
    u, size = problem.predictions(which, blocks)
    if file.get("constant") is not None:
        b = numbers("constant", file["constant"], outputs)
        u = [value + b[k % outputs] for k, value in enumerate(u)]
        for o in range(outputs):
            require(sum(z[o::outputs]) == 0, f"dual does not sum to 0 in output {o}, which a constant asks for")
    for gate in range(len(problem.slope)):
        fits = problem.squared_norm(gate, z) <= lam * lam
        require(fits, f"the dual point passes its constraint at gate {gate}")
    above, below = loss_bounds(file.get("loss") or {}, u, z, y, c, outputs)
    return verdict(above + lam * size, below, file.get("claimed") or {})


def loss_bounds(loss, u, z, y, c, outputs):
    name, parameters = loss.get("name"), loss.get("parameters") or {}
    if name in ("hinge", "squared-hinge", "logistic"):
        require(all(abs(value) == 1 for value in y), "a target is not -1 or 1")
    if name == "poisson":
        require(all(value >= 0 for value in y), "a count is negative")
    if name == "softmax":
        return softmax_bounds(u, z, y, c, outputs)
    require(name in LOSSES, f'the loss "{name}" is not known')
    return entry_bounds(LOSSES[name](parameters), u, z, y, c, outputs)


def verdict(primal, dual, claimed):
    objective, bound, gap = (exact(claimed.get(name)) for name in ("objective", "bound", "relativeGap"))
    require(primal <= objective, f"the objective is above the {claimed['objective']} that is claimed")
    require(dual >= bound, f"the bound does not reach the {claimed['bound']} that is claimed")
    fits = objective - bound <= gap * objective
    require(objective <= 0 or fits, f"the gap is wider than the {claimed['relativeGap']} that is claimed")
    return f"proved: within {claimed['relativeGap']}"


if __name__ == "__main__":
    try:
        with open(sys.argv[1], encoding="utf-8") as evidence:
            print(check(json.load(evidence)))
    except (Refused, json.JSONDecodeError) as error:
        print(f"NOT proved: {error}")
        sys.exit(1)
