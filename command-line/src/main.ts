import { Interrupted } from "./interrupted.js";

const controller = new AbortController();
let interruptions = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (++interruptions > 1) process.exit(130);
    controller.abort(new Interrupted());
  });
}
// A reader that closes early, as `head` does, ends the program quietly.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`halfspace: standard output cannot be written: ${error.message}.\n`);
  process.exit(2);
});

// Loaded only now, so that Ctrl-C is obeyed from the first moment.
const { runCommandLine } = await import("./run.js").catch((error: NodeJS.ErrnoException) => {
  if (error.syscall === undefined) throw error;
  process.stderr.write(`halfspace: cannot be loaded: ${error.message}.\n`);
  process.exit(2);
});
process.exitCode = await runCommandLine(process.argv.slice(2), {
  signal: controller.signal,
  print: (line) => void process.stdout.write(`${line}\n`),
  remark: (line) => void process.stderr.write(`${line}\n`),
  watched: process.stderr.isTTY === true,
  elapsed: () => performance.now() / 1000,
  giveUp() {
    process.stderr.write("halfspace: interrupted.\n");
    process.exit(130);
  },
});
// What was given up may still wait for its input.
if (controller.signal.aborted) process.exit();
