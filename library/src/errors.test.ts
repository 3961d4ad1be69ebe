import { describe, expect, it } from "vitest";
import {
  FormatError,
  InputError,
  rejectUnknownOptions,
  requireFraction,
  requireOneOf,
  requirePositive,
  requireWholeNumber,
} from "./errors.js";

const thrown = (act: () => unknown): InputError => {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error("no InputError");
};

describe("errors as data", () => {
  it("make one sentence of their parts", () => {
    const problem = { code: "out-of-range", argument: "gates" } as const;
    const messageOf = (parts: object) => new InputError({ ...problem, ...parts }).message;
    expect(messageOf({ got: 0, expected: "more" })).toBe("gates: got 0; expected more");
    expect(messageOf({ got: 0, hint: "Give more." })).toBe("gates: got 0. Give more.");
    expect(messageOf({ expected: "more", hint: "Give more." })).toBe("gates: expected more. Give more.");
    expect(messageOf({ hint: "Give more." })).toBe("gates: Give more.");
  });

  it("keep their parts, and name the argument or the file anew", () => {
    const error = new InputError({ code: "empty", argument: "lambda", got: "none", expected: "one" });
    expect(error).toMatchObject({
      name: "InputError",
      code: "empty",
      argument: "lambda",
      got: "none",
      expected: "one",
    });
    const renamed = error.withArgument("--lambda");
    expect(renamed).toMatchObject({ code: "empty", message: "--lambda: got none; expected one" });
    const damaged = new FormatError({ source: "model file", got: "a damaged one" }).withSource("model.json");
    expect(damaged).toMatchObject({ name: "FormatError", message: "model.json: got a damaged one" });
  });
});

describe("requirements", () => {
  it("let through what is right, and give it back", () => {
    expect([requirePositive("a", 2), requireFraction("a", 1), requireWholeNumber("a", 3, 3)]).toEqual([2, 1, 3]);
    requireOneOf("a", "b", ["b"]);
    rejectUnknownOptions({ a: 1 }, { a: "number" }, "train");
  });

  it("name what is wrong", () => {
    const codes = [
      thrown(() => requirePositive("a", Number.NaN)),
      thrown(() => requireFraction("a", 0)),
      thrown(() => requireWholeNumber("a", 1.5, 1, "of gates")),
      thrown(() => requireOneOf("a", "x", ["b", "c"])),
      thrown(() => rejectUnknownOptions({ x: 1 } as object, { a: true }, "train")),
      thrown(() => rejectUnknownOptions(undefined as never as object, { a: true }, "train")),
      thrown(() => rejectUnknownOptions({ a: "yes" as never as boolean }, { a: "boolean" }, "train")),
      thrown(() => rejectUnknownOptions({ a: null as never as number }, { a: "number" }, "train")),
      thrown(() => rejectUnknownOptions({ a: 5 as never as () => void }, { a: "function" }, "train")),
      thrown(() => rejectUnknownOptions({ a: {} as never as { readonly aborted: boolean } }, { a: "signal" }, "train")),
    ].map(({ code, message }) => [code, message]);
    expect(codes).toEqual([
      ["out-of-range", "a: got NaN; expected a positive finite number"],
      ["out-of-range", "a: got 0; expected a fraction of λ_max, greater than 0 and at most 1"],
      ["out-of-range", "a: got 1.5; expected a whole number of gates, at least 1"],
      ["unknown-value", 'a: got "x"; expected one of b, c'],
      ["unknown-option", 'x: got the unknown option "x" of train; expected one of a'],
      ["wrong-type", "options: got nothing; expected an object of options for train"],
      ["wrong-type", 'a: got "yes"; expected true or false'],
      ["wrong-type", "a: got null; expected a number"],
      ["wrong-type", "a: got 5; expected a function"],
      ["wrong-type", "a: got {}; expected an AbortSignal, or an object whose `aborted` is true or false"],
    ]);
  });
});
