import { nextDown, nextUp } from "./neighbours.js";
import { gamma, sumAbove } from "./rounding-error.js";

/**
 * A sum of doubles with proved bounds of its exact value. Knuth's two-sum gives the rounding error of every addition exactly, and the errors
 * are summed too, so that the bounds are about two units in the last place apart whatever cancels (Ogita, Rump, Oishi 2005, algorithm 4.1).
 * Does not do: products; their bounds are added as doubles.
 */
export class BoundedSum {
  private total = 0;
  private correction = 0;
  private size = 0;
  private count = 0;

  add(x: number): void {
    const total = this.total + x;
    const part = total - this.total;
    const error = this.total - (total - part) + (x - part);
    this.total = total;
    this.correction += error;
    this.size += Math.abs(error);
    this.count += 1;
  }

  /** Never below the exact sum. */
  get upper(): number {
    if (this.size === 0) return this.total;
    const bound = nextUp(this.total + nextUp(this.correction + this.slack));
    return Number.isNaN(bound) ? Number.POSITIVE_INFINITY : bound;
  }

  /** Never above the exact sum. */
  get lower(): number {
    if (this.size === 0) return this.total;
    const bound = nextDown(this.total + nextDown(this.correction - this.slack));
    return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
  }

  /** The sum itself, where no addition was rounded. */
  get exact(): number | undefined {
    return this.size === 0 ? this.total : undefined;
  }

  /** What the sum of the errors may be off by. */
  private get slack(): number {
    return nextUp(gamma(this.count) * sumAbove(this.size, this.count));
  }
}
