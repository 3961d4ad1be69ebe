import { wrong } from "./wrong-option.js";

/** The value, where it is a fraction of λ_max. @throws InputError naming the option */
export function requireFraction(name: string, value: number): number {
  if (value > 0 && value <= 1) return value;
  throw wrong("out-of-range", name, value, "a fraction of λ_max, greater than 0 and at most 1");
}

/** The value, where it is finite and above 0. @throws InputError naming the option */
export function requirePositive(name: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw wrong("out-of-range", name, value, "a positive finite number");
}

/** The value, where it is a whole number, at least 1. @throws InputError naming the option */
export function requireCount(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw wrong("out-of-range", name, value, "a whole number, at least 1");
}

/** @throws InputError naming the option and what it may be */
export function requireOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw wrong("unknown-value", name, JSON.stringify(value), `one of ${allowed.join(", ")}`);
}
