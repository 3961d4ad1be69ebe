import { CommanderError } from "commander";
import { FormatError, InputError } from "halfspace";
import type { CommandDefinition, ExitCode, Operand, Terminal } from "./command.js";
import { fit } from "./commands/fit/index.js";
import { commands } from "./commands/index.js";
import { flagFor, hasFlag } from "./flags/flag.js";
import { Interrupted } from "./interrupted.js";
import { buildProgram } from "./program.js";
import { visibleText } from "./visible-text.js";

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim();

/** Reads a command line and runs it; the exit code: 0 done, 1 not solved or not verified, 2 bad input, 130 interrupted. */
export async function runCommandLine(commandLine: readonly string[], outside: Terminal): Promise<number> {
  const terminal: Terminal = {
    ...outside,
    print: (line) => outside.print(visibleText(line)),
    remark: (line) => outside.remark(visibleText(line)),
  };
  let exitCode: ExitCode = 0;
  const finish = (code: ExitCode) => {
    exitCode = code;
  };
  try {
    await buildProgram(terminal, finish).parseAsync([...commandLine], { from: "user" });
    return exitCode;
  } catch (error) {
    const command = commands.find(({ name }) => name === commandLine[0]);
    return explain(error, command, terminal);
  }
}

function explain(error: unknown, command: CommandDefinition | undefined, terminal: Terminal): number {
  if (error instanceof CommanderError) return explainUsage(error, command, terminal);
  if (error instanceof Interrupted) {
    terminal.remark(`halfspace: interrupted; ${error.left}.`);
    return 130;
  }
  if (error instanceof InputError || error instanceof FormatError) {
    terminal.remark(`halfspace: ${oneLine(inFlags(error, command).message)}`);
    return 2;
  }
  if (isOfSystem(error)) {
    terminal.remark(`halfspace: the system refuses: ${oneLine(error.message)}`);
    return 2;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const lines = process.env.HALFSPACE_DEBUG
    ? String(stack).split("\n")
    : [`halfspace: a fault in halfspace itself: ${oneLine(message)}`];
  for (const line of lines) terminal.remark(line);
  return 70;
}

/** Whether the operating system said so: there is no folder any more to work in, no file can be opened beside the others, and the like. */
const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "errno" in error;

/** The mistake by the flag or operand that was given, where there is one. */
function inFlags(error: InputError | FormatError, command: CommandDefinition | undefined): Error {
  if (error instanceof FormatError || !command) return error;
  const operand = command.operands.find(({ sets }) => sets?.includes(error.argument));
  return error.withArgument(operand ? nameOf(operand) : flagFor(command.flags, error.argument));
}

const nameOf = ({ words }: Operand): string => words.replace(/[<>[\]]/g, "");

function explainUsage(error: CommanderError, command: CommandDefinition | undefined, terminal: Terminal): number {
  if (error.exitCode === 0) return 0;
  if (error.code === "commander.help") {
    terminal.remark("halfspace: no command given; see halfspace --help.");
    return 2;
  }
  const what = oneLine(error.message.replace(/^error: /, "")).replace(/\.$/, "");
  const flag = /^unknown option '([^'=]+)/.exec(what)?.[1];
  const help = `See halfspace ${command ? `${command.name} ` : ""}--help.`;
  terminal.remark(
    command && flag && takesModel(command) && hasFlag(fit.flags, flag)
      ? `halfspace: ${flag} is an option of fit; ${command.name} finds what it said in the model file. Leave it out. ${help}`
      : `halfspace: ${what}. ${help}`,
  );
  return 2;
}

const takesModel = ({ operands }: CommandDefinition): boolean => operands[0]?.words === "<model>";
