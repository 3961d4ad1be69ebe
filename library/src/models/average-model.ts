import { type KernelDescription, kernelOf } from "../kernels/described-kernel.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { mapColumns, mapOutputs } from "../networks/affine-map.js";
import { type ReluNetwork, reluPredictions } from "../networks/relu.js";
import { currentBackend } from "../numerics/index.js";
import type { Label, Task } from "../reductions/class-labels.js";
import type { Reduction } from "./trained-model.js";

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

export type AverageMember = KernelMember | NetworkMember;

/** Several models trained on one table; what is predicted is the mean of their raw outputs. */
export interface AverageModel {
  readonly model: "average";
  readonly task: Task;
  readonly labels: readonly Label[] | null;
  readonly reduction: Reduction;
  /** The training rows after the column map, n×d: what the kernels compare with. */
  readonly inputs: Matrix;
  readonly members: readonly AverageMember[];
  readonly network: Predictor;
  readonly notes: readonly string[];
  /** Whatever the caller wants to travel with the model: plain JSON, not read here. */
  readonly table?: unknown;
}

/** What every model can do. */
export interface Predictor {
  readonly inputCount: number;
  readonly outputCount: number;
  /** n numbers, or n×K row-major. @throws InputError when the number of columns differs */
  predict(inputs: MatrixLike): Float64Array;
}

/** The model over raw columns. */
export function averageModel(parts: Omit<AverageModel, "model" | "network">): AverageModel {
  const { reduction, inputs, members } = parts;
  const outputCount = reduction.outputs.shift.length;
  return {
    model: "average",
    ...parts,
    network: {
      inputCount: reduction.columns.shift.length,
      outputCount,
      predict(rows) {
        const mapped = mapColumns(reduction.columns, toMatrix(rows, "inputs"));
        const mean = new Float64Array(mapped.rows * outputCount);
        for (const member of members) {
          const outputs = memberPredictions(member, inputs, mapped);
          for (let k = 0; k < mean.length; k++) mean[k] += outputs[k] / members.length;
        }
        return mapOutputs(reduction.outputs, mean);
      },
    },
  };
}

/** Mapped outputs of one member for mapped rows, m×K. */
export function memberPredictions(member: AverageMember, inputs: Matrix, rows: Matrix): Float64Array {
  if (member.kind === "relu") return reluPredictions(member.network, rows).values;
  return kernelPredictions(kernelOf(member.kernel)(rows, inputs), member.dualCoefficients, member.scale);
}

/** k(rows, X)α / scale. */
export function kernelPredictions(cross: Matrix, dualCoefficients: Matrix, scale: number): Float64Array {
  const out = matrix(cross.rows, dualCoefficients.columns);
  const { rows, columns, values } = cross;
  currentBackend().multiply(values, rows, columns, dualCoefficients.values, dualCoefficients.columns, out.values);
  for (let k = 0; k < out.values.length; k++) out.values[k] /= scale;
  return out.values;
}

/** How many numbers a prediction needs. */
export function averageModelSize({ inputs, members }: Pick<AverageModel, "inputs" | "members">): number {
  const rows = members.some(({ kind }) => kind === "kernel") ? inputs.values.length : 0;
  return members.reduce((sum, member) => sum + memberSize(member), rows);
}

function memberSize(member: AverageMember): number {
  if (member.kind === "relu") return member.network.hidden.values.length + member.network.output.values.length;
  const { kernel, dualCoefficients } = member;
  const gates = kernel.kind === "masking" ? kernel.gates.values.length + kernel.weights.length : 0;
  return dualCoefficients.values.length + gates;
}
