import { type Arrangement, arrangementInSteps } from "../arrangements/arrangement.js";
import { gatedReluAt } from "../models/gated-relu-at.js";
import type { GatedNetwork } from "../models/inner-network.js";
import { type Network, networkOfKind } from "../models/raw-network.js";
import type { TrainedOutputs } from "../networks/affine-map.js";
import { gatedReluKind } from "../networks/gated-relu.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { reluProgram } from "../programs/masked-program.js";
import type { ShapedGates } from "../programs/shaped-gates.js";
import type { MaskedProgram, StatedShape } from "../programs/shaped-program.js";
import type { Reduction } from "../reductions/reduction.js";

/** What depends on the shape of a network: how its program is stated, and which network a point of it is. */
export interface NetworkForm {
  /** Yields every few milliseconds. */
  readonly state: (stated: StatedShape) => Generator<undefined, MaskedProgram>;
  /** The gates of a program, equal masks merged. */
  readonly gatesOf: (program: MaskedProgram) => ShapedGates;
  /** The network of a point, over raw columns. */
  readonly networkOf: (
    reduction: Reduction,
    shaped: ShapedGates,
    point: SparseBlocks,
    trained?: TrainedOutputs,
  ) => Network<GatedNetwork>;
}

/** Two layers of ReLU: the same as that shape in `shaped-form.ts`, which knows all of them. */
export const plainForm: NetworkForm = {
  *state({ gates, ...stated }) {
    const arrangement: Arrangement = yield* arrangementInSteps(stated.inputs, gates);
    return reluProgram({ ...stated, arrangement });
  },
  gatesOf: ({ arrangement }) => ({ gates: arrangement.gates }),
  networkOf(reduction, shaped, point, trained) {
    const network = gatedReluAt(shaped.gates, point, reduction.outputs.shift.length);
    return networkOfKind(gatedReluKind, network, reduction, trained);
  },
};
