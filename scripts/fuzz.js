// Random input to all of halfspace: bundles test/fuzz and runs it. See `npm run fuzz -- --help`.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const outdir = join(root, "node_modules", ".cache", "halfspace-fuzz");
mkdirSync(outdir, { recursive: true });
/** The studio's workers offer what they do to a channel of the tests instead of a page. */
const channel = join(root, "test", "fuzz", "channel.ts");
const channelFor = ({ importer }) => (importer === channel ? undefined : { path: channel });

await build({
  entryPoints: [join(root, "test", "fuzz", "main.ts")],
  outfile: join(outdir, "main.js"),
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  plugins: [{ name: "channel", setup: ({ onResolve }) => onResolve({ filter: /^comlink$/ }, channelFor) }],
  sourcemap: true,
  logLevel: "error",
});
const child = spawn(process.execPath, ["--enable-source-maps", join(outdir, "main.js"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, HALFSPACE_ROOT: root },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
