import { Argument, Command } from "commander";
import type { Call, CommandDefinition, ExitCode, Terminal } from "./command.js";
import { commands } from "./commands/index.js";
import { addFlags, requireFitting, unusedFlags } from "./flags/flag.js";
import { version } from "./version.js";

/** The whole program; `finish` gets the exit code of the command that ran. */
export function buildProgram(terminal: Terminal, finish: (code: ExitCode) => void): Command {
  const program = new Command("halfspace")
    .description("Trains two-layer ReLU networks to the optimum of a convex program, with a certificate.")
    .version(version)
    .showHelpAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        for (const line of text.trimEnd().split("\n")) terminal.print(line);
      },
      writeErr: () => {},
    })
    .addHelpText("after", "\nStart with:\n  halfspace fit table.csv --target price\n  halfspace fit --help");
  for (const definition of commands) addCommand(program, definition, terminal, finish);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

function addCommand(
  program: Command,
  definition: CommandDefinition,
  terminal: Terminal,
  finish: (code: ExitCode) => void,
): void {
  const { name, description, operands, flags, examples } = definition;
  const command = program.command(name).description(description);
  for (const { words, help, choices } of operands) {
    const argument = new Argument(words, help);
    command.addArgument(choices ? argument.choices(choices) : argument);
  }
  addFlags(command, flags);
  command.addHelpText("after", examples).action(async () => {
    if (!definition.finishesFirst) giveUpLater(terminal);
    finish(await definition.run(callOf(command, definition, terminal)));
  });
}

/** Seconds that an interrupted command has to end by itself; an input that nobody writes to, for one, has no end. */
const patience = 3;

function giveUpLater(terminal: Terminal): void {
  const later = () => void setTimeout(() => terminal.giveUp?.(), 1000 * patience).unref();
  terminal.signal.addEventListener("abort", later, { once: true });
}

/** @throws InputError for flags that do not go together */
function callOf(command: Command, { flags }: CommandDefinition, terminal: Terminal): Call<object> {
  const options = command.opts();
  requireFitting(flags, options, command.args);
  const notes = unusedFlags(flags, options, (name) => command.getOptionValueSource(name) === "cli");
  return { operands: command.args, options, notes, terminal };
}
