import type { Arrangement } from "../arrangements/arrangement.js";
import type { ComposedArrangement } from "../arrangements/composed.js";
import { InputError } from "../errors.js";
import { matrix, transpose } from "../linear-algebra/matrix.js";
import type { ExtendedNetwork } from "../networks/gated.js";
import { type ReluNetwork, reluNetwork } from "../networks/relu.js";
import { neuronsOfBlocks } from "../programs/cone-decomposition.js";
import type { ConvolutionalProgram } from "../programs/convolutional.js";
import type { GatedReluProgram } from "../programs/gated-relu.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { activeGates } from "./trained-program.js";

/** The gated network that a point of a program stands for: equal to Σ_i Φ_iw_i on the table, and defined on every other input. */
export function gatedNetwork(program: GatedReluProgram | ConvolutionalProgram, point: SparseBlocks): ExtendedNetwork {
  const { arrangement, data } = program;
  const blocks = matrix(point.which.length, program.operator.blockSize * data.outputs, point.blocks);
  if (program.kind === "gated-convolutional") {
    const gates = activeGates(arrangement.gates, point);
    return { kind: "gated-convolutional", patches: program.patches, gates, blocks };
  }
  if (isComposed(arrangement)) {
    const { layers } = arrangement;
    const choices = layers.choices.map((choice) => Int32Array.from(point.which, (i) => choice[i]));
    return { kind: "deep-gated-relu", layers: { ...layers, choices }, blocks };
  }
  return {
    kind: "gated-activation",
    activation: program.activation,
    gates: activeGates(arrangement.gates, point),
    blocks,
  };
}

/**
 * A plain network that equals the gated one on every row of the table: blocks are split along their gates (28), w = (w + tg) − tg, which
 * also holds where the slope below 0 is not 0; threshold gates are neurons as they are.
 * @throws InputError for composed masks, which no two-layer network has
 */
export function plainNetwork(
  program: GatedReluProgram | ConvolutionalProgram,
  point: SparseBlocks,
): ReluNetwork | ExtendedNetwork {
  const { arrangement, data } = program;
  if (program.kind === "gated-convolutional") {
    const filters = neuronsOfBlocks({ inputs: program.patchInputs, arrangement, data }, point, "along-gate");
    return { kind: "convolutional", patches: program.patches, filters };
  }
  if (isComposed(arrangement)) {
    throw new InputError(
      "no-plain-network",
      "program",
      "plainNetwork: got composed masks; expected one gate a mask (use gatedNetwork)",
    );
  }
  if (program.activation.name === "threshold") {
    const output = matrix(point.which.length, data.outputs, point.blocks);
    return reluNetwork(transpose(activeGates(arrangement.gates, point)), output, program.activation);
  }
  // Only w = (w + tg) − tg holds on every row, which a slope below 0 asks for; the other strategies leave closed rows free.
  const { hidden, output } = neuronsOfBlocks(program, point, "along-gate");
  return reluNetwork(hidden, output, program.activation);
}

function isComposed(arrangement: Arrangement): arrangement is ComposedArrangement {
  return "layers" in arrangement;
}
