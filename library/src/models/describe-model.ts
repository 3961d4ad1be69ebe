import {
  type CertificateWords,
  inOneSentence,
  isOfNetwork,
  type KnownBeyond,
  uselessBound,
  wordsOfCertificate,
} from "../certificates/describe.js";
import type { TrainedFacts } from "./model-facts.js";

/** What a model says of its certificate and of what is known beyond it. */
type Stated = Pick<TrainedFacts<never>, "certificate"> & KnownBeyond;

/**
 * What is proved of a model, over what, and what is not: the same parts for every surface.
 * @returns the parts of one sentence
 */
export function wordsOfModel({ certificate, freshGates, allNetworks }: Stated): CertificateWords {
  const words = wordsOfCertificate(certificate, { freshGates, allNetworks });
  if (!isOfNetwork(certificate) || certificate.coverage === "complete" || allNetworks) return words;
  return { ...words, open: uselessBound };
}

/**
 * A model's certificate in words, with what is known of other gates and of all networks.
 * @returns one line without a full stop
 */
export function describeModel(model: Stated): string {
  return inOneSentence(wordsOfModel(model));
}
