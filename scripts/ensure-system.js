// Brings what npm cannot: a Chromium for the tests of the studio, a Redis for those of the queue. On Debian and Ubuntu they are installed when
// missing; elsewhere they must be there.
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of a Chromium on this machine: CHROMIUM_PATH, or the first of the usual names. */
export function findChromium() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [
    process.env.CHROMIUM_PATH,
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  return candidates.find((path) => path && isExecutable(path));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of redis-server on this machine. */
export function findRedis() {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "redis-server"))
    .find(isExecutable);
}

const needs = [
  {
    find: findChromium,
    packages: ["chromium", "fonts-liberation"],
    missing:
      "The tests of the studio need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to its executable.",
  },
  {
    find: findRedis,
    packages: ["redis-server"],
    missing: "The tests of the queue need redis-server in PATH: install it (Debian: apt-get install redis-server).",
  },
];

function installWithApt(packages) {
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  execFileSync("apt-get", ["update", "-qq"], options);
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
}

function ensureSystem() {
  const packages = needs.filter(({ find }) => !find()).flatMap((need) => need.packages);
  if (packages.length === 0) return;
  console.error(`Not here: ${packages.join(", ")}; installing Debian's with apt-get for the tests …`);
  try {
    installWithApt(packages);
  } catch {
    // The line below says what to do.
  }
  const missing = needs.filter(({ find }) => !find());
  for (const need of missing) console.error(need.missing);
  if (missing.length > 0) process.exit(1);
}

if (process.argv[1] === import.meta.filename) ensureSystem();
