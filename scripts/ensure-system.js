// Brings what npm cannot: a Chromium for the tests of the studio. On Debian and Ubuntu it is installed when missing; elsewhere it must be there.
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

function installWithApt() {
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  execFileSync("apt-get", ["update", "-qq"], options);
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"], options);
}

function ensureChromium() {
  if (findChromium()) return;
  console.error("No Chromium found; installing Debian's with apt-get for the tests of the studio …");
  try {
    installWithApt();
  } catch {
    // The line below says what to do.
  }
  if (findChromium()) return;
  console.error(
    "The tests of the studio need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to its executable.",
  );
  process.exit(1);
}

if (process.argv[1] === import.meta.filename) ensureChromium();
