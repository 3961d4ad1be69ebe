/** Fractions of λ_max tried by default: written out, so that no engine's pow can change a bit of them. */
export const usualFractions: readonly number[] = [
  1, 0.63, 0.4, 0.25, 0.16, 0.1, 0.063, 0.04, 0.025, 0.016, 0.01, 0.0063, 0.004, 0.0025, 0.0016, 0.001,
];

/** Tried after those, one by one, only while each is better than all before it. */
export const furtherFractions: readonly number[] = [0.00063, 0.0004, 0.00025, 0.00016, 0.0001];

/** Fractions of tr K tried for the λ of kernel ridge regression. */
export const kernelFractions: readonly number[] = [
  1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7, 3e-8, 1e-8,
];
