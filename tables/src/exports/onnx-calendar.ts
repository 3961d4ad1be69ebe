import type { OnnxGraph } from "halfspace";
import type { DateColumn } from "../date-schema.js";

// Days since 1970 as years, months and days of the Gregorian calendar, without a loop: Howard Hinnant,
// "chrono-compatible low-level date algorithms" (civil_from_days). All numbers are whole and far below 2⁵³, so doubles are exact.

/** The place of moments (milliseconds since 1970, [rows, 1]) on a circle, from 0, as whole doubles. */
export function datePlace(graph: OnnxGraph, circle: DateColumn["circles"][number], moment: string): string {
  const { floorDivided, minus, plus } = arithmetic(graph);
  const days = floorDivided(moment, 86_400_000);
  if (circle === "hour") return floorDivided(remainder(graph, moment, 86_400_000), 3_600_000);
  // The first of January 1970 was a Thursday, 4 days after Sunday.
  return circle === "weekday" ? remainder(graph, plus(days, 4), 7) : monthOf(graph, days, minus);
}

type Binary = (value: string, number: number | string) => string;

function arithmetic(graph: OnnxGraph): Record<"floorDivided" | "minus" | "plus" | "times", Binary> {
  const apply =
    (operator: string): Binary =>
    (value, other) => {
      const operand = typeof other === "number" ? graph.numbers("number", [1], [other], "double") : other;
      return graph.apply(operator, [value, operand]);
    };
  const divided = apply("Div");
  return {
    minus: apply("Sub"),
    plus: apply("Add"),
    times: apply("Mul"),
    floorDivided: (value, other) => graph.apply("Floor", [divided(value, other)]),
  };
}

/** value − ⌊value/modulus⌋·modulus, not negative. */
function remainder(graph: OnnxGraph, value: string, modulus: number): string {
  const { floorDivided, minus, times } = arithmetic(graph);
  return minus(value, times(floorDivided(value, modulus), modulus));
}

/** The month from 0 of days since 1970; years are counted from March, so that the leap day is the last. */
function monthOf(graph: OnnxGraph, days: string, minus: Binary): string {
  const { floorDivided, plus, times } = arithmetic(graph);
  const ofEra = remainder(graph, plus(days, 719_468), 146_097);
  const leaps = minus(
    plus(minus(ofEra, floorDivided(ofEra, 1460)), floorDivided(ofEra, 36_524)),
    floorDivided(ofEra, 146_096),
  );
  const year = floorDivided(leaps, 365);
  const before = minus(plus(times(year, 365), floorDivided(year, 4)), floorDivided(year, 100));
  const dayOfYear = minus(ofEra, before);
  const fromMarch = floorDivided(plus(times(dayOfYear, 5), 2), 153);
  return remainder(graph, plus(fromMarch, 2), 12);
}
