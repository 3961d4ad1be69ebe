import type { Command as CommanderCommand } from "commander";

/** What a command gets from the outside. Nothing else in a command touches the terminal or the process. */
export interface Terminal {
  /** Aborted by Ctrl-C; long work ends within a second. */
  readonly signal: AbortSignal;
  /** Prints to standard output, a line at a time. */
  print(line: string): void;
  /** Prints a remark for a person to standard error. */
  remark(line: string): void;
  /** Whether a person watches standard error. */
  readonly watched: boolean;
}

/** 0: done or solved; 1: not solved within the budget, or not verified. 2 (bad input) and 130 (interrupted) are thrown. */
export type ExitCode = 0 | 1;

/** One command of `halfspace`. To add one: write a file like those in `commands/` and list it in `commands/index.ts`. */
export type CommandDefinition = (program: CommanderCommand, run: Run) => void;

/** Runs the action of the chosen command and keeps its exit code. */
export type Run = (action: (terminal: Terminal) => Promise<ExitCode>) => Promise<void>;
