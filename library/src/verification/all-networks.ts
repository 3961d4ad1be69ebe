import { boundOverAllNetworks } from "../certificates/all-networks.js";
import { gapOf } from "../certificates/duality.js";
import { completed } from "../linear-algebra/completed.js";
import type { GeneratedModel } from "../models/plain-model.js";
import type { NetworkTraining } from "../programs/network-training.js";
import { atLeast, type Finding, same } from "./findings.js";

/** The bound over networks of any width, proved anew. */
export function allNetworksFindings(
  { allNetworks: claimed, network, certificate }: GeneratedModel,
  problem: NetworkTraining,
  coverage: string,
): Finding[] {
  if (!claimed) return [];
  const { largestViolation = 0, primalObjective } = certificate;
  const found =
    coverage === "generated"
      ? completed(boundOverAllNetworks(problem, network.inner, { largestViolation }, true))
      : undefined;
  if (!found) return [{ field: "allNetworks", holds: false, problem: "is claimed, and nothing like it is proved" }];
  return [
    atLeast("allNetworks.dualObjective", claimed.dualObjective, found.dualObjective),
    same("allNetworks.relativeGap", claimed.relativeGap, gapOf(primalObjective, claimed.dualObjective).relativeGap),
  ];
}
