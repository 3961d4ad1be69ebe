import {
  type CertificateWords,
  inOneSentence,
  isOfNetwork,
  type KnownBeyond,
  nearness,
  uselessBound,
  wordsOfCertificate,
} from "../certificates/describe.js";
import type { AverageMember } from "./average/average-member.js";
import type { AverageModel } from "./average/average-model.js";
import type { TrainedFacts } from "./model-facts.js";

/** What a model says of its certificate and of what is known beyond it. */
type Stated = (Pick<TrainedFacts<never>, "certificate"> & KnownBeyond) | Pick<AverageModel, "members" | "centres">;

/**
 * What is proved of a model of any kind, over what, and what is not: the same parts for every surface.
 * @returns the parts of one sentence
 */
export function wordsOfModel(model: Stated): CertificateWords {
  if ("members" in model) return wordsOfAverage(model);
  const { certificate, freshGates, allNetworks } = model;
  const words = wordsOfCertificate(certificate, { freshGates, allNetworks });
  if (!isOfNetwork(certificate) || certificate.coverage === "complete" || allNetworks) return words;
  return { ...words, open: uselessBound };
}

/** Every member of an average has a proof of its own, and their sum has none. */
function wordsOfAverage({ members, centres }: Pick<AverageModel, "members" | "centres">): CertificateWords {
  const counted = memberKinds.map(([kind, one, many]): string[] => {
    const count = members.filter((member) => member.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const searched = members.some((member) => member.kind === "relu" && member.coverage === "generated");
  const spanned = centres
    ? `; kernels over the functions that ${centres.rows.length} of ${centres.among} rows span`
    : "";
  const whole = members.length === 1 ? "one model" : `${members.length} models, each`;
  return {
    proved: `${whole} ${nearness(Math.max(...members.map(gapOfMember)))}`,
    over: `as a program of its own (${counted.flat().join(", ")}${spanned})`,
    open: `says nothing of their ${members.length === 1 ? "choice" : "sum"}${searched ? ", nor of gates that the search of a ReLU network did not find" : ""}`,
  };
}

const memberKinds: readonly [AverageMember["kind"], one: string, many: string][] = [
  ["kernel", "kernel ridge regression", "kernel ridge regressions"],
  ["trained", "gated network", "gated networks"],
  ["relu", "ReLU network", "ReLU networks"],
];

const gapOfMember = (member: AverageMember): number =>
  member.kind === "trained" ? member.model.certificate.relativeGap : member.relativeGap;

/**
 * A model's certificate in words, with what is known of other gates and of all networks.
 * @returns one line without a full stop
 */
export function describeModel(model: Stated): string {
  return inOneSentence(wordsOfModel(model));
}
