import { completed } from "../linear-algebra/completed.js";
import { BoundedSum, nextDown, nextUp } from "../numerics/rigorous/index.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { KernelRidgeProgram } from "../programs/kernel-ridge.js";
import { boundedProduct, spacing } from "./bounds/bounded-product.js";
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
  const { values: fitted, off } = yield* boundedProduct(program.gram, alpha, data.outputs, program.gramError);
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

function squareAbove(x: number): number {
  const up = nextUp(x);
  return nextUp(up * up);
}

function squareBelow(x: number): number {
  return Math.max(0, nextDown(x * x));
}
