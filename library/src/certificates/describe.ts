import type { Certificate } from "./certificate.js";
import type { FreshGates } from "./fresh-gates.js";
import type { NetworkCertificate } from "./network-certificate.js";

/**
 * A certificate in words, for every surface that shows one. The sentence says how close the weights are, to the optimum
 * of what, and what the certificate does not cover. It never says more than the coverage allows.
 * @returns one line without a full stop
 */
export function describeCertificate(certificate: Described): string {
  const { relativeGap, coverage, maskCount, program } = certificate;
  if (program === "relu-network") return describeNetwork(certificate);
  const close =
    relativeGap <= 0.01
      ? `optimal to ${roundedUp(Math.max(relativeGap, rounding))}`
      : `not solved: within ${Math.ceil(relativeGap * 100)} % of the optimum`;
  if (program === "kernel-ridge") return `${close} as a kernel ridge regression; says nothing of networks`;
  if (coverage === "complete")
    return `${close} over all ${maskCount} gate patterns of this table (a complete arrangement)`;
  return `${close} for these ${maskCount} ${coverage} gates${networkWords(program)}; says nothing of other gates`;
}

/** Of what network the gates are, where it is not the two-layer ReLU. */
function networkWords(program = ""): string {
  const layers = /^gated-relu-(\d+)-layers$/.exec(program)?.[1];
  if (layers) return ` of a ${numerals[Number(layers)] ?? layers}-layer network`;
  return { ...kinds }[program] ?? "";
}

const numerals: Readonly<Record<number, string>> = { 3: "three", 4: "four", 5: "five", 6: "six" };
const kinds: Readonly<Record<string, string>> = {
  "gated-leaky-relu": " of a leaky ReLU network",
  "gated-absolute-value": " of an absolute-value network",
  "gated-threshold": " of a threshold network",
  "gated-convolutional": " of a convolutional network",
};

/** Objectives in double precision say no more than this. */
const rounding = 1e-15;

type Described = Pick<Certificate, "relativeGap" | "coverage" | "maskCount"> &
  Partial<Pick<Certificate, "program"> & Pick<NetworkCertificate, "largestViolation" | "starts">>;

/** A network judged on its own non-convex objective. */
function describeNetwork({ relativeGap, coverage, maskCount, largestViolation = 0, starts = 0 }: Described): string {
  if (coverage === "complete") {
    const close =
      relativeGap <= 0.01
        ? `to ${roundedUp(Math.max(relativeGap, rounding))}`
        : `only to ${Math.ceil(relativeGap * 100)} %`;
    return `globally optimal ${close}: no ReLU network of any width has a lower objective by more (${maskCount} neurons)`;
  }
  const found =
    largestViolation > 0
      ? `at most ${roundedUp(largestViolation)} over the optimality condition`
      : "nothing to improve";
  return `not certified against all networks (${maskCount} generated neurons): a search from ${starts} starts found ${found}`;
}

/** One digit, never below the value: a gap must not look smaller than it is. */
function roundedUp(gap: number): string {
  const nearest = gap.toExponential(0);
  if (Number(nearest) >= gap) return nearest;
  const [digit, exponent] = nearest.split("e");
  return Number(`${Number(digit) + 1}e${exponent}`).toExponential(0);
}

/**
 * What fresh gates say, in words for every surface that shows it.
 * @returns one line without a full stop
 */
export function describeFreshGates({ count, trained, relativeGap, ...found }: FreshGates): string {
  const share = percentAbove(found.shareAbove);
  const gap = relativeGap < 1 ? `within ${percentAbove(relativeGap)} of` : "not bounded against";
  return `with ${count} fresh gates ${gap} the best over ${count + trained} gates; fewer than ${share} of further gates could lower the objective by more than the certified gap, with ${100 * found.confidence} % confidence`;
}

/** Two digits, never below the value. */
function percentAbove(value: number): string {
  const percent = 100 * value;
  const digits = 10 ** (1 - Math.floor(Math.log10(Math.max(percent, 1e-12))));
  return `${Number((Math.ceil(percent * digits) / digits).toPrecision(2))} %`;
}
