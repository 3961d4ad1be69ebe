import type { KernelDescription } from "../../kernels/described-kernel.js";
import type { Matrix } from "../../linear-algebra/matrix.js";
import type { ReluNetwork } from "../../networks/relu.js";
import type { GatedModel } from "../gated-model.js";

/** What every part of an average has. */
interface Weighed {
  /** What its raw outputs are multiplied by, not negative; 1/M of M members when absent. */
  readonly weight?: number;
}

/** Kernel ridge regression on the mapped columns: f(x) = k(x, X)α / scale. */
export interface KernelMember extends Weighed {
  readonly kind: "kernel";
  readonly kernel: KernelDescription;
  /** The kernel is divided by it. */
  readonly scale: number;
  /** The ridge of the scaled kernel. */
  readonly lambda: number;
  /** α, n×K; of m centres m×K. */
  readonly dualCoefficients: Matrix;
  /** μ, where the model's kernels compare with centres: what is added to the scaled kernel of the centres in the penalty (`programs/kernel-ridge.ts`). */
  readonly jitter?: number;
  /** Of ridge regression with this kernel and this ridge; `verifyAverage` recomputes it. */
  readonly relativeGap: number;
}

/** A plain ReLU network over the mapped columns, as gate generation makes it. */
export interface NetworkMember extends Weighed {
  readonly kind: "relu";
  readonly network: ReluNetwork;
  readonly lambda: number;
  /** F = ‖f − y‖² + (λ/2) Σ(‖w‖² + a²). */
  readonly objective: number;
  /** As its certificate gave it; "generated" coverage bounds nothing beyond the gates that were found. */
  readonly relativeGap: number;
  readonly coverage: "complete" | "generated";
}

/** A gated network as `train` gives it, with its own certificate; its outputs before any calibration are what is averaged. */
export interface TrainedMember extends Weighed {
  readonly kind: "trained";
  readonly model: GatedModel;
}

/** One part of an averaged model. */
export type AverageMember = KernelMember | NetworkMember | TrainedMember;

/** What predictions need of a member: what a fold's average is made of, of which nothing is claimed. */
export type PredictingMember =
  | Omit<KernelMember, "lambda" | "relativeGap">
  | Pick<NetworkMember, "kind" | "weight" | "network">
  | (Pick<TrainedMember, "kind" | "weight"> & {
      readonly model: Pick<GatedModel, "network" | "reduction" | "constant">;
    });
