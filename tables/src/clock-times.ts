import type { Cell } from "./cells.js";

/**
 * Hours and minutes, with seconds and their fractions where there are any: times of day, or how long something took.
 * `exports/javascript-rows.ts` writes it into modules.
 */
export const clockPattern = /^(-?)(\d{1,3}):([0-5]\d)(?::([0-5]\d(?:[.,]\d{1,6})?))?(?: ?([ap])\.?m\.?)?$/i;

/**
 * The hours that a cell such as 13:30, 1:30 pm or 26:15:30 stands for.
 * @returns plain text ("13.5"); undefined where it is no such time
 */
export function clockHours(text: string): string | undefined {
  const [, minus, hours, minutes, seconds = "0", half] = clockPattern.exec(text.trim()) ?? [];
  if (hours === undefined || (half !== undefined && (Number(hours) > 12 || minus !== ""))) return undefined;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  return minus + String(hour + (60 * Number(minutes) + Number(seconds.replace(",", "."))) / 3600);
}

/** Whether every text among the cells is a time, and there is one. */
export const areClockTimes = (words: readonly Cell[]): boolean =>
  words.length > 0 && words.every((word) => typeof word === "string" && clockHours(word) !== undefined);
