import { InputError } from "../errors.js";

/** The names of all activations. */
export const activationNames = ["relu", "leaky-relu", "absolute-value", "threshold"] as const;
/** The name of an activation, as model files, `train` and `--activation` write it. */
export type ActivationName = (typeof activationNames)[number];

/**
 * An activation by its slopes on either side of a gate: σ(t) = positive·t where t ≥ 0, and σ(t) = negative·t below. The
 * threshold has no slope; there σ(t) = 1{t ≥ 0}.
 */
export interface Activation {
  readonly name: ActivationName;
  readonly positive: number;
  readonly negative: number;
}

/**
 * The ReLU, σ(t) = max(t, 0): the activation of the paper.
 * @returns slope 1 above 0 and slope 0 below
 */
export function relu(): Activation {
  return { name: "relu", positive: 1, negative: 0 };
}

/**
 * The leaky ReLU, σ(t) = t for t ≥ 0 and `negative`·t below.
 * @returns slope 1 above 0 and slope `negative` below; `negative` is 0.01 unless told
 * @throws InputError unless `negative` lies in [0, 1)
 */
export function leakyRelu({ negative = 0.01 }: { readonly negative?: number } = {}): Activation {
  if (!(Number.isFinite(negative) && negative >= 0 && negative < 1)) {
    throw new InputError({
      code: "out-of-range",
      argument: "negative",
      got: negative,
      expected: "a slope from 0 to below 1",
    });
  }
  return { name: "leaky-relu", positive: 1, negative };
}

/**
 * The absolute value, σ(t) = |t|.
 * @returns slope 1 above 0 and slope −1 below
 */
export function absoluteValue(): Activation {
  return { name: "absolute-value", positive: 1, negative: -1 };
}

/**
 * The threshold, σ(t) = 1{t ≥ 0}. The blocks of its program are single numbers, and the program is a lasso over masks.
 * @returns the activation that counts open gates
 */
export function threshold(): Activation {
  return { name: "threshold", positive: 0, negative: 0 };
}

/** The activation of a name, with its usual slopes. */
export function namedActivation(name: ActivationName): Activation {
  const activations = { relu, "leaky-relu": leakyRelu, "absolute-value": absoluteValue, threshold };
  return activations[name]();
}

/**
 * One value of an activation, σ(t).
 * @returns σ(t)
 */
export function activate({ name, positive, negative }: Activation, t: number): number {
  if (name === "threshold") return t >= 0 ? 1 : 0;
  return t >= 0 ? positive * t : negative * t;
}
