import { currentBackend } from "../numerics/index.js";
import { BoundedSum, gamma, nextDown, nextUp, underflow } from "../numerics/rigorous/index.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { KernelRidgeProgram } from "../programs/kernel-ridge.js";
import { certificateOf, compared } from "./duality.js";
import type { Certificate, Verification } from "./records.js";
import { recordedErrors } from "./rigorous-bounds.js";

/**
 * The certificate of kernel ridge regression at any α, with proved rounding. With z = 2λα the duality gap has a closed form,
 *
 *     P(α) − D(2λα) = ‖(K + λI)α − Y‖²,
 *
 * an identity in exact arithmetic, and D is a lower bound wherever K is positive semidefinite. Does not do: other dual points.
 */
export function certifyRidge(program: KernelRidgeProgram, point: SparseBlocks): Certificate {
  const { primal, dual } = ridgeBounds(program, point.blocks, recordedErrors);
  const dualPoint = point.blocks.map((value) => 2 * program.lambda * value);
  const extent = { maxConeViolation: 0, maskCount: 0 };
  return certificateOf(program, point, primal, { point: dualPoint, objective: dual }, extent);
}

/** Recomputes both bounds from α. */
export function verifyRidge(program: KernelRidgeProgram, certificate: Certificate): Verification {
  const bounds = ridgeBounds(program, certificate.primalPoint.blocks, 1);
  return compared(program, certificate, { ...bounds, dualInfeasibility: 0, maxConeViolation: 0 });
}

/** P(α) from above and D(2λα) from below. */
export function ridgeBounds(program: KernelRidgeProgram, alpha: Float64Array, errors: number) {
  const { data, lambda } = program;
  const { fitted, off } = fittedWithin(program, alpha, errors);
  const [above, below, gap] = [new BoundedSum(), new BoundedSum(), new BoundedSum()];
  const [quadraticAbove, quadraticBelow] = [new BoundedSum(), new BoundedSum()];
  for (let k = 0; k < alpha.length; k++) {
    const residual = fitted[k] - data.targets[k];
    const slack = nextUp(off[k] + spacing(residual));
    above.add(squareAbove(Math.abs(residual) + slack));
    below.add(squareBelow(Math.max(0, nextDown(Math.abs(residual) - slack))));
    const product = lambda * alpha[k];
    const total = residual + product;
    gap.add(squareAbove(nextUp(Math.abs(total) + nextUp(slack + spacing(product) + spacing(total)))));
    const [size, inner] = [nextUp(Math.abs(alpha[k]) * off[k]), alpha[k] * fitted[k]];
    quadraticAbove.add(nextUp(nextUp(inner) + size));
    quadraticBelow.add(nextDown(nextDown(inner) - size));
  }
  const primal = nextUp(above.upper + nextUp(lambda * Math.max(0, quadraticAbove.upper)));
  const least = nextDown(below.lower + nextDown(lambda * Math.max(0, quadraticBelow.lower)));
  return { primal, dual: nextDown(least - gap.upper) };
}

/** Kα as computed, and how far each of its entries may be off. */
function fittedWithin({ gram, gramError, data }: KernelRidgeProgram, alpha: Float64Array, errors: number) {
  const n = gram.rows;
  const { outputs } = data;
  const fitted = new Float64Array(alpha.length);
  currentBackend().multiply(gram.values, n, n, alpha, outputs, fitted);
  const slack = nextUp(errors * gamma(n + 2));
  const off = new Float64Array(alpha.length);
  const room = nextUp(1 + gamma(4 * n + 8));
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const entry = slack * Math.abs(gram.values[j * n + i]) + gramError(j, i);
      for (let o = 0; o < outputs; o++) off[j * outputs + o] += entry * Math.abs(alpha[i * outputs + o]);
    }
  }
  return { fitted, off: off.map((size) => nextUp(nextUp(size * room) + underflow(4 * n))) };
}

/** A unit in the last place of x, which no rounding to it exceeds. */
function spacing(x: number): number {
  return nextUp(Math.abs(x)) - Math.abs(x);
}

function squareAbove(x: number): number {
  const up = nextUp(x);
  return nextUp(up * up);
}

function squareBelow(x: number): number {
  return Math.max(0, nextDown(x * x));
}
