import { type Decision, decideLabels, InputError, type Label } from "halfspace";
import { notAValue } from "./flags/flag.js";
import { holdoutFraction } from "./flags/values.js";

/** One entry of `--costs`: what it costs to say one class where another is true. */
export interface Cost {
  readonly truth: string;
  readonly said: string;
  readonly cost: number;
}

/** How labels are decided, as a command line asks for it. */
export interface DecisionFlags {
  readonly threshold?: number;
  readonly costs?: readonly Cost[];
}

/** TRUE:SAID=COST, with commas between. */
function costList(text: string): Cost[] {
  return text.split(",").map((part) => {
    const [at, colon] = [part.lastIndexOf("="), part.indexOf(":")];
    const [truth, said] = [part.slice(0, Math.max(0, colon)).trim(), part.slice(colon + 1, Math.max(0, at)).trim()];
    const cost = Number(part.slice(at + 1));
    if (truth === "" || said === "" || !(cost >= 0 && Number.isFinite(cost)))
      throw notAValue("TRUE:SAID=COST with commas between, costs from 0, such as sick:well=10,well:sick=1");
    return { truth, said, cost };
  });
}

/** The flags of both commands that decide labels. */
export const decisionWords = {
  threshold: {
    words: "--threshold <probability>",
    help: "of two classes: say the second one from this probability on",
    value: holdoutFraction,
  },
  costs: {
    words: "--costs <costs>",
    help: "say the class of the least expected cost: TRUE:SAID=COST,…; what is not named costs 1, and 0 where right",
    value: costList,
    refused: ({ threshold }: DecisionFlags) =>
      threshold === undefined ? undefined : { got: "them with --threshold", expected: "one of them" },
  },
} as const;

/** What was asked for, over the classes of a model; undefined where nothing was. @throws InputError for a label that it does not know */
export function decisionOf({ threshold, costs }: DecisionFlags, labels: readonly Label[] | null): Decision | undefined {
  if (threshold === undefined && costs === undefined) return undefined;
  if (!labels) {
    const argument = threshold === undefined ? "costs" : "threshold";
    throw new InputError({ code: "wrong-task", argument, got: "a regression", expected: "classes to decide between" });
  }
  if (threshold !== undefined) return checked({ threshold }, labels);
  const matrix = labels.map((_, truth) => labels.map((_label, said) => Number(truth !== said)));
  for (const { truth, said, cost } of costs ?? []) matrix[placeOf(truth, labels)][placeOf(said, labels)] = cost;
  return checked({ costs: matrix }, labels);
}

/** The decision, where it is one for these classes: no rows are decided, so that a mistake is told before long work. */
function checked(decision: Decision, labels: readonly Label[]): Decision {
  decideLabels({ rows: 0, columns: labels.length, values: new Float64Array(0) }, labels, decision);
  return decision;
}

function placeOf(name: string, labels: readonly Label[]): number {
  const place = labels.findIndex((label) => String(label) === name);
  if (place >= 0) return place;
  const expected = `one of ${labels.map(String).join(", ")}`;
  throw new InputError({ code: "unknown-label", argument: "costs", got: name, expected });
}
