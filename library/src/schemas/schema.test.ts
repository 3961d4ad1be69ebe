import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anything,
  array,
  boolean,
  byKind,
  dictionary,
  integer,
  issueText,
  nothing,
  number,
  object,
  oneOf,
  optional,
  pair,
  text,
  union,
  type ValueOf,
} from "./schema.js";

const shape = byKind("kind", [
  object({ kind: oneOf("circle"), radius: number({ above: 0 }) }),
  object({ kind: oneOf("box"), sides: pair(number(), number()), name: optional(text()) }),
]);
const drawing = object({
  version: oneOf(1, 2),
  shapes: array(shape, 1),
  seen: boolean(),
  count: integer({ least: 0, most: 9 }),
  share: number({ least: 0, below: 1 }),
  notes: union(array(text()), nothing()),
  sizes: dictionary(number()),
  rest: anything(),
});
type Drawing = ValueOf<typeof drawing>;

const good: Drawing = {
  version: 2,
  shapes: [
    { kind: "circle", radius: 1 },
    { kind: "box", sides: [1, 2] },
  ],
  seen: true,
  count: 9,
  share: 0,
  notes: null,
  sizes: { a: 1 },
};

describe("a schema", () => {
  it("admits what it describes, and says the same of a part that is left out and one that is undefined", () => {
    expect(drawing.issueOf(good)).toBeUndefined();
    expect(drawing.admits({ ...good, rest: { any: [1] }, notes: ["a"] })).toBe(true);
    expect(shape.admits({ kind: "box", sides: [1, 2], name: undefined })).toBe(true);
  });

  for (const [what, changed, told] of [
    ["a word that is none of the known", { version: 3 }, "version: expected 1 or 2, got 3"],
    ["a part that is missing", { seen: undefined }, "seen: expected true or false, got nothing"],
    ["a list that is too short", { shapes: [] }, "shapes: expected a list of at least 1, got a list"],
    ["no list", { shapes: "x" }, 'shapes: expected a list of at least 1, got "x"'],
    [
      "a kind that is not known",
      { shapes: [{ kind: "line" }] },
      'shapes.0.kind: expected "circle" or "box", got "line"',
    ],
    ["a limit", { shapes: [{ kind: "circle", radius: 0 }] }, "shapes.0.radius: expected a number above 0, got 0"],
    ["text for a number", { sizes: { a: "1" } }, 'sizes.a: expected a number, got "1"'],
    ["a fraction", { count: 0.5 }, "count: expected a whole number of at least 0 and of at most 9, got 0.5"],
    ["a number beyond", { share: 1 }, "share: expected a number of at least 0 and below 1, got 1"],
    ["NaN", { share: Number.NaN }, "share: expected a number of at least 0 and below 1, got NaN"],
    ["neither of two", { notes: 5 }, "notes: expected a list or null, got 5"],
    ["inside the one that was meant", { notes: ["a", 5] }, "notes.1: expected text, got 5"],
    [
      "three for a pair",
      { shapes: [{ kind: "box", sides: [1, 2, 3] }] },
      "shapes.0.sides: expected a list of two, got a list",
    ],
    ["a list for a record", { sizes: [1] }, "sizes: expected a record, got a list"],
  ] as const) {
    it(`names ${what}`, () => {
      expect(issueText(drawing.issueOf({ ...good, ...changed })!)).toBe(told);
    });
  }

  it("names a part that nobody asked for, also one that every object inherits", () => {
    expect(drawing.issueOf({ ...good, more: 1 })).toMatchObject({ path: [], unknownPart: "more" });
    expect(drawing.issueOf({ ...good, sizes: JSON.parse('{"__proto__": "x"}') })?.path).toEqual(["sizes", "__proto__"]);
    expect(object({ constructor: number() }).admits({})).toBe(false);
  });

  it("admits no JSON with one of its parts replaced by something of another type", () => {
    const parts = Object.keys(good).filter((part) => part !== "rest");
    fc.assert(
      fc.property(fc.constantFrom(...parts), (part) => {
        expect(drawing.issueOf({ ...good, [part]: { strange: true } })?.path[0]).toBe(part);
      }),
    );
  });

  it("shows long text shortened, on one line", () => {
    const told = issueText(number().issueOf(`${"a\n".repeat(100)}`)!);
    expect(told.length).toBeLessThan(100);
    expect(told).not.toContain("\n");
  });
});
