import { currentBackend, startThreads, stopThreads } from "halfspace/numerics";

/** Turns helper threads off, or on and waits until they are up. */
export async function useThreads(count: number): Promise<void> {
  if (count === 1) {
    stopThreads();
    return;
  }
  const threads = startThreads(count);
  for (let k = 0; k < 500 && currentBackend().threads < threads; k++) await new Promise((done) => setTimeout(done, 10));
}
