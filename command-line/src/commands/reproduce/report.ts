import type { Reproduced } from "@halfspace/reproduction";
import type { ExitCode, Terminal } from "../../command.js";
import { figure, strong } from "../../report.js";

/** What was run, and what was written of it. */
export interface WrittenReproduction {
  readonly name: string;
  readonly title: string;
  readonly reproduced: Reproduced;
  readonly folder: string;
  readonly files: readonly string[];
}

/** Claims, notes and files of a reproduction; exit code 0 when every claim holds. */
export function printReproduced(
  { name, title, reproduced, folder, files }: WrittenReproduction,
  { json }: { readonly json?: boolean },
  terminal: Terminal,
): ExitCode {
  const { claims, notes } = reproduced;
  const holds = claims.every((claim) => claim.holds);
  if (json) {
    terminal.print(JSON.stringify({ reproduction: name, claims, notes, folder, files }));
    return holds ? 0 : 1;
  }
  terminal.print(strong(title));
  for (const claim of claims) {
    terminal.print(
      `  ${claim.holds ? "holds" : "FAILS"}  ${claim.name}: ${typeof claim.measured === "number" ? figure(claim.measured) : claim.measured} (expected: ${claim.expected})`,
    );
  }
  terminal.print("");
  for (const note of notes) terminal.print(`  note: ${note}`);
  terminal.print("");
  terminal.print(`Wrote ${folder}: ${files.join(", ")}. Open ${strong(`${folder}/index.html`)}.`);
  return holds ? 0 : 1;
}
