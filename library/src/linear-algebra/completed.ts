/**
 * Long work is a generator that yields every few milliseconds, so that whoever runs it can let other events through or stop it. This runs
 * such work to its end for callers that wait for nothing else.
 */
export function completed<Result>(work: Generator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same work, given up where time is over: then the result is undefined. */
export function* whileTimeLasts<Result>(
  work: Generator<undefined, Result>,
  isOver: () => boolean,
): Generator<undefined, Result | undefined> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (isOver()) {
      // What it holds is given back.
      work.return(undefined as never);
      return undefined;
    }
    yield undefined;
  }
}
