import { object, oneOf, optional, text, type ValueOf } from "halfspace/schemas";

/** How a column writes its numbers, beside their digits: what stands before and behind, and the marks inside. */
export const notationSchema = object({
  prefix: text(),
  suffix: text(),
  thousands: oneOf("", ",", ".", " ", "'"),
  decimal: oneOf(".", ","),
  /** Times such as 13:30, in hours. */
  clock: optional(oneOf(true)),
});

/** What stands around the digits of a column, and the marks inside them. */
export type NumberNotation = ValueOf<typeof notationSchema>;
