import { type AnyModel, InputError, type WantedOutcome } from "halfspace";

/** `--want` as an outcome: the name of a class, or bounds of a number. @throws InputError */
export function wantedOutcome({ labels, network }: AnyModel, text: string): WantedOutcome {
  if (labels) {
    const label = labels.find((each) => String(each) === text.trim());
    if (label !== undefined) return { label };
    const expected = `one of ${labels.map((each) => JSON.stringify(each)).join(", ")}`;
    throw new InputError({ code: "unknown-label", argument: "want", got: JSON.stringify(text), expected });
  }
  if (network.outputCount > 1) {
    throw new InputError({
      code: "several-targets",
      argument: "want",
      got: "it with several targets",
      expected: "one target",
    });
  }
  const number = String.raw`([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)`;
  const [, sign, bound] = new RegExp(`^\\s*(>=?|<=?)\\s*${number}\\s*$`, "i").exec(text) ?? [];
  if (bound !== undefined) return sign.startsWith(">") ? { atLeast: Number(bound) } : { atMost: Number(bound) };
  const [, low, high] = new RegExp(`^\\s*${number}\\s*\\.\\.\\s*${number}\\s*$`, "i").exec(text) ?? [];
  if (high !== undefined) return { atLeast: Number(low), atMost: Number(high) };
  throw new InputError({
    code: "out-of-range",
    argument: "want",
    got: JSON.stringify(text),
    expected: 'a bound of the prediction, such as ">=100", "<=50" or "100..120"',
  });
}
