import { accessSync, constants, lstatSync, openSync, readlinkSync, type Stats, statSync } from "node:fs";
import { chmod, chown, rename, rm, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { InputError } from "halfspace";

/**
 * Says early, before long work, that a file cannot be written where it is asked for.
 * @throws InputError ("unwritable-file") for a folder, a name without a folder, a name that is too long, and what may not be written
 */
export function requireWritable(path: string, argument = "out"): void {
  const destination = destinationOf(path, argument);
  const { place, stats } = destination;
  if (stats?.isDirectory()) throw unwritable(argument, `${path}, which is a folder`, "the name of a file");
  const folder = dirname(place);
  if (!statsOf(folder, path, argument)?.isDirectory()) {
    throw unwritable(argument, `${path}, and there is no folder ${folder}`, "a file in a folder that exists");
  }
  // Whoever may do all may write such a file too, but its owner did not mean it to be written.
  const isReadOnly = stats !== undefined && (stats.mode & 0o222) === 0;
  if (isReadOnly || !mayWrite(isReplaced(destination) ? folder : place)) {
    throw unwritable(argument, `${path}, which may not be written (permission denied)`);
  }
}

/**
 * Refuses to write over a file that the same command reads or writes otherwise.
 * @param others what each of the other files is, in words, and its path
 * @throws InputError ("unwritable-file")
 */
export function requireOtherFile(
  path: string,
  others: Readonly<Record<string, string | undefined>>,
  argument = "out",
): void {
  for (const [what, other] of Object.entries(others)) {
    if (other === undefined || !isSameFile(path, other)) continue;
    throw unwritable(argument, `${path}, which is also ${what}`, "another file to write");
  }
}

function isSameFile(one: string, other: string): boolean {
  if (resolve(one) === resolve(other)) return true;
  const [first, second] = [one, other].map(foundAt);
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** What is at a path; undefined also for a link that leads nowhere. */
export function foundAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Writes a file whole or not at all: beside its place first, then renamed onto it. A link stays, and what it points to is written; the owner
 * and the mode of a file stay. A device or a pipe is written as it stands.
 * @throws InputError ("unwritable-file"); `signal.reason` when aborted
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  signal?: AbortSignal,
  argument = "out",
): Promise<void> {
  const destination = destinationOf(path, argument);
  try {
    if (isReplaced(destination)) await replace(destination, content, signal);
    else await pourInto(destination, content, signal);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw unwritable(argument, `${path}, which cannot be written: ${(error as Error).message}`);
  }
}

/** Whether a new file takes the place: of a file, or of nothing yet; not of a device, a pipe or a folder. */
const isReplaced = ({ stats, isOpen }: Destination): boolean => !isOpen && (stats === undefined || stats.isFile());

let written = 0;

async function replace(
  { place, stats: before }: Destination,
  content: string | Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  // Named by itself: the name of the file may be as long as a name can be.
  const beside = join(dirname(place), `.halfspace-${process.pid}-${written++}.partial`);
  try {
    await writeFile(beside, content, { signal, flush: true });
    if (before) {
      await chmod(beside, before.mode & 0o7777);
      // Only the administrator may give a file away.
      await chown(beside, before.uid, before.gid).catch(() => {});
    }
    await rename(beside, place);
  } finally {
    await rm(beside, { force: true });
  }
}

/** Seconds between two looks for a reader of a pipe. */
const patience = 0.1;

async function pourInto(
  { place, stats }: Destination,
  content: string | Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!stats?.isFIFO()) return writeFile(place, content, { signal });
  const pipe = new Socket({ fd: await readPipe(place, signal), readable: false, writable: true });
  try {
    await pipeline(Readable.from([content]), pipe, { signal });
  } finally {
    pipe.destroy();
  }
}

/** A pipe opened once somebody reads it. A call of the system that waits for that could not be interrupted. */
async function readPipe(path: string, signal: AbortSignal | undefined): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
    }
    await setTimeout(1000 * patience, undefined, { signal });
  }
}

interface Destination {
  readonly place: string;
  /** Of what is there. */
  readonly stats: Stats | undefined;
  /** Whether a process has it open already. */
  readonly isOpen: boolean;
}

/** Links that are followed, at most: one that points to itself ends. */
const mostLinks = 40;

/** Links of the system to what a process has open, as /dev/stdout: they name no place where another file could be put. */
const openFiles = /^\/(?:proc|dev\/fd)\//;

/** Where a path leads through its links, and what is there; a link may point to a file that is still to be made. */
function destinationOf(path: string, argument: string): Destination {
  let place = resolve(path);
  for (let count = 0; count < mostLinks; count++) {
    if (openFiles.test(place)) return { place, stats: statsOf(place, path, argument), isOpen: true };
    const stats = statsOf(place, path, argument, lstatSync);
    if (!stats?.isSymbolicLink()) return { place, stats, isOpen: false };
    place = resolve(dirname(place), readlinkSync(place));
  }
  throw unwritable(argument, `${path}, a link that leads nowhere`);
}

function statsOf(
  place: string,
  path: string,
  argument: string,
  look: typeof statSync | typeof lstatSync = statSync,
): Stats | undefined {
  try {
    return look(place, { throwIfNoEntry: false });
  } catch (error) {
    throw unwritable(argument, `${path}, which cannot be a file: ${(error as Error).message}`);
  }
}

function mayWrite(place: string): boolean {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const unwritable = (argument: string, got: string, expected = "another file"): InputError =>
  new InputError({ code: "unwritable-file", argument, got, expected });
