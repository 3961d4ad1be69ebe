import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.js";
import { inTurns, row } from "./measure.js";

const fit = `
  const { gatedReluProgram, lambdaMax, sampleArrangement, solve, workingSet } = await import("halfspace");
  const inputs = Array.from({ length: 100 }, (_, j) => [Math.sin(j), Math.cos(3 * j), 1]);
  const targets = inputs.map(([a, b]) => Math.abs(a) - b);
  const arrangement = sampleArrangement(inputs, { count: 50, seed: 1 });
  const program = gatedReluProgram({ inputs, targets, arrangement, lambda: 1 });
  await solve(program, { solver: workingSet(), tolerance: 1e-3 });
`;

const commandLine = join(import.meta.dirname, "../../library/bin/halfspace.js");

/** A process that imports the library, one that makes a first small fit, and a command that does nothing, over a process that does nothing. */
export const startUp: Benchmark = async ({ tiny }) => {
  const node =
    (...words: string[]) =>
    () =>
      void execFileSync(process.execPath, words, { cwd: import.meta.dirname });
  const code = (text: string) => node("--input-type=module", "--eval", text);
  const [bare, imported, fitted, command] = await inTurns(
    [
      { name: "bare", run: code("") },
      { name: "import", run: code('await import("halfspace");') },
      { name: "fit", run: code(fit) },
      { name: "command", run: node(commandLine, "--version") },
    ],
    tiny ? 1 : 15,
    1,
  );
  const over = (seconds: number) => `${Math.round(1000 * (seconds - bare.median))} ms over bare Node`;
  return [
    row("import", imported, "bare Node", bare, over(imported.median)),
    row("import and first small fit", fitted, "bare Node", bare, over(fitted.median)),
    row("halfspace --version", command, "bare Node", bare, over(command.median)),
  ];
};
