/** Sweeps over many machines, through BullMQ on Redis. */
export { type QueueAddress, queueAddress, requireQueue } from "./queue-connection.js";
export { queueRunner } from "./queue-runner.js";
export { type QueueWorkerOptions, runWorker } from "./queue-worker.js";
