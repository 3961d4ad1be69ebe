import type { Certificate } from "./certificate.js";

/**
 * A certificate in words, for every surface that shows one: how close, to the optimum of what, and what it does not cover.
 * Never says more than the coverage allows.
 */
export function describeCertificate(certificate: Pick<Certificate, "relativeGap" | "coverage" | "maskCount">): string {
  const { relativeGap, coverage, maskCount } = certificate;
  const close =
    relativeGap <= 0.01
      ? `optimal to ${roundedUp(relativeGap)}`
      : `not solved: within ${Math.ceil(relativeGap * 100)} % of the optimum`;
  if (coverage === "complete")
    return `${close} over all ${maskCount} gate patterns of this table (a complete arrangement)`;
  return `${close} for these ${maskCount} ${coverage} gates; says nothing of other gates`;
}

/** One significant digit, never less than the value: a gap must not be made to look smaller than it is. */
function roundedUp(value: number): string {
  if (!(value > 0)) return "0e+0";
  const nearest = value.toExponential(0);
  if (Number(nearest) >= value) return nearest;
  const [digit, exponent] = nearest.split("e");
  return (
    Number(digit) + 1 === 10 ? Number(`10e${exponent}`) : Number(`${Number(digit) + 1}e${exponent}`)
  ).toExponential(0);
}
