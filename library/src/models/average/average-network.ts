import { sameKernel } from "../../kernels/described-kernel.js";
import { type Matrix, matrix } from "../../linear-algebra/matrix.js";
import { type GatedReluNetwork, gatedReluNetwork } from "../../networks/gated-relu.js";
import { type ReluNetwork, reluNetwork } from "../../networks/relu.js";
import type { Reduction } from "../../reductions/reduction.js";
import type { GatedModel } from "../gated-model.js";
import type { KernelMachine } from "../kernel-machine.js";
import type { PredictingMember } from "./average-member.js";

/**
 * f(x) = Σ_m ω_m f_m(x), written as the mean of P networks over the same columns: P times the weight of each goes into
 * its last layer. Kernel machines of one kernel are one: Σ_m ω_m k(x, X)α_m / s_m = k(x, X)(Σ_m ω_m α_m / s_m). What a
 * member adds beside its network is one constant. Does not do: members that see other columns.
 */

/** The networks whose mean the average is. @param rows what kernels compare with */
export function averageParts(
  members: readonly PredictingMember[],
  rows: Matrix,
  reduction: Reduction,
): (KernelMachine | ReluNetwork | GatedReluNetwork)[] {
  const kernels = members.filter((member) => member.kind === "kernel");
  const groups = groupsOfKernel(kernels);
  const networks = members.filter((member) => member.kind !== "kernel");
  const count = groups.length + networks.length;
  const factor = (member: PredictingMember) => count * weightOf(member, members);
  return [
    ...groups.map((group) => kernelMachine(group, rows, factor)),
    ...networks.map((member) =>
      member.kind === "relu"
        ? timesRelu(member.network, factor(member))
        : timesGated(member, factor(member), reduction),
    ),
  ];
}

/** What the members add to every row, in the units of the average's own outputs (K numbers); undefined where none adds anything. */
export function averageOutputs(members: readonly PredictingMember[], reduction: Reduction): Float64Array | undefined {
  const trained = members.filter((member) => member.kind === "trained");
  if (trained.length === 0) return undefined;
  const { shift, scale } = reduction.outputs;
  return shift.map((own, k) =>
    trained.reduce((sum, member) => {
      const { outputs } = member.model.reduction;
      const constant = outputs.scale[k] * (member.model.constant?.[k] ?? 0);
      return sum + (weightOf(member, members) * (outputs.shift[k] + constant - own)) / scale[k];
    }, 0),
  );
}

const weightOf = ({ weight }: PredictingMember, { length }: readonly PredictingMember[]): number =>
  weight ?? 1 / length;

type KernelMember = Extract<PredictingMember, { kind: "kernel" }>;
type TrainedMember = Extract<PredictingMember, { kind: "trained" }>;

/** Members with the same kernel stand together, in the order in which their kernels come first. */
function groupsOfKernel(members: readonly KernelMember[]): KernelMember[][] {
  const groups: KernelMember[][] = [];
  for (const member of members) {
    const known = groups.find(([{ kernel }]) => sameKernel(kernel, member.kernel));
    if (known) known.push(member);
    else groups.push([member]);
  }
  return groups;
}

function kernelMachine(
  group: readonly KernelMember[],
  rows: Matrix,
  factor: (member: KernelMember) => number,
): KernelMachine {
  const [{ kernel, scale, dualCoefficients: first }] = group;
  const dual = matrix(first.rows, first.columns);
  for (const member of group) {
    const share = (factor(member) * scale) / member.scale;
    member.dualCoefficients.values.forEach((value, at) => {
      dual.values[at] += share * value;
    });
  }
  return { kind: "kernel", kernel, scale, rows, dual };
}

const times = ({ rows, columns, values }: Matrix, factor: (column: number) => number): Matrix =>
  matrix(
    rows,
    columns,
    values.map((value, at) => factor(at % columns) * value),
  );

const timesRelu = ({ hidden, output, activation }: ReluNetwork, factor: number): ReluNetwork =>
  factor === 1
    ? reluNetwork(hidden, output, activation)
    : reluNetwork(
        hidden,
        times(output, () => factor),
        activation,
      );

/** The network of a trained member, whose outputs come in the units of the average's own. */
function timesGated({ model }: TrainedMember, factor: number, { outputs }: Reduction): GatedReluNetwork {
  const { gates, blocks } = gatedInner(model);
  const unit = model.reduction.outputs.scale.map((scale, k) => scale / outputs.scale[k]);
  // A block has a number for each column and output, the output in the last place.
  return gatedReluNetwork(
    gates,
    times(blocks, (column) => factor * unit[column % unit.length]),
  );
}

/** Its network; a member of an average has two plain layers. */
function gatedInner({ network: { inner } }: Pick<GatedModel, "network">): GatedReluNetwork {
  if (inner.kind === "gated-relu") return inner;
  throw new Error(`a network of kind ${inner.kind} is no member of an average`);
}
