import { completed } from "../linear-algebra/completed.js";
import { BoundedSum, gamma, nextDown, nextUp, productError, sumError, underflow } from "../numerics/rigorous/index.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { KernelRidgeProgram } from "../programs/kernel-ridge.js";
import { certificateOf, compared, judged } from "./duality.js";
import type { Certificate, Verification } from "./records.js";

/**
 * The certificate of kernel ridge regression at any α, with proved rounding. With z = 2λα the duality gap has a closed form,
 *
 *     P(α) − D(2λα) = ‖(K + λI)α − Y‖²,
 *
 * an identity in exact arithmetic, and D is a lower bound wherever K is positive semidefinite. Does not do: other dual points.
 */
export function* certifyRidge(program: KernelRidgeProgram, point: SparseBlocks): Generator<undefined, Certificate> {
  const { primal, dual } = yield* boundsInSteps(program, point.blocks);
  const dualPoint = point.blocks.map((value) => 2 * program.lambda * value);
  const extent = { maxConeViolation: 0, maskCount: 0 };
  return certificateOf(program, point, primal, { point: dualPoint, objective: dual }, extent);
}

/** Recomputes both bounds from α. */
export function verifyRidge(program: KernelRidgeProgram, certificate: Certificate): Verification {
  const bounds = ridgeBounds(program, certificate.primalPoint.blocks);
  return compared(judged(program), certificate, {
    ...bounds,
    dualInfeasibility: 0,
    maxConeViolation: 0,
  });
}

/** P(α) from above and D(2λα) from below. */
export const ridgeBounds = (program: KernelRidgeProgram, alpha: Float64Array) =>
  completed(boundsInSteps(program, alpha));

function* boundsInSteps(program: KernelRidgeProgram, alpha: Float64Array) {
  const { data, lambda } = program;
  const { fitted, off } = yield* fittedWithin(program, alpha);
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

/** Kα as a compensated sum (Ogita, Rump and Oishi 2005, algorithm 5.3), and how far each of its entries may be off; yields every few rows. */
function* fittedWithin({ gram, gramError, data }: KernelRidgeProgram, alpha: Float64Array) {
  const n = gram.rows;
  const { outputs } = data;
  const fitted = new Float64Array(alpha.length);
  const off = new Float64Array(alpha.length);
  const slack = gamma(8 * (n + 2));
  const room = nextUp(1 + gamma(4 * n + 8));
  for (let at = 0; at < alpha.length; at++) {
    const [j, o] = [Math.floor(at / outputs), at % outputs];
    let [total, correction, size, entries] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const [entry, factor] = [gram.values[j * n + i], alpha[i * outputs + o]];
      const product = entry * factor;
      const sum = total + product;
      correction += sumError(total, product, sum) + productError(entry, factor, product);
      total = sum;
      size += Math.abs(product);
      entries += gramError(j, i) * Math.abs(factor);
    }
    fitted[at] = total + correction;
    const rounding = nextUp(nextUp(nextUp(slack * slack) * nextUp(2 * size)) + spacing(fitted[at]));
    off[at] = nextUp(nextUp(nextUp(entries * room) + rounding) + underflow(8 * n));
    if (at % 64 === 63) yield undefined;
  }
  return { fitted, off };
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
