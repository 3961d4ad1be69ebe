import type { FlagTable } from "./flags/flag.js";

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
  /** Seconds since the program began. */
  elapsed(): number;
  /** Ends the process: for an interrupted command that does not end by itself. */
  giveUp?(): void;
}

/** 0: done or solved; 1: not solved within the budget, or not verified. 2 (bad input) and 130 (interrupted) are thrown. */
export type ExitCode = 0 | 1;

/** What stands on the command line beside the flags: a file, most often. */
export interface Operand {
  /** As in the help: "<table>". */
  readonly words: string;
  readonly help: string;
  /** The words it may be. */
  readonly choices?: readonly string[];
  /** Arguments of the library that it sets under other names. */
  readonly sets?: readonly string[];
}

/** One call of a command, read and checked. */
export interface Call<Options> {
  /** One text an operand. */
  readonly operands: readonly string[];
  readonly options: Options;
  /** Remarks on flags that were given and have no part. */
  readonly notes: readonly string[];
  readonly terminal: Terminal;
}

/** One command of `halfspace`. To add one: write a file like those in `commands/` and list it in `commands/index.ts`. */
export interface CommandDefinition<Options extends object = object> {
  readonly name: string;
  readonly description: string;
  readonly operands: readonly Operand[];
  readonly flags: FlagTable<Options>;
  /** Shown below the help. */
  readonly examples: string;
  /** Whether after Ctrl-C it ends what it has begun, however long that takes. */
  readonly finishesFirst?: boolean;
  run(call: Call<Options>): Promise<ExitCode>;
}
