import { accessSync, constants, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InputError } from "halfspace";

/** Says early, before long work, that a file cannot be written where it is asked for. @throws InputError */
export function requireWritable(path: string, argument = "out"): void {
  const folder = dirname(resolve(path));
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError({
      code: "unwritable-file",
      argument,
      got: `${path}, which is a folder`,
      expected: "the name of a file",
    });
  }
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError({
      code: "unwritable-file",
      argument,
      got: `${path}, and there is no folder ${folder}`,
      expected: "a file in a folder that exists",
    });
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new InputError({
      code: "unwritable-file",
      argument,
      got: `${path}, which may not be written (permission denied)`,
      expected: "another file",
    });
  }
}

/** Refuses to write over a file that the same command reads or writes otherwise. @throws InputError */
export function requireOtherFile(
  path: string,
  others: Readonly<Record<string, string | undefined>>,
  argument = "out",
): void {
  for (const [what, other] of Object.entries(others)) {
    if (other === undefined || !isSameFile(path, other)) continue;
    throw new InputError({
      code: "unwritable-file",
      argument,
      got: `${path}, which is also ${what}`,
      expected: "another file to write",
    });
  }
}

function isSameFile(one: string, other: string): boolean {
  if (resolve(one) === resolve(other)) return true;
  const [first, second] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

/** Writes a file whole or not at all: beside its place first, then renamed onto it. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  signal?: AbortSignal,
  argument = "out",
): Promise<void> {
  const beside = `${path}.${process.pid}.partial`;
  try {
    await writeFile(beside, content, { signal, flush: true });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    if (signal?.aborted) throw signal.reason;
    throw new InputError({
      code: "unwritable-file",
      argument,
      got: `${path}, which cannot be written: ${(error as Error).message}`,
      expected: "another file",
    });
  }
}
