import { figure } from "./report.js";

/** A number as a page says it, in four figures: 0.8241, 12,350, 2.226 trillion. */
export function pageFigure(value: number): string {
  const size = Math.abs(value);
  if (!(size >= 1e4 && size < 1e15)) return figure(value);
  return new Intl.NumberFormat("en", {
    maximumSignificantDigits: 4,
    ...(size >= 1e9 ? { notation: "compact", compactDisplay: "long" } : {}),
  }).format(value);
}
