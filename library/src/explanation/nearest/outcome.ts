import { InputError } from "../../errors.js";
import type { AnyModel } from "../../models/trained-model.js";
import { logarithm } from "../../numerics/elementary/index.js";
import type { Label } from "../../reductions/class-labels.js";

/** The outcome that is wanted: a class, or an output within bounds. */
export type WantedOutcome =
  | { readonly label: Label }
  | { readonly atLeast?: number; readonly atMost?: number /** From 0; default 0. */; readonly output?: number };

/** One thing that must hold of the network's own outputs u (before their map to targets): Σ_k weights_k u_k ≥ least. */
export interface OutcomeBound {
  /** K */
  readonly weights: Float64Array;
  readonly least: number;
}

/**
 * The outcome as bounds on the network's own outputs; all of them must hold. A class of two is a side of 0, one of more has the highest score;
 * where predictions are exponentials, bounds are logarithms.
 * @throws InputError for a class that the model does not know, or bounds that leave nothing
 */
export function boundsOf(
  { labels, network }: Pick<AnyModel, "labels" | "network">,
  wanted: WantedOutcome,
): OutcomeBound[] {
  const { shift, scale, link } = network.outputs;
  const count = shift.length;
  /** Σ_k a_k y_k ≥ least, for the mapped outputs before their link. */
  const bound = (a: readonly number[], least: number): OutcomeBound => ({
    weights: Float64Array.from(a, (value, k) => value * scale[k]),
    least: least - a.reduce((sum, value, k) => sum + value * shift[k], 0),
  });
  const unit = (k: number, value: number) => Array.from({ length: count }, (_, at) => (at === k ? value : 0));
  if ("label" in wanted) {
    const place = requireLabel(labels, wanted.label);
    if (count === 1) return [bound([place === 1 ? 1 : -1], 0)];
    const others = Array.from({ length: count }, (_, k) => k).filter((k) => k !== place);
    return others.map((other) =>
      bound(
        Array.from(unit(place, 1), (value, k) => (k === other ? -1 : value)),
        0,
      ),
    );
  }
  const { atLeast, atMost, output = 0 } = requireBounds(labels, wanted, count);
  const linked = (value: number) => (link !== "exp" ? value : value > 0 ? logarithm(value) : Number.NEGATIVE_INFINITY);
  return [
    ...(atLeast === undefined ? [] : [bound(unit(output, 1), linked(atLeast))]),
    ...(atMost === undefined ? [] : [bound(unit(output, -1), -linked(atMost))]),
  ];
}

function requireLabel(labels: readonly Label[] | null, label: Label): number {
  const place = labels?.indexOf(label) ?? -1;
  if (place >= 0) return place;
  throw new InputError({
    code: labels ? "unknown-label" : "wrong-task",
    argument: "wanted",
    got: labels ? JSON.stringify(label) : "a class of a regression",
    expected: labels ? `one of ${labels.map((each) => JSON.stringify(each)).join(", ")}` : "atLeast or atMost",
  });
}

type Bounds = Exclude<WantedOutcome, { readonly label: Label }>;

function requireBounds(labels: readonly Label[] | null, wanted: Bounds, count: number): Bounds {
  const { atLeast, atMost, output = 0 } = wanted;
  const refuse = (got: string, expected: string) =>
    new InputError({ code: "out-of-range", argument: "wanted", got, expected });
  if (labels)
    throw new InputError({ code: "wrong-task", argument: "wanted", got: "a bound of classes", expected: "a label" });
  if (atLeast === undefined && atMost === undefined) throw refuse("no bound", "atLeast, atMost or both");
  if ([atLeast, atMost].some((value) => value !== undefined && !Number.isFinite(value))) {
    throw refuse("a bound that is no finite number", "finite numbers");
  }
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    throw refuse(`at least ${atLeast} and at most ${atMost}`, "bounds in order");
  }
  if (!Number.isInteger(output) || output < 0 || output >= count) {
    throw refuse(`output ${output}`, `one from 0 to ${count - 1}`);
  }
  return wanted;
}
