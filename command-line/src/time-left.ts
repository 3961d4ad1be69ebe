/** The time limit of a command, which counts from its beginning: reading the table and writing the files are in it. */
export interface TimeLeft {
  /** Seconds for the work that takes long; undefined without a limit. A share is kept for scores and files. */
  forWork(): number | undefined;
  /** Seconds until the command should have ended; Infinity without a limit. */
  untilEnd(): number;
}

/** Of the time that reading took, what scores and files take at least. */
const readingShare = 0.1;
/** Seconds that the work has in any case, to bring the model that costs nothing. */
const least = 0.001;

/**
 * Counts what is left of a limit once the table is read.
 * @param timeLimit seconds; undefined: none
 * @param elapsed seconds since the command began
 * @returns what is left, each time it is asked
 */
export function timeLeft(timeLimit: number | undefined, elapsed: () => number): TimeLeft {
  const reading = elapsed();
  const untilEnd = () => (timeLimit === undefined ? Number.POSITIVE_INFINITY : timeLimit - elapsed());
  return {
    untilEnd,
    forWork: () => (timeLimit === undefined ? undefined : Math.max(untilEnd() - readingShare * reading, least)),
  };
}
