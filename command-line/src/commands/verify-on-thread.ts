import type { Call, ExitCode } from "../command.js";
import type { RowFlags } from "../read-rows.js";
import type { QueryFlags } from "../table-source.js";
import { onThread, sizeOf } from "../work-thread.js";

/** What is asked of a verification. */
export interface VerifyOptions extends RowFlags, QueryFlags {
  readonly json?: boolean;
  readonly evidence?: string;
  readonly fresh?: number;
}

/** A call without its terminal, as a thread gets it. */
export type VerifyQuestion = Omit<Call<VerifyOptions>, "terminal">;

/** What the thread says: a line for the terminal, and at the end the exit code. */
export type VerifyAnswer = { readonly line: string } | { readonly code: ExitCode };

/** Bytes of the files that are verified at once: it takes less than half a second, and a thread takes a third of one to start. */
const mostAtOnce = 400_000;
const mostFreshAtOnce = 20_000;

/** Whether recomputing takes so long that Ctrl-C must be heard meanwhile. */
export function isLongWork({ operands: [model, table], options: { fresh = 0 } }: VerifyQuestion): boolean {
  return fresh > mostFreshAtOnce || sizeOf(model) + sizeOf(table) > mostAtOnce;
}

/** Verifies on a thread of its own, which ends where the signal is aborted. @throws as the verification; `signal.reason` when aborted */
export function verifyOnThread({ terminal, ...question }: Call<VerifyOptions>): Promise<ExitCode> {
  const hear = (answer: VerifyAnswer) => {
    if ("code" in answer) return { result: answer.code };
    terminal.print(answer.line);
    return undefined;
  };
  const file = new URL("./verifying-thread.js", import.meta.url);
  const table = question.operands[1] ?? "the table";
  return onThread({ file, question, table, verb: "verifies", hear }, terminal.signal);
}
