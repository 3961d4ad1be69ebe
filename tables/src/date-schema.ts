import { array, boolean, number, object, oneOf, optional, pair, text, type ValueOf } from "halfspace/schemas";

/** How a column writes its dates; one form for all cells. */
export const dateForms = ["iso", "day-first", "month-first", "named", "compact", "seconds", "milliseconds"] as const;

/** How a column writes its dates. */
export type DateForm = (typeof dateForms)[number];

/** What turns round within a date, in the order of its columns. */
export const circles = ["month", "weekday", "hour"] as const;
/** One of them. */
export type Circle = (typeof circles)[number];

/** The smallest and the largest training value. */
export const rangeSchema = pair(number(), number());

export const dateColumnSchema = object({
  name: text(),
  type: oneOf("date"),
  form: oneOf(...dateForms),
  /** The first training moment, in milliseconds since 1970. */
  origin: number(),
  /** The median of the days since then. */
  median: number(),
  indicator: boolean(),
  circles: array(oneOf(...circles)),
  /** In days since the first: from 0 to the last training date. */
  range: optional(rangeSchema),
});

/** How a column of dates is encoded: days since the first, then sine and cosine of each circle, then 1 where missing. */
export type DateColumn = ValueOf<typeof dateColumnSchema>;

/** The names of the columns that a column of dates becomes. */
export const dateNames = ({ name, circles, indicator }: DateColumn): string[] => [
  `${name} (days)`,
  ...circles.flatMap((circle) => [`${name} ${circle} sine`, `${name} ${circle} cosine`]),
  ...(indicator ? [`${name} missing`] : []),
];
