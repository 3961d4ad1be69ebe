/** k where a number is between 10^k and 10^(k + 1). */
const powerOf = (value: number): number => Number(Math.abs(value).toExponential().split("e")[1]);

const units = [
  { size: 1e12, name: "T" },
  { size: 1e9, name: "B" },
  { size: 1e6, name: "M" },
  { size: 1e3, name: "k" },
];
const superscript = (power: number): string =>
  [...String(power)].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])).join("");

/**
 * How the numbers of an axis are written where they are very large or very small: 1.5M, 20k, 3·10⁻⁷. As many digits as tell them apart.
 * @returns undefined where plain numbers are short enough
 */
export function tickFormatOf(low: number, high: number): ((value: number) => string) | undefined {
  const most = Math.max(Math.abs(low), Math.abs(high));
  if (!(most > 0) || (most >= 1e-3 && most < 1e5)) return undefined;
  const power = powerOf(most);
  const unit = most < 1e15 ? units.find(({ size }) => most >= size) : undefined;
  const { size, name } = unit ?? { size: 10 ** power, name: `·10${superscript(power)}` };
  const digits = Math.min(12, 3 + Math.max(0, power - powerOf(high - low)));
  return (value) =>
    value === 0 ? "0" : `${String(Number((value / size).toPrecision(digits))).replace("-", "−")}${name}`;
}

/** A range that can be drawn: where the values differ by no more than rounding, some room on both sides. */
export function drawableRange(low: number, high: number): [number, number] | undefined {
  const most = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > 1e-9 * most) return undefined;
  const room = 0.1 * (most || 1);
  return [low - room, high + room];
}
