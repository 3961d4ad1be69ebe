// Brings what npm cannot: a Chromium for the tests of the studio, a Redis for those of the queue, a PostgreSQL and a built driver of SQLite
// for those of databases. On Debian and Ubuntu they are installed when missing; elsewhere they must be there.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
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

/** The folder with postgres and initdb on this machine: Debian keeps them out of PATH. */
export function findPostgres() {
  const versions = "/usr/lib/postgresql";
  const ofDebian = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, "bin")) : [];
  return [...(process.env.PATH ?? "").split(delimiter), ...ofDebian].find((folder) =>
    isExecutable(join(folder, "initdb")),
  );
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
  {
    find: findPostgres,
    packages: ["postgresql"],
    missing:
      "The tests of databases need PostgreSQL's initdb in PATH: install it (Debian: apt-get install postgresql).",
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

/** The driver of SQLite is native code, and packages run no scripts here when they are installed. */
function ensureSqlite() {
  try {
    const Sqlite = createRequire(import.meta.url)("better-sqlite3");
    new Sqlite(":memory:").close();
  } catch {
    console.error("The driver of SQLite is not built; npm rebuild builds it for the tests (a minute or two) …");
    try {
      const root = join(import.meta.dirname, "..");
      execFileSync("npm", ["rebuild", "better-sqlite3", "--ignore-scripts=false"], { cwd: root, stdio: "ignore" });
    } catch {
      console.error("The tests of databases need better-sqlite3: npm rebuild better-sqlite3 --ignore-scripts=false");
      process.exit(1);
    }
  }
}

function ensureSystem() {
  ensureSqlite();
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
