/**
 * Loaded before the program of a Node process (`node --import`): writes the largest resident memory of the process, in
 * kilobytes, into the file that HALFSPACE_PEAK_MEMORY names, when the process ends.
 */
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const file = process.env.HALFSPACE_PEAK_MEMORY;
if (file && isMainThread) process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
