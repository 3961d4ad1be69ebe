// Schemas of plain data, as the packages read their files with
import {
  anything,
  array,
  boolean,
  byKind,
  dictionary,
  type Issue,
  integer,
  issueText,
  type Limits,
  nothing,
  number,
  type ObjectSchema,
  type OptionalSchema,
  object,
  oneOf,
  optional,
  pair,
  type Schema,
  text,
  union,
  type ValueOf,
} from "halfspace/schemas";

const share: Limits = { least: 0, most: 1 };
const circle = object({ kind: oneOf("circle"), radius: number({ above: 0 }) });
const square = object({ kind: oneOf("square"), side: number() });
const note: OptionalSchema<string> = optional(text());
const drawing = object({
  shapes: array(byKind("kind", [circle, square]), 1),
  scale: union(nothing(), number(share)),
  counts: dictionary(integer()),
  place: pair(number(), number()),
  visible: boolean(),
  note,
  rest: anything(),
});
// The check is also the type.
type Drawing = ValueOf<typeof drawing>;
const good: Drawing = {
  shapes: [{ kind: "circle", radius: 2 }],
  scale: null,
  counts: { red: 1 },
  place: [0, 0],
  visible: true,
};
console.log(drawing.admits(good)); // → true
const issue: Issue | undefined = drawing.issueOf({
  ...good,
  shapes: [{ kind: "circle", radius: -2 }],
});
console.log(issue && issueText(issue)); // → shapes.0.radius: expected a number above 0, got -2
const schemas: Schema<unknown>[] = [text(), circle as ObjectSchema<typeof circle.parts>];
console.log(schemas.map((schema) => schema.admits("words")).join(" ")); // → true false
