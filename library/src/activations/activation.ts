import { InputError } from "../errors.js";

export const activationNames = ["relu", "leaky-relu", "absolute-value", "threshold"] as const;
export type ActivationName = (typeof activationNames)[number];

/**
 * σ(t) = positive·t where t ≥ 0 and negative·t below: the slopes on either side of a gate. Threshold networks have no slope: σ(t) = 1{t ≥ 0}.
 */
export interface Activation {
  readonly name: ActivationName;
  readonly positive: number;
  readonly negative: number;
}

export function relu(): Activation {
  return { name: "relu", positive: 1, negative: 0 };
}

/** Slope `negative` below 0, in [0, 1). */
export function leakyRelu({ negative = 0.01 }: { readonly negative?: number } = {}): Activation {
  if (!(negative >= 0 && negative < 1)) {
    throw new InputError({
      code: "out-of-range",
      argument: "negative",
      got: negative,
      expected: "a slope from 0 to below 1",
    });
  }
  return { name: "leaky-relu", positive: 1, negative };
}

export function absoluteValue(): Activation {
  return { name: "absolute-value", positive: 1, negative: -1 };
}

/** 1{t ≥ 0}: the blocks of the program are then single numbers, and the program a lasso over masks. */
export function threshold(): Activation {
  return { name: "threshold", positive: 0, negative: 0 };
}

/** The activation of a name, with its usual slopes. */
export function namedActivation(name: ActivationName): Activation {
  const activations = { relu, "leaky-relu": leakyRelu, "absolute-value": absoluteValue, threshold };
  return activations[name]();
}

/** σ(t) */
export function activate({ name, positive, negative }: Activation, t: number): number {
  if (name === "threshold") return t >= 0 ? 1 : 0;
  return t >= 0 ? positive * t : negative * t;
}
