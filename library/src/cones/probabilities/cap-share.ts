import { arctangent2 } from "../../numerics/elementary/index.js";

/**
 * The share of the sphere in R^r within the angle ρ of a point, ∫₀^ρ sin^(r−2) / ∫₀^π sin^(r−2), computed from cot ρ.
 * The recursion is k·I_k = (k − 1)·I_{k−2} − cos ρ sin^(k−1) ρ. For small angles, where it cancels, the series in sin ρ
 * takes its place.
 */
export function capShare(r: number): (cotangent: number) => number {
  const k = r - 2;
  let total = k % 2 === 0 ? Math.PI : 2;
  for (let i = k; i > 1; i -= 2) total *= (i - 1) / i;
  return (cotangent) => {
    const length = Math.sqrt(1 + cotangent * cotangent);
    const sine = 1 / length;
    const cosine = cotangent / length;
    const square = sine * sine;
    if (cotangent > 0 && square < 0.1) return smallCap(square, sine, k) / total;
    let integral = k % 2 === 0 ? arctangent2(1, cotangent) : 1 - cosine;
    let power = k % 2 === 0 ? sine : square;
    for (let i = 2 + (k % 2); i <= k; i += 2) {
      integral = ((i - 1) * integral - cosine * power) / i;
      power *= square;
    }
    return integral / total;
  };
}

/** ∫₀^ρ sin^k for sin² ρ < 0.1, ρ < π/2: Σ_i C(2i, i)/4^i · sin^(k+1+2i)/(k + 1 + 2i). */
function smallCap(square: number, sine: number, k: number): number {
  let power = sine;
  for (let i = 0; i < k; i++) power *= sine;
  let sum = 0;
  let coefficient = 1;
  for (let i = 0; i < 16; i++) {
    sum += (coefficient * power) / (k + 1 + 2 * i);
    coefficient *= (2 * i + 1) / (2 * i + 2);
    power *= square;
  }
  return sum;
}
