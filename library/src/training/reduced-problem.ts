import { type Arrangement, arrangementFromGates } from "../arrangements/arrangement.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { mapColumns, mapOutputs } from "../networks/affine-map.js";
import { gatedReluNetwork, gatedReluPredictions } from "../networks/gated-relu.js";
import { type GatedReluProgram, gatedReluProgram } from "../programs/gated-relu.js";
import { lambdaMax, type SparseBlocks } from "../programs/group-program.js";
import { learnColumnMap, learnOutputMap, mapTargets } from "../reductions/standardised-columns.js";
import type { Reduction } from "../reductions/trained-model.js";
import { activeBlocks } from "../reductions/trained-program.js";
import type { Settings } from "./settings.js";

/** One set of rows, rewritten and stated as program (8); masks and products are made once and serve every λ. */
export interface ReducedProblem {
  readonly reduction: Reduction;
  readonly arrangement: Arrangement;
  readonly lambdaMax: number;
  /** The program at one λ. */
  at(lambda: number): GatedReluProgram;
}

/** Learns the reduction from these rows alone, so that held-out rows stay unseen. */
export function reduceProblem(inputs: Matrix, targets: Matrix, settings: Settings): ReducedProblem {
  const { options, gates, loss } = settings;
  const reduction = {
    columns: learnColumnMap(inputs, options),
    outputs: learnOutputMap(targets, options.standardiseTargets),
  };
  const mapped = mapColumns(reduction.columns, inputs);
  const arrangement = arrangementFromGates(mapped, gates);
  const program = gatedReluProgram({
    inputs: mapped,
    targets: mapTargets(reduction.outputs, targets),
    arrangement,
    loss,
    lambda: 1,
  });
  return { reduction, arrangement, lambdaMax: lambdaMax(program), at: (lambda) => ({ ...program, lambda }) };
}

/** Raw outputs of a point on other rows, n×K. */
export function predictionsOnRows({ reduction, arrangement }: ReducedProblem, point: SparseBlocks, inputs: Matrix) {
  const outputs = reduction.outputs.shift.length;
  const { gates, blocks } = activeBlocks(arrangement.gates, point, outputs);
  const mapped = mapColumns(reduction.columns, inputs);
  return mapOutputs(reduction.outputs, gatedReluPredictions(gatedReluNetwork(gates, blocks), mapped).values);
}
