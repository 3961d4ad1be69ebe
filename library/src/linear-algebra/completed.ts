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
