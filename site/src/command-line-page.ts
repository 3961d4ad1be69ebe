import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./contents.js";
import type { Page } from "./layout.js";
import { codeBlock } from "./markdown.js";

interface Help {
  /** Empty for the program itself. */
  readonly name: string;
  readonly help: string;
}

const intro =
  '<p>What <code>halfspace COMMAND --help</code> prints, for every command. <a href="guide.html#exit-codes">Exit codes</a> and the order of work stand in the guide.</p>';

/** @returns one page with the help of every command, as the built command line prints it */
export function commandLinePage(): Page {
  const script = join(root, "scripts", "all-help.js");
  const helps: Help[] = JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8" }));
  const headings = helps
    .filter(({ name }) => name !== "")
    .map(({ name }) => ({ level: 2, text: `halfspace ${name}`, anchor: name }));
  const parts = helps.map(({ name, help }) => {
    const heading = name === "" ? "" : `<h2 id="${name}">halfspace ${name}</h2>\n`;
    return heading + codeBlock(help, "text");
  });
  const html = `<h1>Command line</h1>\n${intro}\n${parts.join("\n")}`;
  return { address: "command-line.html", title: "Command line", headings, html };
}
