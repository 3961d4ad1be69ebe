import type { BlockOperator } from "../linear-algebra/block-operator.js";
import { extendedOperator, type RangeProblem, type RangeRow } from "./range-problem.js";

/** The operators of a table with one more row, made once for all ends of the row: what solvers prepare for them is kept with them. */
export class RowOperators {
  /** Over all gates. */
  readonly full: BlockOperator;
  private some: { readonly which: Int32Array; readonly operator: BlockOperator } | undefined;

  constructor(
    private readonly problem: RangeProblem,
    private readonly row: RangeRow,
  ) {
    this.full = extendedOperator(problem.program, row, Int32Array.from(problem.norms.keys()));
  }

  /** Over the listed gates, until others are asked for. */
  over(which: Int32Array): BlockOperator {
    if (this.some?.which !== which) {
      this.some?.operator.dispose();
      this.some = { which, operator: extendedOperator(this.problem.program, this.row, which) };
    }
    return this.some.operator;
  }

  dispose(): void {
    this.full.dispose();
    this.some?.operator.dispose();
  }
}
