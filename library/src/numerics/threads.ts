/** Starts and stops the helper threads of the numeric core. Results have the same bits with any number of threads. */
import * as platform from "#platform";
import { MOST_HELPERS, ThreadTeam } from "./threads/thread-team.js";
import { sharedEngine } from "./wasm/engine.js";

/**
 * Lets the numeric core use up to `count` threads, the caller's own included; by default one for every core. Threads
 * start by themselves once enough work has been done for them to pay, so a program seldom needs to call this function.
 * `startThreads(1)` keeps to one thread. Threads come up in the background and never keep a Node process alive.
 * @returns how many there will be: 1 where memory cannot be shared or this thread may not wait (a page's own thread)
 */
export function startThreads(count = platform.usefulThreads()): number {
  const engine = sharedEngine();
  const helpers = engine.instance.shared && mayWait() ? Math.min(MOST_HELPERS, Math.max(0, Math.floor(count) - 1)) : 0;
  const team = helpers > 0 ? new ThreadTeam(engine.instance, platform, engine.scratches(1 + helpers)) : undefined;
  engine.team = team;
  engine.renewTeam = () => void startThreads(count);
  return 1 + (team?.size ?? 0);
}

/** Ends the helper threads. `startThreads` starts them again. */
export function stopThreads(): void {
  const engine = sharedEngine();
  engine.team = undefined;
}

function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}
