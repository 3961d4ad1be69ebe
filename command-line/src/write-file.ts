import { accessSync, constants, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InputError } from "halfspace";

/** Says early, before long work, that a file cannot be written where it is asked for. @throws InputError */
export function requireWritable(path: string): void {
  const folder = dirname(resolve(path));
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError("unwritable-file", "out", `${path} is a folder; give the name of a file.`);
  }
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError("unwritable-file", "out", `There is no folder ${folder} to write ${path} into.`);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new InputError("unwritable-file", "out", `${path} may not be written (permission denied).`);
  }
}

/** Writes a file whole or not at all: beside its place first, then renamed onto it. */
export async function writeWhole(path: string, content: string | Uint8Array, signal?: AbortSignal): Promise<void> {
  const beside = `${path}.${process.pid}.partial`;
  try {
    await writeFile(beside, content, { signal, flush: true });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    if (signal?.aborted) throw signal.reason;
    throw new InputError("unwritable-file", "out", `${path} cannot be written: ${(error as Error).message}.`);
  }
}
