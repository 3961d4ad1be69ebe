import type { Arrangement } from "../arrangements/arrangement.js";
import type { Matrix, MatrixLike } from "../linear-algebra/matrix.js";
import { namedLoss } from "../losses/named.js";
import { readTrainingTable } from "../models/program-of-model.js";
import { mapColumns } from "../networks/affine-map.js";
import type { RawTargets } from "../reductions/raw-targets.js";
import { RangeMemory } from "./one-end.js";
import { gatesAt, type RangeProblem, rangeProblem, rangeRow, unsuited } from "./range-problem.js";
import type { RangedModel } from "./ranged-model.js";
import { type RangedRow, rangesOfRow } from "./row-ranges.js";

/**
 * The rows that are asked about, in lots. A row begins where the one before it ended (`RangeMemory`), but a lot begins anew, so that lots may be
 * shared among threads in any order and every row has the same bits.
 */

/** Rows of a lot: so few that threads end at about the same time, and so many that its first row, which takes longer, does not count. */
const rowsOfLot = 5;

/** What is asked: a model, its rows of training (n×d), and new rows (m×d), all of them raw. */
export interface RangeQuestion {
  readonly model: RangedModel;
  readonly inputs: MatrixLike;
  readonly targets: RawTargets;
  readonly rows: Matrix;
  readonly within: number;
  readonly tolerance: number;
}

/** The stated problem with its rows, on one thread. */
export class RowLots {
  readonly problem: RangeProblem;
  /** How many lots there are. */
  readonly count: number;
  private readonly mapped: Matrix;
  private readonly arrangement: Arrangement;

  /** @throws InputError for models, losses and tables that it does not take */
  constructor(private readonly question: RangeQuestion) {
    const { model, inputs, targets, rows, within } = question;
    const loss = namedLoss(model.loss, model.lossParameters);
    if (!loss) throw unsuited(`the loss "${model.loss}"`);
    this.problem = rangeProblem(model, readTrainingTable(model, inputs, targets, loss), loss, within);
    this.count = Math.ceil(rows.rows / rowsOfLot);
    this.mapped = mapColumns(model.reduction.columns, rows);
    this.arrangement = gatesAt(model, this.mapped);
  }

  /** The ranges of one lot; yields every few milliseconds. */
  *rangesOf(lot: number, onRow?: () => void): Generator<undefined, RangedRow[]> {
    const { problem, mapped, arrangement } = this;
    const { model, tolerance } = this.question;
    const memory = new RangeMemory(problem);
    const found: RangedRow[] = [];
    for (let row = lot * rowsOfLot; row < Math.min(mapped.rows, (lot + 1) * rowsOfLot); row++) {
      found.push(yield* rangesOfRow(model, problem, rangeRow(mapped, arrangement, row), { tolerance, memory }));
      onRow?.();
    }
    return found;
  }

  dispose(): void {
    this.problem.program.operator.dispose();
  }
}
