import { startTask, type Task } from "../numerics/threads/tasks.js";
import { pause } from "../solvers/clock.js";
import { runToEnd } from "../solvers/drive.js";
import type { CancelSignal } from "../solvers/solver.js";
import type { RangeQuestion, RowLots } from "./row-lots.js";
import type { RangedRow } from "./row-ranges.js";

/** Milliseconds between two looks at the signal while other threads are at work. */
const patience = 5;

/** How lots are shared. */
export interface Sharing {
  /** Threads, the caller's own included. */
  readonly threads: number;
  readonly signal: CancelSignal | undefined;
  /** Called with the number of rows that are done. */
  readonly onProgress: ((done: number) => void) | undefined;
}

/**
 * The ranges of all rows, lot by lot. Each thread takes the next lot when it has ended one. A thread that cannot be started, or fails, leaves its lot
 * to the caller's own, which needs no others. @throws `signal.reason` when aborted
 */
export async function rangesOfLots(lots: RowLots, question: RangeQuestion, sharing: Sharing): Promise<RangedRow[]> {
  const { threads, signal, onProgress } = sharing;
  const queue = new LotQueue(lots.count, onProgress);
  const helpers = Array.from({ length: Math.min(threads, lots.count) - 1 }, () => helper(queue, question));
  try {
    while (!queue.isComplete) {
      await runToEnd(ownLots(lots, queue), signal);
      if (!queue.isComplete) await pause(patience);
    }
    return queue.rows;
  } finally {
    for (const task of helpers) task?.terminate();
  }
}

/** Lots that nobody has taken, one after the other. */
function* ownLots(lots: RowLots, queue: LotQueue): Generator<undefined, void> {
  for (let lot = queue.take(); lot !== undefined; lot = queue.take()) {
    queue.put(lot, yield* lots.rangesOf(lot, () => queue.count(1)));
  }
}

/** A thread that takes lots once it has stated the problem; undefined where there are none. */
function helper(queue: LotQueue, question: RangeQuestion): Task | undefined {
  let lot: number | undefined;
  const next = () => {
    lot = queue.take();
    if (lot !== undefined) task?.send(lot);
  };
  const task = startTask("range-thread", question, {
    onReady: next,
    onAnswer(answer) {
      const rows = answer as RangedRow[];
      queue.count(rows.length);
      queue.put(lot as number, rows);
      next();
    },
    onFailure() {
      if (lot !== undefined) queue.giveBack(lot);
      lot = undefined;
    },
  });
  return task;
}

/** Which lots are taken, and what is known of them. */
class LotQueue {
  private next = 0;
  private missing: number;
  private done = 0;
  private readonly left: number[] = [];
  private readonly found: RangedRow[][] = [];

  constructor(
    private readonly size: number,
    private readonly onProgress: ((done: number) => void) | undefined,
  ) {
    this.missing = size;
  }

  get isComplete(): boolean {
    return this.missing === 0;
  }

  get rows(): RangedRow[] {
    return this.found.flat();
  }

  take(): number | undefined {
    return this.left.pop() ?? (this.next < this.size ? this.next++ : undefined);
  }

  giveBack(lot: number): void {
    this.left.push(lot);
  }

  put(lot: number, rows: RangedRow[]): void {
    this.found[lot] = rows;
    this.missing--;
  }

  /** Reports rows. */
  count(rows: number): void {
    this.done += rows;
    this.onProgress?.(this.done);
  }
}
