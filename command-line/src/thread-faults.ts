import { getHeapStatistics } from "node:v8";
import { FormatError, type FormatProblem, InputError, type InputProblem } from "halfspace";

/** What went wrong on a thread, as data: a class of errors does not pass between threads. */
export type ThreadFault =
  | { readonly input: InputProblem }
  | { readonly format: FormatProblem }
  | { readonly fault: unknown };

/** An error as its thread sends it. */
export function faultOf(error: unknown): ThreadFault {
  if (error instanceof InputError) {
    const { code, argument, got, expected, hint } = error;
    return { input: { code, argument, got, expected, hint } };
  }
  if (error instanceof FormatError) {
    const { source, got, expected, hint } = error;
    return { format: { source, got, expected, hint } };
  }
  return { fault: error };
}

/** The error that was sent. */
export function errorOf(fault: ThreadFault): unknown {
  if ("input" in fault) return new InputError(fault.input);
  if ("format" in fault) return new FormatError(fault.format);
  return fault.fault;
}

/** As much memory as the process has, which a thread does not get by itself. */
export const heapLimit = (): { readonly maxOldGenerationSizeMb: number } => ({
  maxOldGenerationSizeMb: getHeapStatistics().heap_size_limit / 2 ** 20,
});

export const wasFull = (error: NodeJS.ErrnoException): boolean => error.code === "ERR_WORKER_OUT_OF_MEMORY";

/** @param source the table */
export const tooLarge = (source: string): FormatError =>
  new FormatError({
    source,
    got: "a table that takes more memory than Node gives it",
    expected: "a smaller one",
    hint: "Give a part of its rows, leave columns out (--drop), or more memory: NODE_OPTIONS=--max-old-space-size=8000.",
  });
