// Builds every workspace: the WebAssembly kernels first (the library embeds them), then all TypeScript in one pass, then the bundles of
// the library and of the command line, then the page.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const bin = (name) => join(root, "node_modules", ".bin", name);

if (existsSync(join(root, "scripts", "build-kernels.js"))) {
  execFileSync(process.execPath, [join(root, "scripts", "build-kernels.js")], { stdio: "inherit", cwd: root });
}
execFileSync(bin("tsc"), ["-b"], { stdio: "inherit", cwd: root });
for (const script of ["bundle-library.js", "bundle-command-line.js", "bundle-predict.js"]) {
  execFileSync(process.execPath, [join(root, "scripts", script)], { stdio: "inherit", cwd: root });
}
execFileSync(bin("vite"), ["build", "--logLevel", "warn"], { stdio: "inherit", cwd: join(root, "studio") });
