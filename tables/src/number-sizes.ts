import { InputError } from "halfspace";

// Training divides the scale out. Sums, differences and reciprocals have to stay within Float64, and above its smallest normal numbers.
const largest = 1e300;
const smallest = 1e-300;

/**
 * Refuses numbers that training cannot divide its scale out of: sizes above 1e300, and columns whose values all lie
 * within 1e-300 of each other and of 0 without being equal.
 * @param name of the column, for the message
 * @throws InputError that names the column and the size
 */
export function requireUsableSizes(name: string, values: ArrayLike<number>, argument: "target" | "table"): void {
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < values.length; row++) {
    if (values[row] < least) least = values[row];
    if (values[row] > most) most = values[row];
  }
  const size = Math.max(Math.abs(least), Math.abs(most));
  if (least >= most || (size <= largest && size >= smallest)) return;
  const large = size > largest;
  throw new InputError({
    code: "out-of-range",
    argument,
    got: `"${name}" with numbers ${large ? "as large as" : "no larger than"} ${size.toPrecision(3)}`,
    expected: large ? "sizes up to 1e300" : "sizes from 1e-300",
    hint: `${large ? "Divide" : "Multiply"} the column by a power of ten, or give it in another unit.`,
  });
}
