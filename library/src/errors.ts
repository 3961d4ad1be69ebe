/**
 * What kind of mistake the caller made. The words are stable: programs may compare them.
 * Each names one kind of mistake; which argument it was made in is said by `argument`.
 */
export type InputErrorCode =
  /** A number outside the values that make sense. */
  | "out-of-range"
  /** A word that is none of the known ones. */
  | "unknown-value"
  /** An option of a name that the function does not know. */
  | "unknown-option"
  /** Something that is needed was not given. */
  | "missing-option"
  /** Options that exclude each other, or one that is nothing without another. */
  | "conflicting-options"
  /** A value of another kind than expected: text for a number, nothing for an object. */
  | "wrong-type"
  /** A list, or a column, that holds nothing. */
  | "empty"
  /** NaN or an infinity. */
  | "not-finite"
  /** Sizes that do not fit each other. */
  | "shape-mismatch"
  /** Rows of one table that differ in length. */
  | "ragged-rows"
  /** Targets that the loss, or the task, cannot take. */
  | "wrong-targets"
  /** A target of one value or one class: there is nothing to learn. */
  | "constant-target"
  /** Several targets, where one is expected. */
  | "several-targets"
  /** A target with a class of its own in every row. */
  | "too-many-classes"
  /** A label that is none of the classes of the model. */
  | "unknown-label"
  /** Too few rows to learn or to judge from. */
  | "too-few-rows"
  /** Something that belongs to regression asked of a classification, or the other way round. */
  | "wrong-task"
  /** A name or number that is no column of the table. */
  | "unknown-column"
  /** A table that lacks a column that the model needs. */
  | "missing-column"
  /** One column given twice. */
  | "repeated-column"
  /** No column is left to learn from. */
  | "no-features"
  /** Gates with an offset, and no constant column to carry it. */
  | "no-constant-column"
  /** A loss that this solver, program or task cannot work with. */
  | "unsupported-loss"
  /** A model that has no probabilities of its own. */
  | "no-probabilities"
  /** A model that this function cannot work with. */
  | "unsupported-model"
  /** A point or solution of another program than the expected one. */
  | "wrong-program"
  /** Masks that are not half-spaces of one table, where such are needed. */
  | "not-half-spaces"
  /** Some masks of the table, where all are needed. */
  | "incomplete-arrangement"
  /** A table of higher rank than there is a method for. */
  | "rank-too-high"
  /** More masks than can be listed. */
  | "too-many-masks"
  /** Rows so nearly dependent that doubles cannot tell their cones apart. */
  | "too-thin"
  /** A cone without an interior: a row of the table lies exactly on a gate. */
  | "flat-cone"
  /** A matrix that is not positive semidefinite, where such is needed. */
  | "not-positive-semidefinite"
  /** A time limit that ends before there is anything to return. */
  | "time-limit"
  /** A file or folder that is not there or cannot be read. */
  | "unreadable-file"
  /** A file or folder that cannot be written. */
  | "unwritable-file"
  /** A table whose content is not that which was asked for. */
  | "wrong-data"
  /** A port, folder or sweep that another process holds. */
  | "in-use"
  /** A part of halfspace that has to be built first. */
  | "not-built"
  /** A queue that refuses this user, password or certificate. */
  | "queue-refused"
  /** A queue that cannot be reached. */
  | "queue-away"
  /** A database answers with an error: to the connection, or to the query. */
  | "database-refused"
  /** The package of a database's driver is not installed. */
  | "driver-missing"
  /** A package that a command needs, and that people install themselves, is not there. */
  | "package-missing"
  /** The native numeric backend is not installed here. */
  | "native-unavailable";

/** What is wrong, in parts of one sentence: "got …; expected …. hint". */
export interface Problem {
  /** What was got, in the caller's terms: a value, or a clause such as "3 rows". */
  readonly got?: string | number;
  /** What is expected in its place. */
  readonly expected?: string;
  /** What to do, or why: a full sentence. */
  readonly hint?: string;
}

/** A mistake of the caller, as data. */
export interface InputProblem extends Problem {
  readonly code: InputErrorCode;
  /** The argument or option at fault, by the name that the function gives it. */
  readonly argument: string;
}

/** A file or record that cannot be read, as data. */
export interface FormatProblem extends Problem {
  /** What was read: a kind of file ("model file"), or the path of one. */
  readonly source: string;
}

/** A mistake of the caller: what was got, what is expected, what to do. */
export class InputError extends Error implements InputProblem {
  override readonly name = "InputError";
  readonly code: InputErrorCode;
  readonly argument: string;
  readonly got?: string | number;
  readonly expected?: string;
  readonly hint?: string;

  constructor({ code, argument, ...problem }: InputProblem) {
    super(sentence(argument, problem));
    this.code = code;
    this.argument = argument;
    Object.assign(this, problem);
  }

  /** The same mistake under another name of the argument, such as the flag of a command line. */
  withArgument(argument: string): InputError {
    const { code, got, expected, hint } = this;
    return new InputError({ code, argument, got, expected, hint });
  }
}

