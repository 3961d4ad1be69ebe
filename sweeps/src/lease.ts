import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { InputError } from "halfspace";

/** How often a holder says that it is alive, and after how long without a sign another may take over; seconds. */
const beat = 2;
const patience = 15;

interface Holder {
  readonly host: string;
  readonly process: number;
}

/**
 * Lets one coordinator hold a sweep. A file names the holder; it is made in one step, as a hard link, so that of two
 * that come at once one wins. A holder that died is replaced. On the same machine, where its process is known to be
 * gone, this happens at once; elsewhere it happens after a while without a sign of life.
 * @returns a function that gives the lease up
 * @throws InputError "in-use" when another coordinator is at work
 */
export function takeLease(path: string): () => void {
  const own = `${path}.${hostname()}.${process.pid}`;
  const content = JSON.stringify({ host: hostname(), process: process.pid } satisfies Holder);
  writeFileSync(own, content);
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (tryLink(own, path)) return keepAlive(path, content);
      const holder = holderOf(path);
      if (holder && !isGone(path, holder)) {
        throw new InputError({
          code: "in-use",
          argument: "out",
          got: `a sweep that another coordinator works on (process ${holder.process} on ${holder.host})`,
          hint: `Wait for it, or stop it. Lease: ${path}`,
        });
      }
      setAside(path, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new InputError({ code: "in-use", argument: "out", got: `the contended lease ${path}`, hint: "Try again." });
}

function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function holderOf(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** The leases of this process. Another one of the same number was its predecessor: in a container each is process 1. */
const held = new Set<string>();

function isGone(path: string, { host, process: id }: Holder): boolean {
  if (host === hostname()) {
    if (id === process.pid) return !held.has(resolve(path));
    if (!isRunning(id)) return true;
  }
  // A process that runs may be another one, which was given the number of the holder.
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return modified === undefined || Date.now() - modified > 1000 * patience;
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Renaming is one step too: of two that find a dead holder only one moves its file, and a fresh lease is put back. */
function setAside(path: string, dead: Holder | undefined): void {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = holderOf(aside);
  if (moved && JSON.stringify(moved) !== JSON.stringify(dead)) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function keepAlive(path: string, content: string): () => void {
  held.add(resolve(path));
  const timer = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // The folder is gone; nothing is left to hold.
    }
  }, 1000 * beat);
  timer.unref();
  return () => {
    clearInterval(timer);
    held.delete(resolve(path));
    if (JSON.stringify(holderOf(path)) === content) rmSync(path, { force: true });
  };
}
