import { Command, CommanderError } from "commander";
import { FormatError, InputError } from "halfspace";
import type { ExitCode, Run, Terminal } from "./command.js";
import { commands } from "./commands/index.js";
import { Interrupted } from "./interrupted.js";
import { version } from "./version.js";

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim();

/** Reads a command line and runs it; the exit code: 0 done, 1 not solved or not verified, 2 bad input, 130 interrupted. */
export async function runCommandLine(commandLine: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: ExitCode = 0;
  const run: Run = async (action) => {
    exitCode = await action(terminal);
  };
  try {
    await buildProgram(terminal, run).parseAsync([...commandLine], { from: "user" });
    return exitCode;
  } catch (error) {
    return explain(error, commandLine[0], terminal);
  }
}

function buildProgram(terminal: Terminal, run: Run): Command {
  const program = new Command("halfspace")
    .description("Trains two-layer ReLU networks to the optimum of a convex program, with a certificate.")
    .version(version)
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.print(text.trimEnd()), writeErr: () => {} })
    .addHelpText("after", "\nStart with:\n  halfspace fit table.csv --target price\n  halfspace fit --help");
  for (const define of commands) define(program, run);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

function explain(error: unknown, command: string | undefined, terminal: Terminal): number {
  if (error instanceof CommanderError) return explainUsage(error, command, terminal);
  if (error instanceof Interrupted) {
    terminal.remark("halfspace: interrupted; nothing was written.");
    return 130;
  }
  if (error instanceof InputError || error instanceof FormatError) {
    terminal.remark(`halfspace: ${oneLine(inFlags(error, command).message)}`);
    return 2;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  terminal.remark(
    process.env.HALFSPACE_DEBUG ? `${stack}` : `halfspace: a fault in halfspace itself: ${oneLine(message)}`,
  );
  return 70;
}

/** Options of the library that a flag of another name sets. */
const otherNames: Readonly<Record<string, string>> = {
  filterHeight: "filter",
  filterWidth: "filter",
  initial: "init",
  lambdaFraction: "lambda",
  negative: "slope",
  patches: "image",
};

/** The mistake by the flag that was given, where there is one. */
function inFlags(error: InputError | FormatError, command: string | undefined): InputError | FormatError {
  if (error instanceof FormatError) return error;
  const name = otherNames[error.argument] ?? error.argument;
  const flag = commandNamed(command)?.options.find((option) => option.attributeName() === name)?.long;
  return flag ? error.withArgument(flag) : error;
}

function commandNamed(name: string | undefined): Command | undefined {
  const program = new Command();
  for (const define of commands) define(program, async () => {});
  return program.commands.find((each) => each.name() === name);
}

function explainUsage(error: CommanderError, command: string | undefined, terminal: Terminal): number {
  if (error.exitCode === 0) return 0;
  if (error.code === "commander.help") {
    terminal.remark("halfspace: no command given; see halfspace --help.");
    return 2;
  }
  const defined = new Command();
  for (const define of commands) define(defined, async () => {});
  const known = defined.commands.find((each) => each.name() === command);
  const what = oneLine(error.message.replace(/^error: /, "")).replace(/\.$/, "");
  const flag = /^unknown option '([^'=]+)/.exec(what)?.[1];
  const help = `See halfspace ${known ? `${command} ` : ""}--help.`;
  terminal.remark(
    known && flag && takesModel(known) && isOptionOfFit(defined, flag)
      ? `halfspace: ${flag} is an option of fit; ${command} finds what it said in the model file. Leave it out. ${help}`
      : `halfspace: ${what}. ${help}`,
  );
  return 2;
}

const takesModel = (command: Command): boolean => command.registeredArguments[0]?.name() === "model";

const isOptionOfFit = (program: Command, flag: string): boolean =>
  program.commands.some((each) => each.name() === "fit" && each.options.some(({ long }) => long === flag));
