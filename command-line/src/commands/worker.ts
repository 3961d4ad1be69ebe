import type { Call, CommandDefinition, ExitCode } from "../command.js";
import { positiveInteger, positiveNumber } from "../flags/values.js";
import { loadQueue } from "../optional-package.js";

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
export const worker: CommandDefinition<WorkerOptions> = {
  name: "worker",
  description: "do the jobs of sweeps from a queue",
  operands: [],
  flags: {
    queue: { words: "--queue <address>", help: "redis:// or rediss:// address", mandatory: true },
    concurrency: {
      words: "--concurrency <count>",
      help: "jobs at a time (default: one a core)",
      value: positiveInteger,
    },
    silence: {
      words: "--silence <seconds>",
      help: "how long a worker may be silent before its jobs are taken over",
      value: positiveNumber,
      usual: 15,
    },
  },
  examples,
  finishesFirst: true,
  run: work,
};

async function work({ options, terminal }: Call<WorkerOptions>): Promise<ExitCode> {
  const { queue, concurrency, silence } = options;
  const { queueAddress, runWorker } = await loadQueue("worker");
  await runWorker(queueAddress(queue), {
    ...(concurrency === undefined ? {} : { concurrency }),
    silenceSeconds: silence,
    signal: terminal.signal,
    onRemark: (line) => terminal.remark(`halfspace: ${line}`),
  });
  return 0;
}
