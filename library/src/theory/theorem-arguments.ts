import { InputError } from "../errors.js";

// What the rule of Theorem 6.1 may be asked for, apart from the rule: options are checked without it.

export function requireNoise(noise: unknown): void {
  if (typeof noise === "number" && noise > 0 && Number.isFinite(noise)) return;
  throw new InputError({
    code: "out-of-range",
    argument: "noise",
    got: String(noise),
    expected: "a positive number, the standard deviation of the noise in the units of the targets",
  });
}

export function requireConfidence(confidence: unknown): void {
  if (typeof confidence === "number" && confidence > 0 && confidence < 1) return;
  throw new InputError({
    code: "out-of-range",
    argument: "confidence",
    got: String(confidence),
    expected: "a probability above 0 and below 1",
  });
}
