import { type Command, InvalidArgumentError, Option } from "commander";
import { InputError } from "halfspace";

/** One flag of a command: the only place that knows its words, its help, how its value is read and what it is for. */
export interface Flag<Value, Options> {
  /** The flag and the name of its value: "--gates <count>". */
  readonly words: string;
  readonly help: string;
  /** How its text becomes a value, or the words that it may be; text as it is where neither is given. */
  readonly value?: ((text: string) => Value) | readonly Value[];
  /** The value where the flag is not given. */
  readonly usual?: Value;
  /** The help of its opposite: of --header, where the flag is --no-header. */
  readonly opposite?: string;
  /** The command cannot do without it. */
  readonly mandatory?: boolean;
  /** Arguments of the library that it sets under other names, so that a mistake in one of them is told of this flag. */
  readonly sets?: readonly string[];
  /** What keeps it from being given together with the other options. */
  refused?(options: Options, operands: readonly string[]): Refusal | undefined;
  /** Why it has no part among the other options; the flag is then noted and left out. */
  unused?(options: Options): string | undefined;
}

/** Why a flag is refused, as the parts of an InputError. */
export interface Refusal {
  readonly got: string;
  readonly expected: string;
}

/** All flags of a command by the name of their option. The compiler asks for a flag for every option. */
export type FlagTable<Options> = {
  readonly [Name in keyof Options]-?: Flag<Exclude<Options[Name], undefined>, Options>;
};

type AnyFlag = Flag<unknown, object>;

const flagsOf = (table: object): [name: string, flag: AnyFlag][] => Object.entries(table);

/** Adds every flag of a table to a command, in its order. */
export function addFlags(command: Command, table: object): void {
  for (const [, flag] of flagsOf(table)) {
    // First, so that neither is the usual one.
    if (flag.opposite !== undefined) command.addOption(new Option(flag.words.replace("--no-", "--"), flag.opposite));
    command.addOption(optionOf(flag));
  }
}

function optionOf({ words, help, value, usual, mandatory = false }: AnyFlag): Option {
  const option = new Option(words, help).makeOptionMandatory(mandatory);
  if (usual !== undefined) option.default(usual);
  if (typeof value === "function") option.argParser(value);
  else if (value) option.choices(value as readonly string[]);
  return option;
}

/** @throws InputError for a flag that was given and does not go with the others */
export function requireFitting(
  table: object,
  options: Readonly<Record<string, unknown>>,
  operands: readonly string[],
): void {
  for (const [argument, flag] of flagsOf(table)) {
    const value = options[argument];
    const refusal = value === undefined || value === flag.usual ? undefined : flag.refused?.(options, operands);
    if (refusal) throw new InputError({ code: "conflicting-options", argument, ...refusal });
  }
}

/** A note for each flag that was given and has no part. */
export function unusedFlags(table: object, options: object, given: (name: string) => boolean): string[] {
  return flagsOf(table).flatMap(([name, flag]) => {
    const reason = given(name) ? flag.unused?.(options) : undefined;
    return reason === undefined ? [] : [`${longName(flag)} had no part: ${reason}.`];
  });
}

/** The flag that sets an argument of the library, or the argument itself where none does. */
export function flagFor(table: object, argument: string): string {
  const flags = flagsOf(table);
  const found = flags.find(([name]) => name === argument) ?? flags.find(([, { sets }]) => sets?.includes(argument));
  return found ? longName(found[1]) : argument;
}

/** Whether a table has this flag ("--gates"). */
export function hasFlag(table: object, long: string): boolean {
  return flagsOf(table).some(([, flag]) => longName(flag) === long);
}

const longName = ({ words }: AnyFlag): string => words.split(" ")[0];

/** A flag that is nothing without another one. */
export function onlyWith<Options>(other: string, holds: (options: Options) => boolean) {
  return (options: Options): Refusal | undefined =>
    holds(options) ? undefined : { got: `it without ${other}`, expected: "both or neither" };
}

/** The error of a text that is no value of a flag. */
export const notAValue = (expected: string): InvalidArgumentError => new InvalidArgumentError(`Expected ${expected}.`);
