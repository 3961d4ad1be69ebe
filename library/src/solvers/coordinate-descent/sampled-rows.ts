import type { BlockOperator } from "../../linear-algebra/block-operator.js";
import { spreadEvenly } from "../../linear-algebra/vectors.js";
import type { GroupProgram } from "../../programs/group-program.js";

/** The blocks on a sample of the rows alone. */
export interface SampledRows {
  readonly operator: BlockOperator;
  /** The sample, s rows of n, ascending. */
  readonly rows: Int32Array;
  /** n/s */
  readonly factor: number;
}

/** A sample worth its price costs at most so many products with the blocks on all rows, and is no smaller than what says something. */
const mostProducts = 6;
const largest = 2048;
const smallest = 256;

/** A sample of the rows that a preconditioner is made of, kept while its size fits the blocks at hand. */
export class RowSample {
  /** Whether steps have become dear enough for one. */
  isWanted = false;
  private kept: SampledRows | undefined;

  /** @param rotation the coordinates of the blocks */
  constructor(
    private readonly program: GroupProgram,
    private readonly rotation: Float64Array | undefined,
  ) {}

  /** Rows for a preconditioner of so many blocks; undefined where none is wanted or worth its price. */
  rowsFor(blockCount: number): SampledRows | undefined {
    const { operator, data } = this.program;
    const count = groupsFor(operator, data.outputs, blockCount);
    if (!this.isWanted || count === 0 || !operator.onRowGroups) return undefined;
    const groups = Math.ceil((this.kept?.rows.length ?? 0) / 64);
    if (this.kept && groups <= 2 * count && count < 2 * groups) return this.kept;
    this.dispose();
    const n = data.sampleCount;
    const all = Math.ceil(n / 64);
    const chosen = spreadEvenly(count, all);
    const rows = Int32Array.from(
      [...chosen].flatMap((group) => Array.from({ length: Math.min(64, n - 64 * group) }, (_, j) => 64 * group + j)),
    );
    this.kept = { operator: operator.onRowGroups(chosen, this.rotation), rows, factor: n / rows.length };
    return this.kept;
  }

  dispose(): void {
    this.kept?.operator.dispose();
    this.kept = undefined;
  }
}

/** Groups of 64 rows, halved from the most until the factors of a preconditioner cost few enough products; 0: none. */
function groupsFor({ sampleCount: n, blockSize: d }: BlockOperator, outputs: number, blockCount: number): number {
  const product = 2 * n * d * outputs * blockCount;
  for (let rows = Math.min(n, largest); rows >= Math.min(n, smallest); rows /= 2) {
    const perRow = rows * rows + 3 * rows * (blockCount * outputs + d) + 3 * blockCount * blockCount * outputs;
    if ((rows * perRow) / 3 <= mostProducts * product) return Math.ceil(rows / 64);
  }
  return 0;
}
