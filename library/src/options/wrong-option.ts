import { InputError } from "../errors.js";

/** The error of an option of `train`: what was got and what is expected, in one line. */
export function wrong(code: string, argument: string, got: unknown, expected: string): InputError {
  return new InputError(code, argument, `${argument}: got ${String(got)}; expected ${expected}`);
}
