import { execFileSync } from "node:child_process";
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

/** A process that imports the library and makes a first small fit, over a process that does nothing. */
export const startUp: Benchmark = async ({ tiny }) => {
  const node = (code: string) => () => {
    execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: import.meta.dirname });
  };
  const [bare, imported, fitted] = await inTurns(
    [
      { name: "bare", run: node("") },
      { name: "import", run: node('await import("halfspace");') },
      { name: "fit", run: node(fit) },
    ],
    tiny ? 1 : 15,
    1,
  );
  const over = (seconds: number) => `${Math.round(1000 * (seconds - bare.median))} ms over bare Node`;
  return [
    row("import", imported, "bare Node", bare, over(imported.median)),
    row("import and first small fit", fitted, "bare Node", bare, over(fitted.median)),
  ];
};
