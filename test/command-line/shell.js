// Runs the built command line for one list of words after another in one process, which saves its start: a list a line in, an outcome a line out.
import { createInterface } from "node:readline";
import { runCommandLine } from "../../command-line/dist/run.js";

for await (const line of createInterface({ input: process.stdin })) {
  let [stdout, stderr] = ["", ""];
  const code = await runCommandLine(JSON.parse(line), {
    signal: new AbortController().signal,
    print: (text) => void (stdout += `${text}\n`),
    remark: (text) => void (stderr += `${text}\n`),
    watched: false,
    elapsed: () => performance.now() / 1000,
  });
  process.stdout.write(`${JSON.stringify({ code, stdout, stderr })}\n`);
}
