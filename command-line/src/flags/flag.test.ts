import { Option } from "commander";
import { InputError } from "halfspace";
import { describe, expect, it } from "vitest";
import { fitFlags } from "../commands/fit/flags.js";
import { trainSettings } from "../commands/fit/settings.js";
import { commands } from "../commands/index.js";
import { type Flag, flagFor, hasFlag, requireFitting, unusedFlags } from "./flag.js";

const flagsOf = (table: object) => Object.entries(table) as [string, Flag<unknown, object>][];

describe("the flags of every command", () => {
  for (const { name, flags } of commands) {
    it(`${name}: an option has the name that its flag spells`, () => {
      for (const [option, { words, help }] of flagsOf(flags)) {
        expect(new Option(words, help).attributeName()).toBe(option);
      }
    });

    it(`${name}: no argument of the library is set by two flags`, () => {
      const names = flagsOf(flags).flatMap(([option, { sets = [] }]) => [option, ...sets]);
      expect(new Set(names).size).toBe(names.length);
    });
  }
});

describe("a flag among the others", () => {
  const usual = { task: "auto", model: "gated-relu", gates: 1000, lambda: "auto", folds: 5, holdout: 0.25, seed: 1 };
  const refusal = (options: object) => {
    try {
      requireFitting(fitFlags, { ...usual, ...options }, []);
    } catch (error) {
      return error instanceof InputError ? [error.code, error.argument, error.got] : error;
    }
  };

  it("usual values are never refused", () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ model: "auto" })).toBeUndefined();
  });

  it("what is nothing without another one is refused without it", () => {
    const got = (other: string) => `it without ${other}`;
    expect(refusal({ noise: 1 })).toEqual(["conflicting-options", "noise", got("--lambda theorem")]);
    expect(refusal({ noise: 1, lambda: "theorem" })).toBeUndefined();
    expect(refusal({ stride: 2 })).toEqual(["conflicting-options", "stride", got("--image")]);
    expect(refusal({ rule: "best" })).toEqual(["conflicting-options", "rule", got("--model auto")]);
  });

  it("what the automatic choice would set is refused beside it", () => {
    for (const options of [{ lambda: 0.1 }, { q: 2 }, { layers: 3 }]) {
      expect(refusal({ model: "auto", ...options })).toContain("it with --model auto");
    }
  });

  it("what has no part is noted, where it was given", () => {
    const given =
      (...names: string[]) =>
      (name: string) =>
        names.includes(name);
    const ntk = { ...usual, model: "ntk" };
    expect(unusedFlags(fitFlags, ntk, given())).toEqual([]);
    expect(unusedFlags(fitFlags, ntk, given("gates"))).toEqual(["--gates had no part: --model ntk has no gates."]);
    expect(unusedFlags(fitFlags, usual, given("gates", "folds"))).toEqual([]);
  });

  it("an argument of the library is told by its flag", () => {
    expect(flagFor(fitFlags, "lambdaFraction")).toBe("--lambda");
    expect(flagFor(fitFlags, "timeLimit")).toBe("--time-limit");
    expect(flagFor(fitFlags, "filterWidth")).toBe("--filter");
    expect(flagFor(fitFlags, "inputs")).toBe("inputs");
    expect(hasFlag(fitFlags, "--gate-strategy")).toBe(true);
    expect(hasFlag(fitFlags, "--gate")).toBe(false);
  });

  it("asks of train what was given", () => {
    const common = { ...usual, header: true, out: "model.json" } as Parameters<typeof trainSettings>[0];
    expect(trainSettings(common)).toEqual({
      model: "gated-relu",
      gates: 1000,
      lambdaFraction: "auto",
      folds: 5,
      seed: 1,
    });
    expect(trainSettings({ ...common, model: "ntk", lambda: "theorem", init: "ntk" })).toEqual({
      model: "ntk",
      lambda: { rule: "theorem-6-1", confidence: 0.95 },
      folds: 5,
      seed: 1,
      initial: "ntk",
    });
  });
});
