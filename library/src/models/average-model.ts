import { arithmetic, hashesOf, type Statement } from "../certificates/statement.js";
import type { KernelDescription } from "../kernels/described-kernel.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { ReluNetwork } from "../networks/relu.js";
import type { AverageNetwork } from "./inner-network.js";
import type { KernelMachine } from "./kernel-machine.js";
import type { ModelFacts } from "./model-facts.js";
import { rawNetwork } from "./network-kinds.js";

/** Kernel ridge regression on the mapped columns: f(x) = k(x, X)α / scale. */
export interface KernelMember {
  readonly kind: "kernel";
  readonly kernel: KernelDescription;
  /** The kernel is divided by it. */
  readonly scale: number;
  /** The ridge of the scaled kernel. */
  readonly lambda: number;
  /** α, n×K. */
  readonly dualCoefficients: Matrix;
  /** Of ridge regression with this kernel and this ridge; `verifyAverage` recomputes it. */
  readonly relativeGap: number;
}

/** A plain ReLU network over the mapped columns, as gate generation makes it. */
export interface NetworkMember {
  readonly kind: "relu";
  readonly network: ReluNetwork;
  readonly lambda: number;
  /** F = ‖f − y‖² + (λ/2) Σ(‖w‖² + a²). */
  readonly objective: number;
  /** As its certificate gave it; "generated" coverage bounds nothing beyond the gates that were found. */
  readonly relativeGap: number;
  readonly coverage: "complete" | "generated";
}

/** One part of an averaged model. */
export type AverageMember = KernelMember | NetworkMember;

/** Several models trained on one table; what is predicted is the mean of their raw outputs. */
export interface AverageModel extends ModelFacts<AverageNetwork> {
  readonly kind: "average";
  readonly model: "average";
  /** The training rows after the column map, n×d: what the kernels compare with. */
  readonly inputs: Matrix;
  readonly members: readonly AverageMember[];
  /** What the members' certificates are about; absent in files of earlier versions. */
  readonly statement?: Statement;
}

/** The names by hash of what all members of an average are about: the mapped rows, the targets in the members' units, and every member's λ. */
export function statementOfAverage(
  members: readonly AverageMember[],
  { inputs, targets }: { readonly inputs: Matrix; readonly targets: Matrix },
): Statement {
  const { rows, columns, values } = inputs;
  const lambda = Float64Array.from(members, (member) => member.lambda);
  const parts = { lambda, rows, columns, outputs: targets.columns, inputs: values, targets: targets.values };
  return { arithmetic, hashes: hashesOf(parts) };
}

/** The model over raw columns. */
export function averageModel(parts: Omit<AverageModel, "kind" | "model" | "network">): AverageModel {
  const { reduction, inputs, members } = parts;
  const network: AverageNetwork = { kind: "average", members: members.map((member) => memberNetwork(member, inputs)) };
  return { kind: "average", model: "average", ...parts, network: rawNetwork(network, reduction) };
}

/** A member as it predicts. @param rows what its kernel compares with */
function memberNetwork(member: AverageMember, rows: Matrix): KernelMachine | ReluNetwork {
  if (member.kind === "relu") return member.network;
  const { kind, kernel, scale, dualCoefficients: dual } = member;
  return { kind, kernel, scale, rows, dual };
}
