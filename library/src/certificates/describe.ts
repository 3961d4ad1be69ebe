import type { AllNetworksBound } from "./all-networks.js";
import type { Certificate } from "./certificate.js";
import type { FreshGates } from "./fresh-gates.js";
import type { NetworkCertificate } from "./network-certificate.js";

/**
 * Certificates in words. Every surface that shows one takes its sentence from here: the terminal, reports, the studio, model files and documents.
 * A sentence says what is proved, over what, and what is not, and never more than the coverage allows.
 */
export interface CertificateWords {
  /** How close the weights are proved to be. */
  readonly proved: string;
  /** To the optimum of what. */
  readonly over: string;
  /** What is not proved; empty where nothing of the problem is left open. */
  readonly open: string;
}

/** What is said of, and what is known beyond the certificate. */
export type Described = Pick<Certificate, "relativeGap" | "coverage" | "maskCount"> &
  Partial<Pick<Certificate, "program"> & Pick<NetworkCertificate, "largestViolation" | "starts">>;

/** What is known beyond a certificate. */
export interface KnownBeyond {
  readonly freshGates?: FreshGates | undefined;
  readonly allNetworks?: AllNetworksBound | undefined;
}

/**
 * A certificate in words: how close the weights are, to the optimum of what, and what the certificate does not cover.
 * @returns one line without a full stop
 */
export function describeCertificate(certificate: Described): string {
  return inOneSentence(wordsOfCertificate(certificate));
}

/** The parts of a statement as one line without a full stop. */
export function inOneSentence({ proved, over, open }: CertificateWords): string {
  return [`${proved} ${over}`, ...(open === "" ? [] : [open])].join("; ");
}

/** What is proved, over what, and what is not. */
export function wordsOfCertificate(
  certificate: Described,
  { freshGates, allNetworks }: KnownBeyond = {},
): CertificateWords {
  const { relativeGap, coverage, maskCount, program } = certificate;
  if (isOfNetwork(certificate)) return wordsOfNetwork(certificate, allNetworks);
  const proved = nearness(relativeGap);
  if (program === "kernel-ridge")
    return { proved, over: "as a kernel ridge regression", open: "says nothing of networks" };
  if (coverage === "complete") {
    const over = `over all ${maskCount} gate patterns of this table (a complete arrangement)${networkWords(program)}`;
    return { proved, over, open: "" };
  }
  const over = `for these ${maskCount} ${coverage} gates${networkWords(program)}`;
  return { proved, over, open: freshGates ? describeFreshGates(freshGates) : "says nothing of other gates" };
}

/** How near to its optimum a relative gap proves a point to be, in words. */
export function nearness(relativeGap: number): string {
  if (relativeGap <= 0.01) return `optimal to ${roundedUp(Math.max(relativeGap, rounding))}`;
  return `not solved: within ${Math.ceil(relativeGap * 100)} % of the optimum`;
}

/** Of what network the gates are, where it is not the two-layer ReLU. */
function networkWords(program = ""): string {
  const layers = /^gated-relu-(\d+)-layers$/.exec(program)?.[1];
  if (layers) return ` of a ${numerals[Number(layers)] ?? layers}-layer network`;
  return { ...kinds }[program] ?? "";
}

const numerals: Readonly<Record<number, string>> = { 3: "three", 4: "four", 5: "five", 6: "six" };
const kinds: Readonly<Record<string, string>> = {
  "monotone-exact-relu": " of a monotone ReLU network",
  "gated-leaky-relu": " of a leaky ReLU network",
  "gated-absolute-value": " of an absolute-value network",
  "gated-threshold": " of a threshold network",
  "gated-convolutional": " of a convolutional network",
};

/** Objectives in double precision say no more than this. */
const rounding = 1e-15;

/** A network judged on its own non-convex objective. */
function wordsOfNetwork(
  { relativeGap, coverage, maskCount, largestViolation = 0, starts = 0, program = "" }: Described,
  allNetworks: AllNetworksBound | undefined,
): CertificateWords {
  const network = ["no ReLU network of any width", ...(isMonotone[program] ? [monotoneWords] : [])].join(" ");
  if (coverage === "complete") {
    const close =
      relativeGap <= 0.01
        ? `to ${roundedUp(Math.max(relativeGap, rounding))}`
        : `only to ${Math.ceil(relativeGap * 100)} %`;
    const over = `${network} has a lower objective by more (${maskCount} neurons)`;
    return { proved: `globally optimal ${close}:`, over, open: "" };
  }
  const found =
    largestViolation > 0
      ? `at most ${roundedUp(largestViolation)} over the optimality condition`
      : "nothing to improve";
  const over = `(${maskCount} generated neurons)`;
  const open = `a search from ${starts} starts found ${found}`;
  if (!allNetworks) {
    const all = isMonotone[program] ? "all networks that are monotone in the same columns" : "all networks";
    return { proved: `not certified against ${all}`, over: `${over}: ${open}`, open: "" };
  }
  return {
    proved: `${network} is more than ${percentAbove(allNetworks.relativeGap)} better`,
    over,
    open,
  };
}

/** Whether a certificate is of a network's own training: its program is one of these, and the second kind is monotone. */
const isMonotone: Readonly<Record<string, boolean>> = { "relu-network": false, "monotone-relu-network": true };

/** Whether a certificate is of a network's own non-convex problem, and not of a convex program. */
export const isOfNetwork = ({ program = "" }: Pick<Described, "program">): boolean => program in isMonotone;

const monotoneWords = "whose neurons have the signs that make it monotone in the same columns";

/** What is said where no bound over all networks is of use: it would be above 50 %. */
export const uselessBound = "no bound over all networks is proved that leaves less than half of the objective open";

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
export function describeFreshGates({ count, trained, relativeGap, shareAbove, confidence }: FreshGates): string {
  const gap = relativeGap < 1 ? `within ${percentAbove(relativeGap)} of` : "not bounded against";
  return `${gap} the best over ${count + trained} gates, ${count} of them fresh; fewer than ${percentAbove(shareAbove)} of further gates could lower the objective by more than the certified gap, with ${100 * confidence} % confidence`;
}

/** Two digits, never below the value. */
function percentAbove(value: number): string {
  const percent = 100 * value;
  const [digits, exponent] = percent.toExponential(1).split("e");
  const nearest = Number(`${digits}e${exponent}`);
  const above =
    nearest >= percent ? nearest : Number(`${(10 * Number(digits) + 1).toFixed(0)}e${Number(exponent) - 1}`);
  return `${above} %`;
}
