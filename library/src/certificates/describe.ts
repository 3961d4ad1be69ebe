import type { Certificate } from "./certificate.js";

/**
 * A certificate in words, for every surface that shows one: how close, to the optimum of what, and what it does not cover.
 * Never says more than the coverage allows.
 */
export function describeCertificate(certificate: Pick<Certificate, "relativeGap" | "coverage" | "maskCount">): string {
  const { relativeGap, coverage, maskCount } = certificate;
  const close =
    relativeGap <= 0.01
      ? `optimal to ${roundedUp(Math.max(relativeGap, rounding))}`
      : `not solved: within ${Math.ceil(relativeGap * 100)} % of the optimum`;
  if (coverage === "complete")
    return `${close} over all ${maskCount} gate patterns of this table (a complete arrangement)`;
  return `${close} for these ${maskCount} ${coverage} gates; says nothing of other gates`;
}

/** Objectives in double precision say no more than this. */
const rounding = 1e-15;

/** One digit, never below the value: a gap must not look smaller than it is. */
function roundedUp(gap: number): string {
  const nearest = gap.toExponential(0);
  if (Number(nearest) >= gap) return nearest;
  const [digit, exponent] = nearest.split("e");
  return Number(`${Number(digit) + 1}e${exponent}`).toExponential(0);
}
