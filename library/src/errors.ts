/** A mistake of the caller: what was got, what is expected, what to do. */
export class InputError extends Error {
  override readonly name = "InputError";
  /**
   * @param code stable, kebab-case word for programs ("constant-target")
   * @param argument the argument or option at fault
   * @param message one line: what was got, what is expected, what to do
   */
  constructor(
    readonly code: string,
    readonly argument: string,
    message: string,
  ) {
    super(message);
  }
}

/** A file or record that cannot be read: damaged, of another kind, or of a later version. */
export class FormatError extends Error {
  override readonly name = "FormatError";
}

/** Throws an InputError for option names that are not known, naming those that are. */
export function rejectUnknownOptions(options: object, known: readonly string[], where: string): void {
  if (typeof options !== "object" || options === null) {
    const got = options === undefined ? "nothing" : String(options);
    throw new InputError("wrong-type", "options", `${where}: got ${got}; expected an object of options`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new InputError("unknown-option", key, `${where}: unknown option "${key}"; known are ${known.join(", ")}`);
    }
  }
}
