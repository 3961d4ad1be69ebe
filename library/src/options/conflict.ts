import { InputError } from "../errors.js";

/** The error of an option that does not go with the others: what it came with, and what is expected in its place. */
export function conflict(argument: string, got: string, expected: string): InputError {
  return new InputError({ code: "conflicting-options", argument, got, expected });
}
