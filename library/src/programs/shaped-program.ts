import { arrangementInSteps, type Coverage } from "../arrangements/arrangement.js";
import { arrangementOfDeepGates, isComposed } from "../arrangements/composed.js";
import { completed } from "../linear-algebra/completed.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import { type ConvolutionalProgram, convolutionalProgram } from "./convolutional.js";
import { gatedReluProgram } from "./gated-relu.js";
import type { GatedReluProgram } from "./masked-program.js";
import type { ShapedGates } from "./shaped-gates.js";

/** Every program whose masks come from gates. */
export type MaskedProgram = GatedReluProgram | ConvolutionalProgram;

/** What the program of a shape is stated from. */
export interface StatedShape extends ShapedGates {
  /** n×d, as the network sees them */
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly loss: Loss;
  readonly sampleWeights?: Float64Array;
  readonly lambda: number;
  readonly coverage?: Coverage;
  /** Block i is gate (or product) i on any table. */
  readonly keepEqualMasks?: boolean;
}

/** The program of a table, gates and a shape. */
export function shapedProgram(stated: StatedShape): MaskedProgram {
  return completed(shapedProgramInSteps(stated));
}

/** The same; yields every few milliseconds where the masks are those of gates on the rows themselves. */
export function* shapedProgramInSteps({
  gates,
  shape,
  coverage,
  keepEqualMasks,
  ...stated
}: StatedShape): Generator<undefined, MaskedProgram> {
  const { inputs } = stated;
  if (shape?.kind === "convolutional") {
    return convolutionalProgram({ ...stated, patches: shape.patches, gates, keepEqualMasks });
  }
  if (shape?.kind === "deep") {
    return gatedReluProgram({ ...stated, arrangement: arrangementOfDeepGates(inputs, shape.layers, keepEqualMasks) });
  }
  const arrangement = yield* arrangementInSteps(inputs, gates, coverage, keepEqualMasks);
  return gatedReluProgram({ ...stated, arrangement, activation: shape?.activation });
}

/** The gates of a program, equal masks merged: gate i belongs to block i. */
export function shapedGatesOf(program: MaskedProgram): ShapedGates {
  const { arrangement } = program;
  if (program.kind === "gated-convolutional") {
    return { gates: arrangement.gates, shape: { kind: "convolutional", patches: program.patches } };
  }
  if (isComposed(arrangement)) {
    const { layers } = arrangement;
    return { gates: layers.gates[0], shape: { kind: "deep", layers } };
  }
  const { activation } = program;
  if (activation.name === "relu") return { gates: arrangement.gates };
  return { gates: arrangement.gates, shape: { kind: "activation", activation } };
}
