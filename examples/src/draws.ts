/** Draws that the makers of tables share. Only + − × ÷ √ and seeded draws are used, so that tables come out the same byte for byte. */
import type { RandomGenerator } from "halfspace";

/** @returns a uniform number in [low, high) */
export const between = (random: RandomGenerator, low: number, high: number): number =>
  low + (high - low) * random.uniform();

/** @returns one of the choices, as often as its share says */
export function pick<Choice extends { share: number }>(random: RandomGenerator, choices: readonly Choice[]): Choice {
  let rest = random.uniform();
  for (const choice of choices) {
    rest -= choice.share;
    if (rest < 0) return choice;
  }
  return choices[choices.length - 1];
}

/** @returns max(0, value) */
export const positivePart = (value: number): number => Math.max(0, value);
