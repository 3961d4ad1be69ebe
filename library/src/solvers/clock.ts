/** Time and turns of the event loop, the same in Node, a page and a worker, without naming any of them. */
interface Host {
  readonly performance: { now(): number };
  setTimeout(callback: () => void, milliseconds: number): unknown;
  /** Node's, which waits for events that are due and for nothing else; a timeout waits a millisecond longer. */
  setImmediate?(callback: () => void): unknown;
}
const host = globalThis as unknown as Host;

/** Seconds on a clock that never goes back. */
export function now(): number {
  return host.performance.now() / 1000;
}

export function elapsedSince(moment: number): number {
  return now() - moment;
}

/** Milliseconds in which nothing is done. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void host.setTimeout(resolve, milliseconds));
}

/** Lets waiting events (a click, Ctrl-C, a message) be handled. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (host.setImmediate) host.setImmediate(resolve);
    else host.setTimeout(resolve, 0);
  });
}
