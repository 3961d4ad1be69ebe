// Fails unless every published package, and what it needs of the others, has the version that is asked for: node scripts/check-versions.js 0.2.0
import { readFileSync } from "node:fs";
import { join } from "node:path";

const wanted = process.argv[2];
const root = join(import.meta.dirname, "..");
const manifest = (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

const published = manifest(".")
  .workspaces.map(manifest)
  .filter((each) => each.private !== true);
const wrong = published.flatMap(({ name, version, dependencies = {}, peerDependencies = {} }) => {
  const needed = Object.entries({ ...dependencies, ...peerDependencies }).filter(([each]) =>
    /^@?halfspace(\/|$)/.test(each),
  );
  return [[name, version], ...needed.map(([each, its]) => [`${name} needs ${each}`, its])].filter(
    ([, its]) => its !== wanted,
  );
});
for (const [what, its] of wrong) console.error(`${what}: got ${its}; expected ${wanted}.`);
if (wrong.length > 0) process.exitCode = 1;
