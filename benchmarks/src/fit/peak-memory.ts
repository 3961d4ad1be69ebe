/**
 * Loaded before the program of a Node process (`node --import`): writes the largest resident memory of the process, in
 * kilobytes, into the file that HALFSPACE_PEAK_MEMORY names, when the process ends.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const file = process.env.HALFSPACE_PEAK_MEMORY;
if (file && isMainThread) process.on("exit", () => writeFileSync(file, String(kilobytes())));

/** Linux counts what a process had before it became this program among its resources, and apart from it in its status. */
function kilobytes(): number {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
}
