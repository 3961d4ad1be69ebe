/** Work on threads of its own: a module of this package answers questions there. */
import * as platform from "#platform";

export type { Task, TaskEvents } from "./platform.js";

/** Threads worth using by default: every core on Node's main thread, 1 elsewhere. */
export const usefulTasks: () => number = platform.usefulTasks;

/**
 * Starts a thread on which a module's `answering(data)` makes ready, and then answers questions. Data, questions and answers are plain. Whatever
 * goes wrong is told by `onFailure`, and ends the thread.
 * @param module the name of an entry of the bundle (scripts/bundle-library.js)
 * @returns undefined where there are no such threads
 */
export const startTask: typeof platform.startTask = platform.startTask;
