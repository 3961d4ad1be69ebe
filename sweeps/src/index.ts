/** Sweeps on this machine. Many machines: `@halfspace/sweeps/queue`. */
export { evaluateJob } from "./evaluate-job.js";
export { contentHash, type Job, type JobModel, type JobResult, jobModels, jobName } from "./job.js";
export { journalLine, openJournal, readJournalLine } from "./journal.js";
export { localRunner } from "./local-runner.js";
export { type RunSweepOptions, runSweep, type SweepProgress, type SweepReport } from "./run-sweep.js";
export type { Heard, Runner } from "./runner.js";
export { expandSweep, readSweepFile, type Sweep, type SweepRecord } from "./sweep-file.js";
