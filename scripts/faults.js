// The tests of faults with all their kills, 20 of each command, instead of the few of a usual run.
import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const vitest = join(root, "node_modules", ".bin", "vitest");
const child = spawn(vitest, ["run", "test/faults", "test/sweeps", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, HALFSPACE_KILLS: process.env.HALFSPACE_KILLS ?? "20" },
});
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
