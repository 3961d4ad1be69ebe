/** One claim of a file beside what was found. */
export interface Finding {
  /** The part of the file, as `fieldsOfModelFile` names it. */
  readonly field: string;
  readonly holds: boolean;
  /** Why it does not hold: what the file says, and what was found. */
  readonly problem: string;
}

/** A claim that holds only where both are the same number, text or flag. */
export function same(field: string, claimed: unknown, found: unknown): Finding {
  return { field, holds: Object.is(claimed, found), problem: `says ${claimed}, found ${found}` };
}

/** A claim that the numbers are those found, bit for bit but for the sign of zero. */
export function sameNumbers(field: string, claimed: ArrayLike<number>, found: ArrayLike<number>): Finding {
  const lengths = claimed.length === found.length;
  const at = lengths ? Array.from(claimed).findIndex((value, k) => value !== found[k]) : 0;
  const problem = lengths
    ? `says ${claimed[at]}, found ${found[at]}`
    : `has ${claimed.length} numbers, found ${found.length}`;
  return { field, holds: lengths && at < 0, problem };
}

/** A claim that a quantity is at most this, which is proved where an upper bound of the quantity is. */
export function atMost(field: string, claimed: number, proved: number): Finding {
  return { field, holds: proved <= claimed, problem: `says ${claimed}, proved is only ${proved}` };
}

/** A claim that a quantity is at least this. */
export function atLeast(field: string, claimed: number, proved: number): Finding {
  return { field, holds: proved >= claimed, problem: `says ${claimed}, proved is only ${proved}` };
}

/** A claim of a rounded number: the exact one is known to lie in [low, high]. */
export function within(field: string, claimed: number, low: number, high: number): Finding {
  return { field, holds: claimed >= low && claimed <= high, problem: `says ${claimed}, found ${(low + high) / 2}` };
}

/** The claims that do not hold, one sentence each. */
export function problemsOf(findings: readonly Finding[]): string[] {
  return findings.filter(({ holds }) => !holds).map(({ field, problem }) => `${field} ${problem}.`);
}
