/** Numbers as people read them. */
export function figure(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return "—";
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)) return powerOfTen(value);
  return String(Number(value.toPrecision(digits)));
}

const superscripts: Record<string, string> = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

/** 3·10⁻⁸ */
export function powerOfTen(value: number, digits = 1): string {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = [...String(Number(exponent))].map((character) => superscripts[character]).join("");
  return `${mantissa}·10${power}`;
}

/** How far above the best, as people say it; above 0 there is no percentage. */
export function above(value: number, best: number): string {
  if (!(best > 0)) return figure(value - best, 2);
  const excess = 100 * (value / best - 1);
  return excess < 1
    ? `${excess.toFixed(2)} %`
    : excess < 10
      ? `${excess.toFixed(1)} %`
      : `${Math.round(excess).toLocaleString("en")} %`;
}

/** A number as it is said: 204,000, 1.34 trillion, 3·10⁻⁷. */
export function plain(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return "—";
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return powerOfTen(value, digits);
  const isLong = size >= 1e9;
  return new Intl.NumberFormat("en", {
    maximumSignificantDigits: digits,
    ...(isLong ? { notation: "compact", compactDisplay: "long" } : {}),
  }).format(value);
}

/** 1 row, 2 rows */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** An error on new rows: of a curve in units of y, of a plane the share of wrong ones. */
export const errorFigure = (error: number, kind: "curve" | "plane"): string =>
  kind === "curve" ? error.toFixed(3) : `${(100 * error).toFixed(1)} %`;

export function duration(seconds: number): string {
  if (seconds >= 90) return `${Math.round(seconds / 60)} min`;
  if (seconds >= 10 || Number.isInteger(seconds)) return `${Math.round(seconds)} s`;
  return seconds < 1 ? `${Math.max(1, Math.round(1000 * seconds))} ms` : `${seconds.toFixed(1)} s`;
}
