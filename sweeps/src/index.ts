/** Sweeps on this machine. Many machines: `@halfspace/sweeps/queue`. */
export { evaluateJob } from "./evaluate-job.js";
export { peersOf } from "./evaluate-peer.js";
export { contentHash, type Job, type JobModel, type JobResult, jobModels, jobName, type Peer, peers } from "./job.js";
export type { JobPoolOptions } from "./job-pool.js";
export { journalLine, openJournal, readJournalLine } from "./journal.js";
export { localRunner } from "./local-runner.js";
export { type RunSweepOptions, runSweep, type SweepProgress, type SweepReport } from "./run-sweep.js";
export type { Heard, Runner } from "./runner.js";
export { expandSweep, readSweepFile, type Sweep, type SweepRecord } from "./sweep-file.js";
