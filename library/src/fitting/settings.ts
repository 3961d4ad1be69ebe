import type { GateStrategy } from "../arrangements/gate-strategies.js";
import { type Matrix, selectRows } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import type { ModelKind } from "../models/trained-model.js";
import type { NetworkShape } from "../programs/shaped-gates.js";
import type { Label, Task } from "../reductions/class-labels.js";
import type { SolverSettings } from "./named-solver.js";

/** A table to learn from, and how its units are rewritten first. */
export interface TableSettings {
  /** n×d raw columns. */
  readonly inputs: Matrix;
  /** n×K: raw numbers, or ±1 for classes (0 and 1 for softmax). */
  readonly targets: Matrix;
  readonly task: Task;
  /** The classes in order of the outputs; null for a regression. */
  readonly labels: readonly Label[] | null;
  readonly loss: Loss;
  /** One weight a row; undefined where all rows count alike. */
  readonly sampleWeights: Float64Array | undefined;
  /** How often each row occurs, from 1 on: leave-one-out leaves one occurrence out. Undefined: once. */
  readonly occurrences: Float64Array | undefined;
  readonly standardise: boolean;
  readonly standardiseTargets: boolean;
  readonly bias: boolean;
  readonly seed: number;
  /** Whether folds are drawn from all rows, or are blocks of neighbouring rows. */
  readonly foldOrder: FoldOrder;
}

/** How rows are dealt to folds. */
export type FoldOrder = "shuffled" | "rows";

/** A table with the gates over which its program is stated, and the solver of that program. */
export interface ProblemSettings extends TableSettings {
  readonly model: ModelKind;
  /** 1 is the group lasso (8), 2 the ridge with the NTK's weights (16). */
  readonly q: number;
  /** Whether the loss takes in an unpenalised constant. */
  readonly constant: boolean;
  /** (d [+1])×p; of a deep network the first layer's, of patches h×p. */
  readonly gates: Matrix;
  /** Absent for two fully connected layers of ReLU. */
  readonly shape?: NetworkShape;
  /** "gaussian": the gates above as they are. Any other strategy draws as many anew, looking at the rows at hand. */
  readonly gateStrategy: GateStrategy;
  readonly solver: SolverSettings;
}

/** The same settings for some of the rows, in the order given. */
export function onRows<Settings extends TableSettings>(settings: Settings, rows: Int32Array): Settings {
  const { inputs, targets, sampleWeights, occurrences } = settings;
  const some = (values: Float64Array | undefined) => values && Float64Array.from(rows, (row) => values[row]);
  return {
    ...settings,
    inputs: selectRows(inputs, rows),
    targets: selectRows(targets, rows),
    sampleWeights: some(sampleWeights),
    occurrences: some(occurrences),
  };
}
