// Prints the help of every command as JSON, [{ name, help }], for the site. One process is ten times as fast as one for each command.
import { commands } from "../command-line/dist/commands/index.js";
import { runCommandLine } from "../command-line/dist/run.js";

async function helpOf(words) {
  const lines = [];
  const terminal = {
    signal: new AbortController().signal,
    print: (line) => lines.push(line),
    remark: () => {},
    watched: false,
    elapsed: () => 0,
  };
  await runCommandLine([...words, "--help"], terminal);
  return lines.join("\n");
}

const helps = [{ name: "", help: await helpOf([]) }];
for (const { name } of commands) helps.push({ name, help: await helpOf([name]) });
console.log(JSON.stringify(helps));