/** A file or record that cannot be read: damaged, of another kind, or of a later version. */
export class FormatError extends Error implements FormatProblem {
  override readonly name = "FormatError";
  readonly source: string;
  readonly got?: string | number;
  readonly expected?: string;
  readonly hint?: string;

  constructor({ source, ...problem }: FormatProblem) {
    super(sentence(source, problem));
    this.source = source;
    Object.assign(this, problem);
  }

  /** The same fault in a source of another name, such as the path of the file. */
  withSource(source: string): FormatError {
    const { got, expected, hint } = this;
    return new FormatError({ source, got, expected, hint });
  }
}

/** "subject: got …; expected …. hint", without the parts that are not there. */
function sentence(subject: string, { got, expected, hint }: Problem): string {
  // Of callers without a compiler anything may come, also what a template refuses.
  const clauses = [
    got === undefined ? [] : `got ${String(got)}`,
    expected === undefined ? [] : `expected ${expected}`,
  ].flat();
  return `${subject}: ${[clauses.join("; "), hint ?? []].flat().filter(Boolean).join(". ")}`;
}

/** What `typeof` can say of an option, or "signal"; true where its own reader must look. */
type OptionType<Value> = [Value] extends [boolean]
  ? "boolean"
  : [Value] extends [number]
    ? "number"
    : [Value] extends [(...inputs: never[]) => unknown]
      ? "function"
      : [Value] extends [{ readonly aborted: boolean }]
        ? "signal"
        : true;

/** Every option of a function by its name, with its type: whoever adds an option is asked by the compiler to name it here. */
export type OptionNames<Options> = {
  readonly [Name in keyof Options]-?: OptionType<NonNullable<Options[Name]>>;
};

/** Throws an InputError for option names that are not known, naming those that are, and for options of another type than theirs. */
export function rejectUnknownOptions<Options extends object>(
  options: Options,
  known: OptionNames<NoInfer<Options>>,
  where: string,
): void {
  if (typeof options !== "object" || options === null) {
    const got = options === undefined ? "nothing" : String(options);
    throw new InputError({
      code: "wrong-type",
      argument: "options",
      got,
      expected: `an object of options for ${where}`,
    });
  }
  const key = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (key === undefined) {
    requireTypes(options, known);
    return;
  }
  const got = `the unknown option "${key}" of ${where}`;
  const expected = `one of ${Object.keys(known).join(", ")}`;
  throw new InputError({ code: "unknown-option", argument: key, got, expected });
}

function requireTypes<Options extends object>(options: Options, known: OptionNames<NoInfer<Options>>): void {
  for (const name of Object.keys(options) as (keyof Options & string)[]) {
    const value: unknown = options[name];
    const type = known[name] as "boolean" | "number" | "function" | "signal" | true;
    if (value === undefined || isOfType(value, type)) continue;
    throw new InputError({ code: "wrong-type", argument: name, got: shown(value), expected: typeWords[`${type}`] });
  }
}

const typeWords = {
  true: "a value, or no such option",
  boolean: "true or false",
  number: "a number",
  function: "a function",
  signal: "an AbortSignal, or an object whose `aborted` is true or false",
} as const;

function isOfType(value: unknown, type: Exclude<keyof typeof typeWords, "true"> | true): boolean {
  // Their own readers look at the rest; no message can show these.
  if (type === true) return value !== null && typeof value !== "symbol" && typeof value !== "bigint";
  if (type !== "signal") return typeof value === type;
  return typeof value === "object" && value !== null && typeof (value as { aborted?: unknown }).aborted === "boolean";
}

/** A value of any kind as a message shows it: callers without a compiler may give anything. */
export function shown(value: unknown): string {
  if (typeof value !== "string" && (typeof value !== "object" || value === null)) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "an object that cannot be shown";
  }
}

/** @throws InputError unless the value is one of the allowed words */
export function requireOneOf(argument: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const expected = `one of ${allowed.join(", ")}`;
  throw new InputError({ code: "unknown-value", argument, got: shown(value), expected });
}

/** The value, where it is a whole number of at least `least`; `of` says what is counted ("of gates"). @throws InputError */
export function requireWholeNumber(argument: string, value: number, least: number, of = ""): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  const expected = `a whole number${of && ` ${of}`}, at least ${least}`;
  throw new InputError({ code: "out-of-range", argument, got: value, expected });
}

/** The value, where it is no more than `most`; `of` says of what. @throws InputError */
export function requireAtMost(argument: string, value: number, most: number, of = ""): number {
  if (value <= most) return value;
  throw new InputError({ code: "out-of-range", argument, got: value, expected: `at most ${most}${of && ` ${of}`}` });
}

/** The value, where it is finite and above 0. @throws InputError */
export function requirePositive(argument: string, value: number, what = "number"): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InputError({ code: "out-of-range", argument, got: value, expected: `a positive finite ${what}` });
}

/** The value, where it is a fraction of λ_max. @throws InputError */
export function requireFraction(argument: string, value: number): number {
  if (Number.isFinite(value) && value > 0 && value <= 1) return value;
  const expected = "a fraction of λ_max, greater than 0 and at most 1";
  throw new InputError({ code: "out-of-range", argument, got: value, expected });
}
