import { InputError } from "halfspace";
import { version } from "./version.js";

/**
 * A module that few commands need, from packages that people install beside halfspace.
 * @param command what needs it, as people type it
 * @param names the packages, those of halfspace in its own version
 * @throws InputError in one line that says what to install, where one of them is not there
 */
export async function optionalModule<Module>(
  command: string,
  names: readonly string[],
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = names.filter((name) => message?.includes(`'${name}'`) || message?.includes(`'${name}/`));
    if (!["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(code ?? "") || missing.length === 0) throw error;
    throw new InputError({
      code: "package-missing",
      argument: command,
      got: `no package ${missing[0]}`,
      expected: "it beside halfspace",
      hint: `Run npm install ${["halfspace", ...names].map(inOurVersion).join(" ")}, then npx halfspace ${command} here.`,
    });
  }
}

const inOurVersion = (name: string): string => (/^@?halfspace(\/|$)/.test(name) ? `${name}@${version}` : name);

/** Sweeps on the threads of this machine. */
export const loadSweeps = (command: string) =>
  optionalModule(command, ["@halfspace/sweeps"], () => import("@halfspace/sweeps"));

/** Sweeps over many machines, through a queue. */
export const loadQueue = (command: string) =>
  optionalModule(command, ["@halfspace/sweeps", "bullmq", "ioredis"], () => import("@halfspace/sweeps/queue"));

/** The figures and tables of the papers. They are slow to load, for they draw pictures. */
export const loadReproductions = () =>
  optionalModule(
    "reproduce",
    ["@halfspace/reproduction", "@halfspace/sweeps"],
    () => import("@halfspace/reproduction"),
  );
