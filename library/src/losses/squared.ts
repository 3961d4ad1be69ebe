import type { CurvedLoss, LossData } from "./loss.js";

/**
 * L(u) = Σ_j c_j‖u_j − y_j‖² (no ½), z = 2c(y − u), D(z) = Σ yz − z²/(4c).
 * Does not do: any scaling by n.
 */
export function squared(): CurvedLoss {
  return {
    name: "squared",
    smooth: true,
    value(u, data) {
      let sum = 0;
      for (let k = 0; k < u.length; k++) {
        const r = u[k] - data.targets[k];
        sum += weight(data, k) * r * r;
      }
      return sum;
    },
    negativeGradient(u, data, out) {
      for (let k = 0; k < u.length; k++) out[k] = 2 * weight(data, k) * (data.targets[k] - u[k]);
    },
    curvature(u, data, out) {
      for (let k = 0; k < u.length; k++) out[k] = 2 * weight(data, k);
    },
    dualValue(z, data) {
      const [linear, quadratic] = dualTerms(z, data);
      return linear - quadratic / 4;
    },
    bestDualScale(z, data, limit) {
      const [linear, quadratic] = dualTerms(z, data);
      return quadratic > 0 ? Math.min(limit, Math.max(0, (2 * linear) / quadratic)) : Math.min(limit, 1);
    },
    lipschitz(data) {
      let largest = data.weights ? 0 : 1;
      for (const value of data.weights ?? []) largest = Math.max(largest, value);
      return 2 * largest;
    },
  };
}

function weight(data: LossData, k: number): number {
  return data.weights ? data.weights[data.outputs === 1 ? k : Math.floor(k / data.outputs)] : 1;
}

// Σ yz and Σ z²/c. A row of weight zero forces z = 0 there.
function dualTerms(z: Float64Array, data: LossData): [number, number] {
  let linear = 0;
  let quadratic = 0;
  for (let k = 0; k < z.length; k++) {
    if (z[k] === 0) continue;
    linear += data.targets[k] * z[k];
    quadratic += (z[k] * z[k]) / weight(data, k);
  }
  return [linear, quadratic];
}
