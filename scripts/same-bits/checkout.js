// One process of the comparison: runs the list in one built checkout, one line of JSON a run.
// node checkout.js CHECKOUT PATTERN
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { commandLineRuns } from "./command-line-runs.js";
import { digest, isTiming } from "./digest.js";
import { programRuns } from "./program-runs.js";
import { referenceRuns } from "./reference-runs.js";
import { trainingRuns } from "./training-runs.js";

const [checkout, pattern] = process.argv.slice(2);
const library = join(checkout, "library");

/** Every name that a door of the package exports, whichever door it lies behind. */
async function publicNames() {
  const { exports: doors } = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
  const names = {};
  for (const [door, { default: file }] of Object.entries(doors)) {
    // The native door loads a system library and holds no name that a run needs.
    if (door === "./native" || file === undefined || !existsSync(join(library, file))) continue;
    Object.assign(names, await import(pathToFileURL(join(library, file)).href));
  }
  return names;
}

/** A name that is behind no door is an error that says so. */
function withClearErrors(names) {
  return new Proxy(names, {
    get(all, name) {
      if (!(name in all)) throw new Error(`no door of the package exports ${String(name)}`);
      return all[name];
    },
  });
}

/** A digest of every part of a result; of a record's fields each, so that a difference can be named. */
function digestsOf(result) {
  const parts = Object.entries(result).flatMap(([part, value]) =>
    isRecord(value) ? Object.entries(value).map(([key, field]) => [`${part}.${key}`, field]) : [[part, value]],
  );
  const results = parts.filter(
    ([part, value]) => !isTiming(part) && typeof value !== "function" && value !== undefined,
  );
  return Object.fromEntries(results.map(([part, value]) => [part, digest(value)]));
}

const isRecord = (value) => Object.getPrototypeOf(value ?? 0) === Object.prototype;

async function outcomeOf({ run }, names) {
  try {
    const result = await run(names, checkout);
    return { parts: digestsOf(result) };
  } catch (error) {
    return { failed: String(error.stderr ?? error).trim() };
  }
}

const names = withClearErrors(await publicNames());
const wanted = new RegExp(pattern);
for (const run of [...programRuns, ...trainingRuns, ...commandLineRuns, ...referenceRuns]) {
  if (!wanted.test(run.name)) continue;
  const begin = performance.now();
  const outcome = await outcomeOf(run, names);
  const seconds = (performance.now() - begin) / 1000;
  process.stdout.write(`${JSON.stringify({ name: run.name, seconds, ...outcome })}\n`);
}
