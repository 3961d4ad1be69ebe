/** One contender on the splits of one table, a split a turn. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Contender } from "../measure.js";
import type { FitContender } from "./contenders.js";
import type { FitTable } from "./fit-table.js";
import { type ProcessTaken, runProcess } from "./run-process.js";
import { type FitScore, scoreFile } from "./scores.js";
import type { SplitFiles } from "./split-files.js";

/** Seconds after which a fit is cut off; a contender that was cut off gets no further turn. */
export const CUT_OFF = 900;

/** What the turns of one contender showed, beside their times. */
export interface Showing {
  readonly name: string;
  /** One a turn that ended with a model. */
  readonly turns: readonly TurnTaken[];
  /** Why there is no model, in a word. */
  readonly failure?: string;
}

/** One turn that ended with a model. */
export interface TurnTaken extends FitScore {
  readonly megabytes: number;
  /** What the process printed. */
  readonly output: string;
}

/** A contender to be timed, and what it showed so far. */
export interface Entrant extends Contender {
  showing(): Showing;
}

/** @returns a contender whose k-th run fits the k-th split and, outside of what is timed, scores its predictions */
export function entrant(contender: FitContender, table: FitTable, splits: readonly SplitFiles[]): Entrant {
  const turns: TurnTaken[] = [];
  let failure: string | undefined;
  let turn = 0;
  return {
    name: contender.name,
    async run() {
      if (failure !== undefined) return CUT_OFF;
      const ended = await fitAndScore(contender, table, splits[turn++]);
      if ("failure" in ended) failure = ended.failure;
      else turns.push(ended.turn);
      return ended.seconds;
    },
    showing: () => ({ name: contender.name, turns, failure }),
  };
}

type Ended = { readonly seconds: number } & ({ readonly turn: TurnTaken } | { readonly failure: string });

async function fitAndScore(contender: FitContender, table: FitTable, split: SplitFiles): Promise<Ended> {
  const { folder, train, test, truth } = split;
  const file = (name: string) => join(folder, `${name} of ${contender.name.replaceAll(/\W+/g, "-")}`);
  const files = { train, test, model: file("model"), predictions: file("predictions") };
  const taken = await runProcess(contender.fit(table, files), folder, CUT_OFF);
  const { seconds, megabytes = Number.NaN, output } = taken;
  if (!existsSync(files.model)) return { seconds, failure: reason(taken) };
  const predicted = await runProcess(contender.predict(table, files), folder, CUT_OFF);
  if (!existsSync(files.predictions)) return { seconds, failure: reason(predicted) };
  return { seconds, turn: { ...(await scoreFile(table.task, truth, files.predictions)), megabytes, output } };
}

function reason({ exitCode, complaint }: ProcessTaken): string {
  return exitCode === undefined ? `cut off after ${CUT_OFF} s` : `failed: ${complaint.slice(0, 200)}`;
}
