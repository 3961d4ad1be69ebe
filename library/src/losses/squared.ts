import { nextUp } from "../numerics/rigorous/index.js";
import { distanceAbove, parabolaBelow } from "./bounds/row-bounds.js";
import { type Loss, type LossData, type SquaredLoss, weightAt } from "./loss.js";
import { atEachEntry, sumOverEntries } from "./separable.js";

/**
 * L(u) = Σ_j c_j‖u_j − y_j‖² (no ½), z = 2c(y − u), D(z) = Σ yz − z²/(4c).
 * Does not do: any scaling by n.
 * @returns the loss, for any number of outputs
 */
export function squared(): SquaredLoss {
  const loss = sumOverEntries(
    {
      name: "squared",
      targets: "numbers",
      classes: "several",
      targetScaling: "every-column",
      link: "identity",
      metric: "squared-error",
    },
    {
      value: (u, y) => (u - y) * (u - y),
      slope: (u, y) => 2 * (y - u),
      dual: (z, y) => y * z - (z * z) / 4,
      largestCurvature: 2,
      bounds: {
        above: (u, y) => squareOf(distanceAbove(u, y)),
        dualBelow: parabolaBelow,
        domain: (z) => z,
      },
    },
  );
  return { ...loss, curvature: "constant", secondDerivatives: atEachEntry(() => 2), bestDualScale };
}

/** The loss given, and the squared one where none is: where L is inferred, it is then SquaredLoss by default. */
export function lossOrSquared<L extends Loss>(loss: L | undefined): L {
  return loss ?? (squared() as Loss as L);
}

/** Never below r². */
function squareOf(r: number): number {
  return r === 0 ? 0 : nextUp(r * r);
}

// D(s·z) = s Σyz − s² Σz²/(4c) has its maximum in closed form. A row of weight zero has z = 0.
function bestDualScale(z: Float64Array, data: LossData, limit: number): number {
  let linear = 0;
  let quadratic = 0;
  for (let k = 0; k < z.length; k++) {
    if (z[k] === 0) continue;
    linear += data.targets[k] * z[k];
    quadratic += (z[k] * z[k]) / weightAt(data, k);
  }
  return quadratic > 0 ? Math.min(limit, Math.max(0, (2 * linear) / quadratic)) : Math.min(limit, 1);
}
