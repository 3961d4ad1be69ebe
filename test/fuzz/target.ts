import type * as fc from "fast-check";

/** Runs one call of halfspace and counts it; the call's own error comes out. */
export type Calls = <Result>(call: () => Result) => Result;

/** One part of halfspace under random input. To add one: write a file in `targets/` and list it in `targets/index.ts`. */
export interface Target<Input> {
  readonly name: string;
  /** Its share of the time, against those of the others. */
  readonly share: number;
  readonly input: fc.Arbitrary<Input>;
  /** Throws where something holds that must never hold. */
  run(input: Input, call: Calls): Promise<void>;
}

/** A target whose inputs nobody else needs to know. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds targets of any input
export type AnyTarget = Target<any>;

/** What must never happen; its message begins with the kind of the fault. */
export class Broken extends Error {
  override readonly name = "Broken";
}

/** @throws Broken unless it holds */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}

/** Whether halfspace refused the input in its own words: one line, of a class of its own. */
export function isRefusal(error: unknown): error is Error {
  const isOwn = error instanceof Error && (error.name === "InputError" || error.name === "FormatError");
  if (isOwn) must(!error.message.includes("\n"), `a refusal of several lines: ${error.message}`);
  return isOwn;
}

/** The result, or undefined where the input was refused. @throws every other error, which is a fault */
export async function answerOf<Result>(ask: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** The names on the prototypes that hostile files try to reach. */
const untouched = JSON.stringify([Object, Array, String].map(({ prototype }) => Object.getOwnPropertyNames(prototype)));

/** @throws Broken where something was written on a prototype */
export function mustLeavePrototypes(): void {
  const now = JSON.stringify([Object, Array, String].map(({ prototype }) => Object.getOwnPropertyNames(prototype)));
  must(now === untouched, "a prototype was changed");
}

/** A copy to compare with later. */
export const kept = <Value>(value: Value): Value => structuredClone(value);

/** Whether two plain values are the same, NaN and −0 included. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (ArrayBuffer.isView(one) !== ArrayBuffer.isView(other)) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  if (keys.length !== others.length) return false;
  return keys.every((key) => isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]));
}
