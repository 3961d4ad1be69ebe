import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
import { positiveInteger, positiveNumber } from "../option-values.js";

interface WorkerOptions {
  readonly queue: string;
  readonly concurrency?: number;
  readonly silence: number;
}

const examples = `
Examples:
  $ halfspace worker --queue redis://192.168.1.20:6379
  $ HALFSPACE_QUEUE_PASSWORD=... halfspace worker --queue rediss://queue.example.org --concurrency 8

Takes jobs of \`halfspace sweep --queue\` until Ctrl-C; jobs at work are finished first. Same jobs, same bits, on any machine.`;

/** `halfspace worker`: does the jobs of sweeps that are shared through a queue. */
export const worker: CommandDefinition = (program, run) => {
  program
    .command("worker")
    .description("do the jobs of sweeps from a queue")
    .requiredOption("--queue <address>", "redis:// or rediss:// address")
    .option("--concurrency <count>", "jobs at a time (default: one a core)", positiveInteger)
    .option("--silence <seconds>", "how long a worker may be silent before its jobs are taken over", positiveNumber, 15)
    .addHelpText("after", examples)
    .action((options: WorkerOptions) => run((terminal) => work(options, terminal)));
};

async function work({ queue, concurrency, silence }: WorkerOptions, terminal: Terminal): Promise<ExitCode> {
  const { queueAddress, runWorker } = await import("@halfspace/sweeps/queue");
  await runWorker(queueAddress(queue), {
    ...(concurrency === undefined ? {} : { concurrency }),
    silenceSeconds: silence,
    signal: terminal.signal,
    onRemark: (line) => terminal.remark(`halfspace: ${line}`),
  });
  return 0;
}
